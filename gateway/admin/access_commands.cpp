#include <charconv>
#include <iostream>

#include <boost/json/serialize.hpp>

#include "common/configuration/reader.hpp"
#include "common/passwords/password.hpp"
#include "gateway/admin/administrators.hpp"
#include "gateway/admin/command.hpp"
#include "gateway/admin/history.hpp"

namespace vorab::gateway {
using configuration::UsageError;

namespace {
constexpr std::size_t shortest_password = 12;
constexpr int listed = 100;

std::string user_name(CommandContext& context) {
    return checked(administrators::parse_user_name(context.arguments.word("the user name")), "admin");
}

void add(CommandContext& context) {
    administrators::Administrator person;
    person.user_name = user_name(context);
    person.organisation = context.arguments.option("organisation");
    const auto password = configuration::read_secret(context.arguments.option("password-file"));
    person.must_change_password = !context.arguments.flag("keep-password");
    context.arguments.finish();
    if (password.reveal().size() < shortest_password) throw UsageError("a password has at least 12 characters");
    const std::string hash = passwords::hash_password(password);
    checked(administrators::put(context.connection, context.author, person, hash, context.now), "admin");
    std::cout << person.user_name << " may now administer the devices of " << person.organisation << "\n";
}

void set_disabled(CommandContext& context, bool disabled) {
    const auto name = user_name(context);
    context.arguments.finish();
    checked(administrators::set_disabled(context.connection, context.author, name, disabled, context.now), "admin");
}
void disable(CommandContext& context) { set_disabled(context, true); }
void enable(CommandContext& context) { set_disabled(context, false); }

void remove(CommandContext& context) {
    const auto name = user_name(context);
    context.arguments.finish();
    checked(administrators::remove(context.connection, context.author, name, context.now), "admin");
}

void print(const database::Row& row) {
    std::cout << row.text(0) << "\t" << row.text(1) << "\t" << (row.integer(2) ? "disabled" : "enabled") << "\t"
              << (row.integer(3) ? "must change the password" : "-") << "\n";
}

void list(CommandContext& context) {
    context.arguments.finish();
    for (const auto& row : context.connection.query("SELECT user_name, organisation, disabled, must_change FROM "
                                                    "administrator ORDER BY organisation, user_name")) {
        print(row);
    }
}

void show(CommandContext& context) {
    const auto name = user_name(context);
    context.arguments.finish();
    const auto row = context.connection.query_one(
        "SELECT user_name, organisation, disabled, must_change FROM administrator WHERE user_name = ?", {name});
    if (!row) throw UsageError("admin: there is no such administrator");
    print(*row);
}

std::int64_t number(CommandContext& context) {
    const auto word = context.arguments.word("the number of the change");
    context.arguments.finish();
    std::int64_t value = 0;
    const auto [end, wrong] = std::from_chars(word.data(), word.data() + word.size(), value);
    if (wrong != std::errc{} || end != word.data() + word.size()) throw UsageError("config: a number is expected");
    return value;
}

void list_changes(CommandContext& context) {
    context.arguments.finish();
    for (const auto& entry : history::latest(context.connection, listed)) {
        std::cout << entry.number << "\t" << core::to_rfc3339(entry.at) << "\t" << entry.author << "\t" << entry.what
                  << "\t" << entry.subject << "\n";
    }
}

/// Hashes of secrets are good for a restore, not for a screen.
void show_change(CommandContext& context) {
    auto entry = checked(history::find(context.connection, number(context)), "config");
    std::cout << core::to_rfc3339(entry.at) << "  " << entry.author << "  " << entry.what << "  " << entry.subject
              << "\nbefore it:\n";
    for (auto& kept : entry.before) {
        std::cout << "  " << kept.at("part").as_string() << " " << kept.at("key").as_string() << "\n";
        for (auto& row : kept.at("rows").as_array()) {
            for (const char* secret : {"secret_sha256", "password_hash", "wrapped_key"}) row.as_object().erase(secret);
            std::cout << "    " << boost::json::serialize(row) << "\n";
        }
    }
}

void restore(CommandContext& context) {
    const auto change = number(context);
    checked(history::restore(context.connection, context.author, change, context.now), "config");
    std::cout << "it is again as it was before change " << change << "\n";
}
}  // namespace

std::vector<Command> access_commands() {
    return {{"admin add", add},
            {"admin list", list},
            {"admin show", show},
            {"admin disable", disable},
            {"admin enable", enable},
            {"admin remove", remove},
            {"config list", list_changes},
            {"config show", show_change},
            {"config restore", restore}};
}
}  // namespace vorab::gateway

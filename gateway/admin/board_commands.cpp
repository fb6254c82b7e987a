#include <algorithm>
#include <charconv>
#include <iostream>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "common/board/licences.hpp"
#include "gateway/admin/command.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using configuration::Arguments;
using configuration::UsageError;
using database::Connection;

namespace {
void list(CommandContext& context) {
    context.arguments.finish();
    for (const auto& licence : board::list_licences(context.connection)) {
        const std::string seen = licence.seen_at ? "seen " + core::to_rfc3339(*licence.seen_at) : "in no browser";
        std::cout << licence.id << "  " << licence.mailbox.str() << "  " << (licence.revoked ? "revoked" : seen) << "  "
                  << json::serialize(licence.config) << "\n";
    }
}

std::string licence_id(CommandContext& context) {
    return context.arguments.word("the licence's id; `board list` names them");
}

void show(CommandContext& context) {
    const auto id = licence_id(context);
    context.arguments.finish();
    const auto licences = board::list_licences(context.connection);
    const auto found = std::ranges::find(licences, id, &board::LicenceStatus::id);
    if (found == licences.end()) throw UsageError("there is no licence of that id; `board list` names them");
    std::cout << "id       " << id << "\nmailbox  " << found->mailbox.str() << "\nstate    "
              << (found->revoked ? "revoked" : "enabled") << "\nseen     "
              << (found->seen_at ? core::to_rfc3339(*found->seen_at) : "never") << "\n";
    for (const auto& member : found->config) {
        std::cout << member.key() << "  " << json::serialize(member.value()) << "\n";
    }
}

/// One change of one licence; `make` is a function of common/board/licences.hpp.
template <class Make>
void change(CommandContext& context, const std::string& id, core::PublicText event, const char* done, Make make) {
    const auto licence = context.connection.query_one(
        "SELECT LOWER(HEX(proof_sha256)), mailbox FROM board_licence WHERE LOWER(HEX(LEFT(proof_sha256, 8))) = ?",
        {id});
    if (!licence) throw UsageError("there is no licence of that id; `board list` names them");
    const auto mailbox = core::MailboxId::parse(licence->text(1)).value();
    Change change{context.connection, context.author, {.event = std::move(event), .mailbox = mailbox}, id, context.now};
    change.keep("board", licence->text(0));
    checked(make(context.connection, id), "board");
    change.commit();
    std::cout << "a board of mailbox " << mailbox.str() << " " << done << "\n";
}

void add(CommandContext& context) {
    const auto licence = checked(board::read_bundle(content_of(context.arguments.option("bundle"))), "--bundle");
    context.arguments.finish();
    Change change{context.connection,
                  context.author,
                  {.event = "board.added", .mailbox = licence.mailbox},
                  board::licence_id(licence.proof_sha256),
                  context.now};
    change.keep("board", core::to_hex(licence.proof_sha256));
    board::add_licence(context.connection, licence, context.now);
    change.commit();
    std::cout << "a board of mailbox " << licence.mailbox.str() << " may now connect\n";
}

void release(CommandContext& context) {
    const auto id = licence_id(context);
    context.arguments.finish();
    change(context, id, "board.released", "may be opened", board::release_licence);
}
void revoke(CommandContext& context) {
    const auto id = licence_id(context);
    context.arguments.finish();
    change(context, id, "board.revoked", "is revoked", board::revoke_licence);
}
void enable(CommandContext& context) {
    const auto id = licence_id(context);
    context.arguments.finish();
    change(context, id, "board.enabled", "may be opened again", board::enable_licence);
}
void remove(CommandContext& context) {
    const auto id = licence_id(context);
    context.arguments.finish();
    change(context, id, "board.removed", "is gone", board::remove_licence);
}

json::array words_in(const std::string& list) {
    json::array words;
    if (list == "all") return words;
    for (std::size_t from = 0; from <= list.size();) {
        const auto end = std::min(list.find(',', from), list.size());
        words.emplace_back(json::string{list.substr(from, end - from)});
        from = end + 1;
    }
    return words;
}

int number_in(const std::string& option, const std::string& text) {
    int number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size()) throw UsageError("--" + option + ": not a number");
    return number;
}

bool switch_in(const std::string& option, const std::string& text) {
    if (text != "on" && text != "off") throw UsageError("--" + option + ": on or off");
    return text == "on";
}

/// An option that is not given changes nothing; a filter is given whole.
json::object filter_in(Arguments& arguments, const std::string& before) {
    json::object filter;
    for (const char* part : {"priorities", "keywords"}) {
        const auto given = arguments.optional_option(before + part);
        if (given) filter[part] = words_in(*given);
    }
    return filter;
}

json::object changes_in(Arguments& arguments) {
    json::object changes;
    const auto take = [&](const char* option, const char* member, auto read) {
        if (const auto given = arguments.optional_option(option)) changes[member] = read(option, *given);
    };
    const auto text = [](const char*, const std::string& given) { return json::string{given}; };
    take("control-centre", "control_centre", text);
    take("description", "description", text);
    take("connection-lost-text", "connection_lost_text", text);
    take("sort-order", "sort_order", text);
    take("callsign", "callsign", switch_in);
    take("announcement-text", "announcement_text", switch_in);
    take("entries", "entries", number_in);
    take("expiry-minutes", "expiry_minutes", number_in);
    if (auto filter = filter_in(arguments, ""); !filter.empty()) changes["filter"] = std::move(filter);
    if (auto filter = filter_in(arguments, "sound-"); !filter.empty()) changes["sound_filter"] = std::move(filter);
    return changes;
}

void configure(CommandContext& context) {
    const auto id = licence_id(context);
    const auto changes = changes_in(context.arguments);
    context.arguments.finish();
    if (changes.empty()) throw UsageError("say what to change");
    change(context, id, "board.configured", "is configured", [&](Connection& connection, const std::string& licence) {
        return board::configure_licence(connection, licence, changes);
    });
}
}  // namespace

std::vector<Command> board_commands() {
    return {{"board add", add},         {"board list", list},          {"board show", show},
            {"board release", release}, {"board revoke", revoke},      {"board enable", enable},
            {"board remove", remove},   {"board configure", configure}};
}
}  // namespace vorab::gateway

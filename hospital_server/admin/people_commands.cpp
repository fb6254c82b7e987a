#include "hospital_server/admin/people_commands.hpp"

#include <algorithm>
#include <iostream>

#include <boost/json/array.hpp>

#include "common/configuration/reader.hpp"
#include "common/passwords/password.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/people/listing.hpp"
#include "hospital_server/people/password_rules.hpp"

namespace vorab::hospital_server {

const char* const people_usage = R"(
  ... user add NAME --first F --last L --role R... --mailbox M... --password-file FILE [--keep-password]
                                                  adds or replaces; the first password is to be changed unless kept
  ... user list                                   name, where the password is, state, roles, mailboxes
  ... user set NAME [--role R...] [--mailbox M...]
                                                  replaces the roles, the mailboxes, or both
  ... user disable NAME | enable NAME | remove NAME
  ... user reset-password NAME --password-file FILE
  ... user sign-out NAME                          ends all sessions, open live lists within seconds
)";

namespace {
using configuration::Arguments;
using configuration::UsageError;
using database::Connection;

/// What went wrong, in words for the operator.
template <class T>
T granted(core::Result<T> result, const std::string& what) {
    if (!result) throw UsageError(what + ": " + result.error().detail.str());
    if constexpr (!std::is_void_v<T>) return std::move(*result);
}

std::vector<people::Role> roles_in(Arguments& arguments) {
    std::vector<people::Role> roles;
    for (const auto& word : arguments.options("role")) roles.push_back(granted(people::parse_role(word), "--role"));
    return roles;
}

std::vector<core::MailboxId> mailboxes_in(Arguments& arguments, const Config& config) {
    std::vector<core::MailboxId> mailboxes;
    for (const auto& word : arguments.options("mailbox")) {
        const auto known = [&word](const MailboxConfig& mailbox) { return mailbox.id.str() == word; };
        const auto found = std::ranges::find_if(config.mailboxes, known);
        if (found == config.mailboxes.end()) throw UsageError("the configuration has no mailbox " + word);
        mailboxes.push_back(found->id);
    }
    return mailboxes;
}

std::string hash_in(Arguments& arguments, const std::string& user_name) {
    const auto password = configuration::read_secret(arguments.option("password-file"));
    granted(people::check_new_password(password.reveal(), user_name), "the password");
    return passwords::hash_password(password);
}

int add(Arguments& arguments, const Config& config) {
    people::NewPerson person;
    person.user_name = granted(people::parse_user_name(arguments.word("the user name")), "the user name");
    person.first_name = arguments.option("first");
    person.last_name = arguments.option("last");
    person.roles = roles_in(arguments);
    person.mailboxes = mailboxes_in(arguments, config);
    person.must_change_password = !arguments.flag("keep-password");
    person.password_hash = hash_in(arguments, person.user_name);
    arguments.finish();
    Connection connection{config.database};
    const auto now = core::SystemClock{}.now();
    people::put_person(connection, person, now);
    audit::write(connection, {.event = "person.added", .user_name = person.user_name}, now);
    std::cout << person.user_name << " may sign in\n";
    return 0;
}

std::string joined(const boost::json::value& words) {
    std::string text;
    for (const auto& word : words.as_array()) text.append(text.empty() ? "" : ",").append(word.as_string());
    return text.empty() ? "-" : text;
}

int list(Arguments& arguments, const Config& config) {
    arguments.finish();
    Connection connection{config.database};
    for (const auto& entry : people::listed(connection, core::SystemClock{}.now())) {
        const auto& person = entry.as_object();
        const char* state = person.at("disabled").as_bool()               ? "disabled"
                            : person.at("must_change_password").as_bool() ? "first-password"
                                                                          : "enabled";
        std::cout << person.at("username").as_string().c_str() << "  " << person.at("source").as_string().c_str()
                  << "  " << state << "  " << joined(person.at("roles")) << "  " << joined(person.at("mailboxes"))
                  << "\n";
    }
    return 0;
}

int change(const Config& config, const std::string& user_name, const people::Change& wanted) {
    Connection connection{config.database};
    granted(people::change_person(connection, user_name, wanted, {}, core::SystemClock{}.now()), user_name);
    std::cout << user_name << " is changed\n";
    return 0;
}

int set(Arguments& arguments, const Config& config) {
    const std::string user_name = arguments.word("the user name");
    people::Change wanted;
    const auto roles = roles_in(arguments);
    const auto mailboxes = mailboxes_in(arguments, config);
    arguments.finish();
    if (roles.empty() && mailboxes.empty()) throw UsageError("name --role or --mailbox, or both");
    if (!roles.empty()) wanted.roles = roles;
    if (!mailboxes.empty()) wanted.mailboxes = mailboxes;
    return change(config, user_name, wanted);
}

int disable(Arguments& arguments, const Config& config, bool disabled) {
    const std::string user_name = arguments.word("the user name");
    arguments.finish();
    people::Change wanted;
    wanted.disabled = disabled;
    return change(config, user_name, wanted);
}

int remove(Arguments& arguments, const Config& config) {
    const std::string user_name = arguments.word("the user name");
    arguments.finish();
    Connection connection{config.database};
    granted(people::remove_person(connection, user_name, {}, core::SystemClock{}.now()), user_name);
    std::cout << user_name << " is removed\n";
    return 0;
}

int reset_password(Arguments& arguments, const Config& config) {
    const std::string user_name = arguments.word("the user name");
    const std::string hash = hash_in(arguments, user_name);
    arguments.finish();
    Connection connection{config.database};
    granted(people::reset_password_of(connection, user_name, hash, {}, core::SystemClock{}.now()), user_name);
    std::cout << user_name << " has a first password\n";
    return 0;
}

int sign_out(Arguments& arguments, const Config& config) {
    const std::string user_name = arguments.word("the user name");
    arguments.finish();
    Connection connection{config.database};
    if (!people::end_sessions_of(connection, user_name, {}, core::SystemClock{}.now()))
        throw UsageError(user_name + ": there is no such user");
    std::cout << user_name << " is signed out\n";
    return 0;
}
}  // namespace

int administer_people(const std::string& action, Arguments& arguments, const Config& config) {
    if (action == "help") {
        std::cout << people_usage;
        return 0;
    }
    if (action == "add") return add(arguments, config);
    if (action == "list") return list(arguments, config);
    if (action == "set") return set(arguments, config);
    if (action == "disable") return disable(arguments, config, true);
    if (action == "enable") return disable(arguments, config, false);
    if (action == "remove") return remove(arguments, config);
    if (action == "reset-password") return reset_password(arguments, config);
    if (action == "sign-out") return sign_out(arguments, config);
    throw UsageError("there is no command \"user " + action + "\"");
}
}  // namespace vorab::hospital_server

#include "hospital_server/admin/command_line.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sys/stat.h>

#include <boost/json/serialize.hpp>

#include "common/board/configuration.hpp"
#include "common/board/store.hpp"
#include "common/configuration/reader.hpp"
#include "common/core/json.hpp"
#include "common/passwords/password.hpp"
#include "common/sealing/board_keys.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/vouched_key.hpp"
#include "hospital_server/alarm_rules/dry_run.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/people/people.hpp"
#include "hospital_server/sql/migrations.hpp"

namespace vorab::hospital_server {

const char* const usage = R"(vorab-hospital: opens, stores and shows pre-notifications

  vorab-hospital --config FILE                    serve until SIGTERM; SIGHUP reloads certificates
  vorab-hospital --config FILE --check-config     read the configuration and say what is wrong
  vorab-hospital --config FILE migrate            bring the databases to this version

  ... user add NAME --first F --last L --role R... --mailbox M... --password-file FILE [--keep-password]
  ... board-key create MAILBOX                    makes the key pair of the mailbox's boards; FILE.pub is for the gateway
  ... licence create MAILBOX --description TEXT --bundle FILE [--control-centre TEXT] [--entries N]
                                                  a licence key for one wall display, printed once; the bundle is for the gateway
  ... alarms dry-run CASE.json [--at TIME]        which alarms would this case raise, when, to whom, with what text, and why;
                                                  CASE.json is a record, or {"mailbox": ..., "arrival": {...}}
)";

namespace {
using configuration::Arguments;
using configuration::UsageError;
using database::Connection;

template <class T>
T checked(core::Result<T> result, const std::string& what) {
    if (!result) throw UsageError(what + ": " + result.error().detail.str());
    return std::move(*result);
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw UsageError("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::filesystem::path& file, const std::string& content, mode_t mask) {
    const auto old_mask = ::umask(mask);
    std::ofstream out{file};
    out << content << "\n";
    out.close();
    ::umask(old_mask);
    if (!out) throw UsageError("cannot write " + file.string());
}

const MailboxConfig& mailbox_of(const Config& config, const std::string& name) {
    const auto found =
        std::ranges::find_if(config.mailboxes, [&](const auto& mailbox) { return mailbox.id.str() == name; });
    if (found == config.mailboxes.end()) throw UsageError("the configuration has no mailbox " + name);
    return *found;
}

int migrate(const Config& config) {
    int applied = database::migrate(config.database, server_sql::migrations());
    for (const auto& mailbox : config.mailboxes)
        applied += database::migrate(mailbox.database, mailbox_sql::migrations());
    std::cout << applied << " migrations applied\n";
    return 0;
}

int add_user(Arguments& arguments, const Config& config) {
    people::NewPerson person;
    person.user_name = arguments.word("the user name");
    person.first_name = arguments.option("first");
    person.last_name = arguments.option("last");
    for (const auto& role : arguments.options("role"))
        person.roles.push_back(checked(people::parse_role(role), "--role"));
    for (const auto& mailbox : arguments.options("mailbox")) person.mailboxes.push_back(mailbox_of(config, mailbox).id);
    const auto password = configuration::read_secret(arguments.option("password-file"));
    person.must_change_password = !arguments.flag("keep-password");
    arguments.finish();
    if (person.user_name.empty() || person.user_name.size() > 64)
        throw UsageError("a user name has 1 to 64 characters");
    if (password.reveal().size() < 10) throw UsageError("a password has at least 10 characters");
    person.password_hash = passwords::hash_password(password);
    Connection connection{config.database};
    const auto now = core::SystemClock{}.now();
    people::put_person(connection, person, now);
    audit::write(connection, {.event = "person.added", .user_name = person.user_name}, now);
    std::cout << person.user_name << " may sign in\n";
    return 0;
}

int create_board_key(Arguments& arguments, const Config& config) {
    const auto& mailbox = mailbox_of(config, arguments.word("the mailbox"));
    arguments.finish();
    if (mailbox.board_key.empty()) throw UsageError("the configuration names no board_key for this mailbox");
    if (std::filesystem::exists(mailbox.board_key))
        throw UsageError(mailbox.board_key.string() + " exists; boards use it");
    const auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    write_file(mailbox.board_key, boost::json::serialize(key.to_jwk()), 0077);
    const auto signer = checked(signing::PrivateKey::from_pem_file(config.receipt_key), "receipt key");
    const auto x5c = checked(signing::x5c_from_pem_file(config.receipt_certificate), "receipt certificate");
    const boost::json::object published{{"jwk", key.public_key().to_jwk()},
                                        {"statement", signing::vouch_for(key.public_key(), mailbox.id, signer, x5c)}};
    write_file(mailbox.board_key.string() + ".pub", boost::json::serialize(published), 0022);
    std::cout << "board key of " << mailbox.id.str() << " is " << mailbox.board_key.string() << "\n";
    return 0;
}

boost::json::object board_config(Arguments& arguments) {
    const boost::json::object given{{"description", arguments.option("description")},
                                    {"control_centre", arguments.option_or("control-centre", "")},
                                    {"connection_lost_text", arguments.option_or("connection-lost-text", "")},
                                    {"entries", std::stoi(arguments.option_or("entries", "40"))}};
    return checked(board::configured({}, given), "the board");
}

int create_licence(Arguments& arguments, const Config& config) {
    const auto& mailbox = mailbox_of(config, arguments.word("the mailbox"));
    const std::filesystem::path bundle = arguments.option("bundle");
    board::Licence licence;
    licence.mailbox = mailbox.id;
    licence.config = board_config(arguments);
    arguments.finish();
    const auto jwk = checked(core::parse_json_object(content_of(mailbox.board_key)), "board key");
    const auto board_key = checked(signing::PrivateKey::from_jwk(jwk), "board key");
    const auto licence_key = sealing::LicenceKey::generate();
    licence.proof_sha256 = signing::sha256(licence_key.proof());
    licence.wrapped_key = sealing::wrap_board_key(board_key, licence_key);
    Connection connection{config.database};  // this server shows boards as well
    const auto now = core::SystemClock{}.now();
    board::add_licence(connection, licence, now);
    audit::write(connection, {.event = "licence.created"}, now);
    write_file(bundle, board::to_bundle(licence), 0077);
    std::cout << licence_key.reveal() << "\n";
    return 0;
}

int dry_run_alarms(Arguments& arguments, const Config& config) {
    const std::filesystem::path file = arguments.word("the case's file");
    const auto at = arguments.optional_option("at");
    arguments.finish();
    const auto now = at ? checked(core::parse_rfc3339(*at), "--at") : core::SystemClock{}.now();
    const auto asked = checked(core::parse_json_object(content_of(file)), file.string());
    const auto situation = checked(alarm_rules::read_situation(asked, now), file.string());
    std::cout << alarm_rules::dry_run_text(config.alarms, situation, alarm_rules::local_time);
    return 0;
}
}  // namespace

int administer(const std::string& command, Arguments& arguments, const Config& config) {
    if (command == "migrate") {
        arguments.finish();
        return migrate(config);
    }
    const std::string action = command + " " + arguments.word("what to do with the " + command);
    if (action == "user add") return add_user(arguments, config);
    if (action == "board-key create") return create_board_key(arguments, config);
    if (action == "licence create") return create_licence(arguments, config);
    if (action == "alarms dry-run") return dry_run_alarms(arguments, config);
    throw UsageError("there is no command \"" + action + "\"");
}
}  // namespace vorab::hospital_server

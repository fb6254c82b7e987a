#include "hospital_server/admin/command_line.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sys/stat.h>

#include <boost/json/serialize.hpp>

#include "common/configuration/reader.hpp"
#include "common/core/json.hpp"
#include "common/signing/vouched_key.hpp"
#include "hospital_server/admin/configuration_commands.hpp"
#include "hospital_server/admin/people_commands.hpp"
#include "hospital_server/alarm_rules/dry_run.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/boards/licence.hpp"
#include "hospital_server/retention/command_line.hpp"
#include "hospital_server/sql/migrations.hpp"
#include "hospital_server/usage_data/command_line.hpp"

namespace vorab::hospital_server {

const char* const usage = R"(vorab-hospital: opens, stores and shows pre-notifications

  vorab-hospital --config FILE                    serve until SIGTERM; SIGHUP reloads certificates
  vorab-hospital --config FILE --check-config     read the configuration and say what is wrong
  vorab-hospital --config FILE migrate            bring the databases to this version

  ... user WHAT                                   people and their rights; "user help" lists them
  ... configuration list | show N | restore N     every configuration that the server has run with
  ... board-key create MAILBOX                    makes the key pair of the mailbox's boards; FILE.pub is for the gateway
  ... licence create MAILBOX --description TEXT --bundle FILE [--control-centre TEXT] [--entries N]
                                                  a licence key for one wall display, printed once; the bundle is for the gateway
  ... alarms dry-run CASE.json [--at TIME]        which alarms would this case raise, when, to whom, with what text, and why;
                                                  CASE.json is a record, or {"mailbox": ..., "arrival": {...}}

  What is kept, and what was deleted. Changes take [--by NAME]: who makes it; without, who is signed in at this machine.
  ... retention report | run | records | orders | holds [--mailbox M]
  ... retention order CASE --mailbox M --reason R           delete it; R as the tracker's API lists them
  ... retention confirm ORDER | withdraw ORDER --mailbox M  the second pair of eyes, which is somebody else's
  ... retention hold CASE --mailbox M --reason R | release HOLD --mailbox M

  Who read or changed what.
  ... audit verify [--mailbox M] [--anchors FILE]           exit status 1 and the first place that is not as it was written,
                                                            and every case whose record is not what came
  ... audit export [--mailbox M] [--from T] [--until T] [--event E] [--user U] [--case C] [--format jsonl|csv] [--by NAME]
  ... audit anchors [--mailbox M]                           how far each chain goes, signed: to keep in another house
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
    return {{"description", arguments.option("description")},
            {"control_centre", arguments.option_or("control-centre", "")},
            {"connection_lost_text", arguments.option_or("connection-lost-text", "")},
            {"entries", std::stoi(arguments.option_or("entries", "40"))}};
}

int create_licence(Arguments& arguments, const Config& config) {
    const auto& mailbox = mailbox_of(config, arguments.word("the mailbox"));
    const std::filesystem::path bundle = arguments.option("bundle");
    const auto given = board_config(arguments);
    arguments.finish();
    const auto made = checked(boards::make_licence(mailbox, given), "the board");
    Connection connection{config.database};  // this server shows boards as well
    const auto now = core::SystemClock{}.now();
    board::add_licence(connection, made.licence, now);
    audit::write(connection, {.event = "licence.created"}, now);
    write_file(bundle, board::to_bundle(made.licence), 0077);
    std::cout << made.key.reveal() << "\n";
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
    if (command == "user") {
        const std::string what = arguments.word("what to do with the user");
        return administer_people(what, arguments, config);
    }
    if (command == "configuration") return administer_configuration(arguments, config);
    const std::string verb = arguments.word("what to do with the " + command);
    if (command == "retention") return retention::administer(verb, arguments, config);
    if (command == "audit") return usage_data::administer(verb, arguments, config);
    const std::string action = command + " " + verb;
    if (action == "board-key create") return create_board_key(arguments, config);
    if (action == "licence create") return create_licence(arguments, config);
    if (action == "alarms dry-run") return dry_run_alarms(arguments, config);
    throw UsageError("there is no command \"" + action + "\"");
}
}  // namespace vorab::hospital_server

#include "gateway/admin/command_line.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>

#include "common/configuration/author.hpp"
#include "common/database/migrations.hpp"
#include "gateway/admin/command.hpp"
#include "gateway/sql/migrations.hpp"

namespace vorab::gateway {

const char* const usage = R"(vorab-gateway: routes sealed pre-notifications by mailbox

  vorab-gateway --config FILE                    serve until SIGTERM; SIGHUP reloads certificates, token keys, mailboxes
  vorab-gateway --config FILE --check-config     read the configuration and say what is wrong
  vorab-gateway --config FILE migrate            bring the database to this version

  Who may send. Every change takes [--by NAME]: who makes it, for the audit; without, who is signed in at this machine.
  ... client add ID --organisation NAME --secret-file FILE    a sender; the secret is made when the file is not there
  ... client add ID --organisation NAME --public-key FILE     the same, authenticated by private_key_jwt (PEM)
                 [--label WORDS] [--scopes "send"]            scopes: send, positions, assignments
  ... client list | client show ID | client disable ID | client enable ID | client remove ID
  ... client revoke ID                           refuse the tokens that it has; it may ask for new ones
  ... assignment add CLIENT MAILBOX | assignment remove CLIENT MAILBOX | assignment list

  Where to. Another key for a mailbox that is known needs --by: senders will seal for it.
  ... mailbox add ID --name NAME --hospital NAME --intake-url URL --certificate FILE [--board-key FILE]
      [--hospital-certificate FILE]              whose common name may answer the crews of this mailbox
  ... mailbox add-key ID --certificate FILE --by NAME         a further key of that mailbox, beside those it has
  ... mailbox remove-key ID KID --by NAME
  ... mailbox list | mailbox show ID | mailbox remove ID --by NAME
  ... board add --bundle FILE                    a licence made by the hospital (vorab-hospital licence create)
  ... board list                                 each licence: its id, mailbox, browser and configuration
  ... board show ID
  ... board release ID                           another browser may open it at once; the one that has it is sent away
  ... board revoke ID | board enable ID          the licence key opens nothing any more; it does again
  ... board remove ID                            one that was revoked
  ... board configure ID [--control-centre TEXT] [--description TEXT] [--connection-lost-text TEXT] [--entries N]
        [--expiry-minutes N] [--sort-order eta|priority|received] [--callsign on|off] [--announcement-text on|off]
        [--priorities sk1,sk2|all] [--keywords A,B|all] [--sound-priorities ...] [--sound-keywords ...]
                                                 an open board shows it within seconds, without a reload

  Who administers the devices of a rescue service, under /admin/ in the browser.
  ... admin add USER --organisation NAME --password-file FILE [--keep-password]
  ... admin list | admin show USER | admin disable USER | admin enable USER | admin remove USER

  What the configuration was.
  ... config list | config show N | config restore N          N: the number of a change; restoring is a change itself
)";

using configuration::Arguments;
using configuration::UsageError;

std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw UsageError("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

core::ClientId client_id(Arguments& arguments) {
    return checked(core::ClientId::parse(arguments.word("the client id")), "client");
}

core::MailboxId mailbox_id(Arguments& arguments) {
    return checked(core::MailboxId::parse(arguments.word("the mailbox id")), "mailbox");
}

namespace {
std::vector<Command> all_commands() {
    std::vector<Command> all;
    for (const auto& some : {client_commands(), mailbox_commands(), board_commands(), access_commands()}) {
        all.insert(all.end(), some.begin(), some.end());
    }
    return all;
}

void migrate(const Config& config, Arguments& arguments) {
    arguments.finish();
    std::cout << database::migrate(config.database, migrations()) << " migrations applied\n";
}
}  // namespace

int administer(const std::string& command, Arguments& arguments, const Config& config) {
    if (command == "migrate") {
        migrate(config, arguments);
        return 0;
    }
    const std::string words = command + " " + arguments.word("what to do with the " + command);
    const auto commands = all_commands();
    const auto found = std::ranges::find_if(commands, [&](const Command& one) { return one.words == words; });
    if (found == commands.end()) throw UsageError("there is no command \"" + words + "\"");
    const auto named = arguments.optional_option("by");
    database::Connection connection{config.database};
    CommandContext context{connection,
                           arguments,
                           {.name = "cli:" + named.value_or(configuration::signed_in_here())},
                           named.has_value(),
                           core::SystemClock{}.now()};
    found->run(context);
    return 0;
}
}  // namespace vorab::gateway

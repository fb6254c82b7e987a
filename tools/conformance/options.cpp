#include "tools/conformance/options.hpp"

#include <algorithm>
#include <fstream>

namespace vorab::conformance {
using configuration::UsageError;

const char* const usage =
    "vorab-conformance: holds a gateway, or a sender, against the contract, and says what to mend.\n"
    "\n"
    "  vorab-conformance gateway https://HOST:PORT   sends test transmissions and everything that must be refused\n"
    "    --ca FILE                 authority of the gateway's TLS certificate\n"
    "    --client ID               with --secret-file FILE or --assertion-key FILE\n"
    "    --hospital-ca FILE        authority of the hospitals' keys and receipts\n"
    "    --signing-key FILE        key that signs records, with --certificate FILE\n"
    "    --mailbox ID              where test transmissions go\n"
    "    --foreign-mailbox ID      one that exists and is not assigned to this client\n"
    "    --provoke-limits          asks so fast that the gateway has to say 429\n"
    "\n"
    "  vorab-conformance sender                      plays gateway and hospital for your sender, and makes trouble\n"
    "    --listen PORT             on all addresses (8443); 0: any that is free\n"
    "    --host NAME               the name that your sender will use (localhost)\n"
    "    --folder DIR              where keys, certificates and sender.env are written (conformance-sender)\n"
    "    --run COMMAND             started once a lesson, with sender.env in its environment; has to end with 0\n"
    "                              exactly when the hospital's receipt was verified\n"
    "    --seconds N               longest time for one lesson (60)\n"
    "\n"
    "  Both: --settings FILE       VORAB_GATEWAY=..., VORAB_CA=... and so on, instead of options\n"
    "        --only ID             this check or group of checks; may be given several times\n"
    "        --list                says what would be checked\n"
    "        --report FILE.json    the findings for a program\n"
    "        --html FILE           the findings as a page to hand over\n"
    "\n"
    "Exit: 0 everything that could be checked holds, 1 something does not, 2 wrong usage.\n";

namespace {
/// VORAB_SECRET_FILE -> --secret-file
std::string option_named(std::string name) {
    std::ranges::transform(name, name.begin(), [](char sign) {
        return sign == '_' ? '-' : static_cast<char>(sign >= 'A' && sign <= 'Z' ? sign - 'A' + 'a' : sign);
    });
    return "--" + name;
}

void add_setting(std::vector<std::string>& words, const std::string& line) {
    constexpr std::string_view mark = "VORAB_";
    const auto equals = line.find('=');
    if (!line.starts_with(mark) || equals == std::string::npos) return;
    const auto option = option_named(line.substr(mark.size(), equals - mark.size()));
    const bool given = std::ranges::count(words, option) > 0 || option == "--record";
    if (given) return;
    words.push_back(option);
    words.push_back(line.substr(equals + 1));
}
}  // namespace

std::vector<std::string> with_settings(std::vector<std::string> words) {
    const auto option = std::ranges::find(words, "--settings");
    if (option == words.end()) return words;
    if (option + 1 == words.end()) throw UsageError("--settings needs a file");
    const std::string path = *(option + 1);
    std::ifstream file{path};
    if (!file) throw UsageError("--settings: " + path + " cannot be read");
    words.erase(option, option + 2);
    for (std::string line; std::getline(file, line);) add_setting(words, line);
    return words;
}

bool Common::wants(const std::string& id) const {
    return only.empty() || only.contains(id) || only.contains(id.substr(0, id.find('.')));
}

Common read_common(configuration::Arguments& arguments) {
    Common common;
    for (auto& id : arguments.options("only")) common.only.insert(std::move(id));
    common.report = arguments.optional_option("report");
    common.html = arguments.optional_option("html");
    common.list = arguments.flag("list");
    return common;
}
}  // namespace vorab::conformance

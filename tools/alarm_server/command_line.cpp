#include "tools/alarm_server/command_line.hpp"

#include <charconv>
#include <fstream>

#include "espax/text.hpp"

namespace vorab::alarm_server {
using configuration::Arguments;
using configuration::UsageError;

const std::set<std::string> flags{"strict", "lenient", "help"};
const char* const usage =
    "vorab-alarm-server: a simulated ESPA-X alarm server; writes one JSON line for each login, call and stop.\n"
    "  --address ADDRESS     where to listen (127.0.0.1)\n"
    "  --port PORT           TCP port (2023)\n"
    "  --user NAME           the one account (vorab)\n"
    "  --password-file FILE  its password\n"
    "  --strict | --lenient  refuse what the schema forbids, or take what real servers take (lenient)\n"
    "  --accept-after SEC    each call has its outcome after so many seconds (it rings on)\n"
    "  --outcome NAME        accepted, rejected, busy, no-answer, reached (accepted)\n"
    "  --refuse CODE         answer every call with this response code\n"
    "  --session-timeout SEC close a session that is silent for so long (60)\n"
    "  --fault NAME          indications-first, split-frames, merged-frames, wrong-length, no-namespace, prefix,\n"
    "                        odd-words, missing-fields, silent, silent-start, standby, late-start, twice, flood\n"
    "  --certificate FILE --private-key FILE   speak TLS; --client-ca FILE: and ask for a certificate of it\n"
    "While it runs it takes commands, one a line, on standard input; \"help\" lists them.\n";

namespace {
/// Within [least, most], or nothing when the option is not given.
template <class Number>
std::optional<Number> number(Arguments& given, const std::string& name, Number least, Number most) {
    const auto text = given.optional_option(name);
    if (!text) return std::nullopt;
    Number value{};
    const auto [end, error] = std::from_chars(text->data(), text->data() + text->size(), value);
    const bool whole = error == std::errc{} && end == text->data() + text->size();
    if (!whole || !(value >= least && value <= most)) {
        throw UsageError("--" + name + ": a number from " + std::to_string(least) + " to " + std::to_string(most));
    }
    return value;
}

std::optional<std::chrono::milliseconds> seconds(Arguments& given, const std::string& name) {
    const auto value = number<double>(given, name, 0, 86'399);
    if (!value) return std::nullopt;
    return std::chrono::milliseconds{static_cast<long>(*value * 1'000)};
}

core::Sensitive<std::string> password_from(const std::string& path) {
    std::ifstream file{path};
    std::string password;
    if (!std::getline(file, password)) throw UsageError("--password-file: cannot be read");
    return core::Sensitive{std::string{espax::trimmed(password)}};
}

std::optional<espax::TlsServerOptions> tls_of(Arguments& given) {
    const auto certificate = given.optional_option("certificate");
    const auto key = given.optional_option("private-key");
    const auto client_ca = given.optional_option("client-ca");
    if (!certificate && !key && !client_ca) return std::nullopt;
    if (!certificate || !key) throw UsageError("--certificate and --private-key stand together");
    espax::TlsServerOptions tls{*certificate, *key};
    if (client_ca) tls.client_ca = *client_ca;
    return tls;
}
}  // namespace

CommandLine read_command_line(Arguments& given) {
    CommandLine read;
    Options& options = read.options;
    read.address = given.option_or("address", "127.0.0.1");
    read.port = number<std::uint16_t>(given, "port", 0, 65535).value_or(2023);
    options.user = given.option_or("user", options.user);
    if (const auto file = given.optional_option("password-file")) options.password = password_from(*file);
    options.strict = given.flag("strict");
    given.flag("lenient");  // as without it
    options.accept_after = seconds(given, "accept-after");
    options.session_timeout = seconds(given, "session-timeout").value_or(options.session_timeout);
    if (const auto name = given.optional_option("outcome")) {
        const auto outcome = outcome_named(*name);
        if (!outcome) throw UsageError("--outcome: " + outcome.error().detail.str());
        options.outcome = *outcome;
    }
    options.tls = tls_of(given);
    options.refuse = number(given, "refuse", 201, 999).value_or(0);
    if (const auto name = given.optional_option("fault")) {
        const auto fault = fault_named(*name);
        if (!fault) throw UsageError("--fault: " + fault.error().detail.str());
        options.fault = *fault;
    }
    given.finish();
    return read;
}

}  // namespace vorab::alarm_server

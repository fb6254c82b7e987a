#include "tools/alarm_server/arguments.hpp"

#include <charconv>
#include <fstream>

#include "espax/text.hpp"

namespace vorab::alarm_server {

const char* const usage =
    "vorab-alarm-server: a simulated ESPA-X alarm server; writes one JSON line for each login, call and stop.\n"
    "  --address ADDRESS     where to listen (127.0.0.1)\n"
    "  --port PORT           TCP port (2023)\n"
    "  --user NAME           the one account (vorab)\n"
    "  --password-file FILE  its password\n"
    "  --strict | --lenient  refuse what the schema forbids, or take what real servers take (lenient)\n"
    "  --accept-after SEC    a human takes each call after so many seconds (nobody does)\n"
    "  --refuse CODE         answer every call with this response code\n"
    "  --session-timeout SEC close a session that is silent for so long (60)\n"
    "  --fault NAME          indications-first, split-frames, merged-frames, wrong-length, no-namespace, prefix,\n"
    "                        odd-words, missing-fields, silent, silent-start, standby\n";

namespace {

using core::Failure;
using core::Problem;

Failure wrong(core::PublicText option, core::PublicText why) { return {Problem::malformed, option + ": " + why}; }

template <class Number>
std::optional<Number> parse(std::string_view text) {
    Number number{};
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return number;
}

core::Result<void> set_seconds(core::PublicText option, std::string_view text,
                               std::optional<std::chrono::milliseconds>& to) {
    const auto seconds = parse<double>(text);
    if (!seconds || !(*seconds >= 0 && *seconds < 86'400))
        return wrong(std::move(option), "seconds below a day are expected");
    to = std::chrono::milliseconds{static_cast<long>(*seconds * 1'000)};
    return {};
}

core::Result<void> read_password(const std::string& path, Options& options) {
    std::ifstream file{path};
    std::string password;
    if (!std::getline(file, password)) return wrong("--password-file", "cannot be read");
    options.password = core::Sensitive{std::string{espax::trimmed(password)}};
    return {};
}

core::Result<void> set(Arguments& arguments, std::string_view option, const std::string& value) {
    auto& options = arguments.options;
    if (option == "--address") {
        arguments.address = value;
    } else if (option == "--port") {
        const auto port = parse<std::uint16_t>(value);
        if (!port) return wrong("--port", "a number from 0 to 65535 is expected");
        arguments.port = *port;
    } else if (option == "--user") {
        options.user = value;
    } else if (option == "--password-file") {
        return read_password(value, options);
    } else if (option == "--accept-after") {
        return set_seconds("--accept-after", value, options.accept_after);
    } else if (option == "--session-timeout") {
        std::optional<std::chrono::milliseconds> timeout;
        auto done = set_seconds("--session-timeout", value, timeout);
        if (done) options.session_timeout = *timeout;
        return done;
    } else if (option == "--refuse") {
        const auto code = parse<int>(value);
        if (!code || *code < 201 || *code > 999) return wrong("--refuse", "a response code is expected");
        options.refuse = *code;
    } else if (option == "--fault") {
        const auto fault = fault_named(value);
        if (!fault) return wrong("--fault", fault.error().detail);
        options.fault = *fault;
    } else {
        return Failure{Problem::malformed, "an option that does not exist; --help lists them"};
    }
    return {};
}

}  // namespace

core::Result<Arguments> read_arguments(std::span<const char* const> words) {
    Arguments arguments;
    for (std::size_t i = 0; i < words.size(); ++i) {
        const std::string_view option = words[i];
        if (option == "--strict" || option == "--lenient") {
            arguments.options.strict = option == "--strict";
            continue;
        }
        if (++i == words.size()) return Failure{Problem::malformed, "the last option has no value, or does not exist"};
        const auto done = set(arguments, option, words[i]);
        if (!done) return done.error();
    }
    return arguments;
}

}  // namespace vorab::alarm_server

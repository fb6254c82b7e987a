#include "tools/alarm_server/commands.hpp"

#include <charconv>
#include <sstream>
#include <vector>

namespace vorab::alarm_server {

const char* const commands =
    "fault NAME               misbehave, as with --fault; none ends it\n"
    "refuse CODE [COUNT]      answer the next COUNT calls (all) with this code; 0 ends it\n"
    "answer WHICH [OUTCOME]   somebody answers a running call: a TAN, a reference or all; accepted without OUTCOME\n"
    "outcome OUTCOME          what becomes of each call from now on\n"
    "accept-after SEC|never   when\n"
    "person NAME              whose telephone it is\n"
    "standby on|off           be on standby, and say so\n"
    "condition HEALTH LOAD    tell every session (IND.S-SYSTEM), as in: condition Problem-detected Heavy\n"
    "error CODE               IND.ERROR with 600, 601 or 602\n"
    "shutdown                 CMD.SHUTDOWN, and close\n"
    "drop                     cut every connection\n";

namespace {
using Words = std::vector<std::string>;

Words split(std::string_view line) {
    std::istringstream in{std::string{line}};
    Words words;
    for (std::string word; in >> word;) words.push_back(std::move(word));
    return words;
}

const std::string& word(const Words& words, std::size_t at) {
    static const std::string none;
    return at < words.size() ? words[at] : none;
}

std::optional<int> number(const std::string& text) {
    int value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value < 0) return std::nullopt;
    return value;
}

std::string set_fault(Server& server, const Words& words) {
    const auto fault = fault_named(word(words, 1));
    if (!fault) return fault.error().detail.str();
    server.options().fault = *fault;
    return "ok";
}

std::string set_refusal(Server& server, const Words& words) {
    const auto code = number(word(words, 1));
    const auto count = words.size() > 2 ? number(words[2]) : 0;
    if (!code || !count) return "a code and perhaps how often are expected";
    server.refuse(*code, *count);
    return "ok";
}

std::string answer(Server& server, const Words& words) {
    const auto outcome = outcome_named(words.size() > 2 ? words[2] : "accepted");
    if (!outcome) return outcome.error().detail.str();
    server.answer_call(word(words, 1), *outcome);
    return "ok";
}

std::string set_outcome(Server& server, const Words& words) {
    const auto outcome = outcome_named(word(words, 1));
    if (!outcome) return outcome.error().detail.str();
    server.options().outcome = *outcome;
    return "ok";
}

std::string set_patience(Server& server, const Words& words) {
    const auto after = number(word(words, 1));
    server.options().accept_after =
        after ? std::optional{std::chrono::milliseconds{std::chrono::seconds{*after}}} : std::nullopt;
    return "ok";
}

std::string set_standby(Server& server, const Words& words) {
    const bool standby = word(words, 1) == "on";
    server.options().fault = standby ? Fault::standby : Fault::none;
    server.announce({server.options().health, standby, server.options().load});
    return "ok";
}

std::string tell_condition(Server& server, const Words& words) {
    auto& options = server.options();
    options.health = word(words, 1);
    options.load = word(words, 2);
    for (char& c : options.health)
        if (c == '-') c = ' ';
    server.announce({options.health, options.fault == Fault::standby, options.load});
    return "ok";
}

std::string complain(Server& server, const Words& words) {
    const auto code = number(word(words, 1));
    if (!code) return "a code is expected";
    server.complain(*code);
    return "ok";
}

std::string set_person(Server& server, const Words& words) {
    server.options().person = word(words, 1);
    return "ok";
}

std::string shut_down(Server& server, const Words&) {
    server.shut_down();
    return "ok";
}

std::string drop(Server& server, const Words&) {
    server.drop_connections();
    return "ok";
}

std::string help(Server&, const Words&) { return commands; }

struct Command {
    std::string_view name;
    std::string (*obey)(Server&, const Words&);
};
constexpr Command all[] = {{"fault", set_fault},
                           {"refuse", set_refusal},
                           {"answer", answer},
                           {"outcome", set_outcome},
                           {"accept-after", set_patience},
                           {"person", set_person},
                           {"standby", set_standby},
                           {"condition", tell_condition},
                           {"error", complain},
                           {"shutdown", shut_down},
                           {"drop", drop},
                           {"help", help}};
}  // namespace

std::string obey(Server& server, std::string_view line) {
    const auto words = split(line);
    for (const auto& command : all)
        if (command.name == word(words, 0)) return command.obey(server, words);
    return "no such command; help lists them";
}

}  // namespace vorab::alarm_server

#include "tools/ambulance/follow.hpp"

#include <iostream>
#include <set>

#include "common/core/json.hpp"
#include "tools/ambulance/case_events.hpp"

namespace vorab::ambulance {
namespace json = boost::json;

namespace {
std::string in_words(const sealing::Answer& answer) {
    std::string words = public_text(answer.event).str();
    std::string gap = ": ";
    const auto add = [&](const std::string& part) { words += std::exchange(gap, ", ") + part; };
    if (answer.destination) add(*answer.destination);
    if (answer.outcome) add(public_text(*answer.outcome).str());
    if (answer.text) add(*answer.text);
    return words;
}

/// The gateway's own word, or a hospital's to a crew without a key: nobody vouches for it.
std::string bare_words(std::string_view event) {
    if (event == "expired") return "expired: NOT DELIVERED, telephone the hospital";
    return std::string{event};
}
}  // namespace

Outcome<std::string> words_of(const json::object& event, const Package& package, const signing::PrivateKey& answer_key,
                              const signing::ChainVerifier& hospitals, core::Timestamp now) {
    const auto name = core::text_member(event, "event");
    const auto sealed = core::text_member(event, "sealed");
    if (sealed.empty()) return bare_words(name);
    const auto answer = sealing::open_answer(sealed, answer_key, package.hospital, hospitals, now);
    if (!answer) return trouble("an answer", answer.error(), Exit::not_trusted);
    const bool ours = answer->case_id == package.slip.case_id && answer->mailbox == package.slip.mailbox &&
                      public_text(answer->event).view() == name;
    if (!ours) return Trouble{Exit::not_trusted, "an answer that is about something else"};
    return in_words(*answer);
}

async::Task<Exit> follow(async::Executor executor, GatewayClient& gateway, const Package& package,
                         const SendOptions& options, const Connection& connection, const core::Clock& clock) {
    CaseEvents events{executor, gateway, package, clock, std::chrono::seconds{options.follow_seconds}};
    std::set<std::string> told;  // the same answer may come twice after a cut line
    for (;;) {
        const auto heard = co_await events.next();
        if (!heard) co_return tell(heard.error());
        if (!*heard) co_return Exit::delivered;
        const json::object& event = **heard;
        const auto answer = core::text_member(event, "answer");
        if (!answer.empty() && !told.emplace(answer).second) continue;
        const auto words = words_of(event, package, *options.answer_key, connection.receipt_certificates, clock.now());
        if (!words) co_return tell(words.error());
        std::cout << core::text_member(event, "at") << " " << *words << std::endl;
    }
}
}  // namespace vorab::ambulance

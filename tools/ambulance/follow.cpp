#include "tools/ambulance/follow.hpp"

#include <iostream>

#include "common/async/timer.hpp"
#include "common/core/json.hpp"
#include "tools/ambulance/requests.hpp"

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

json::array events_in(const Outcome<http::ClientResponse>& answer) {
    const auto status = answer && answer->status == 200 ? core::parse_json_object(answer->body) : json::object{};
    const auto* answers = status ? status->if_contains("answers") : nullptr;
    return answers && answers->is_array() ? answers->get_array() : json::array{};
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

async::Task<Exit> follow(GatewayClient& gateway, const Package& package, const SendOptions& options,
                         const Connection& connection, const core::Clock& clock) {
    std::size_t told = 0;
    for (int second = 0; second < options.follow_seconds; ++second) {
        auto request = transmission_status_request(package.slip);
        const auto answer = co_await gateway.call(std::move(request));
        const auto events = events_in(answer);
        for (; told < events.size(); ++told) {
            const auto& event = events[told].as_object();
            const auto words =
                words_of(event, package, *options.answer_key, connection.receipt_certificates, clock.now());
            if (!words) std::cerr << "vorab-ambulance: " << words.error().words << "\n";
            if (!words) co_return words.error().exit;
            std::cout << core::text_member(event, "at") << " " << *words << std::endl;
        }
        co_await async::sleep_for(std::chrono::seconds{1});
    }
    co_return Exit::delivered;
}
}  // namespace vorab::ambulance

#include "tools/ambulance/deliver.hpp"

#include <charconv>

#include "common/async/timer.hpp"
#include "common/core/json.hpp"
#include "tools/ambulance/case_events.hpp"
#include "tools/ambulance/requests.hpp"

namespace vorab::ambulance {
namespace json = boost::json;
using std::chrono::seconds;

namespace {
constexpr int most_posts = 5;
constexpr seconds longest_pause{30};

Outcome<std::optional<sealing::Receipt>> receipt_in(const json::object& body, const Package& package,
                                                    const signing::ChainVerifier& hospitals, core::Timestamp now) {
    const auto token = core::text_member(body, "receipt");
    if (token.empty()) return Trouble{Exit::not_trusted, "the gateway brought no receipt"};
    const auto receipt = sealing::verify_receipt(token, package.hospital, hospitals, now);
    if (!receipt) return trouble("the receipt", receipt.error(), Exit::not_trusted);
    const auto ours = sealing::check_receipt(*receipt, package.slip, package.envelope);
    if (!ours) return trouble("the receipt", ours.error(), Exit::not_trusted);
    return std::optional{*receipt};
}

/// What the gateway wishes, else longer with every attempt.
seconds pause_before(int attempt, const Outcome<http::ClientResponse>& answer) {
    const auto wish = answer ? answer->headers.find("Retry-After").value_or("") : std::string_view{};
    long wished = 0;
    std::from_chars(wish.data(), wish.data() + wish.size(), wished);
    return std::min(wished > 0 ? seconds{wished} : seconds{attempt}, longest_pause);
}

/// What an answer asks of us.
enum class Next { conclude, same_bytes, new_token, new_key, new_id };

Next next_after(const Outcome<http::ClientResponse>& answer) {
    if (!answer) return Next::same_bytes;
    switch (answer->status) {
        case 401:
            return Next::new_token;
        case 409:
            return Next::new_id;
        case 429:
        case 503:
        case 504:
            return Next::same_bytes;
        case 422: {
            const auto problem = core::parse_json_object(answer->body);
            const bool outdated = problem && core::text_member(*problem, "type") == "urn:vorab:problem:unknown-key";
            return outdated ? Next::new_key : Next::conclude;
        }
        default:
            return Next::conclude;
    }
}

/// The same mission of the same case under a new id.
Outcome<Package> pack_again(const Sending& sending, const Recipient& recipient, const Package& before) {
    SendOptions options = sending.options;
    options.wishes.case_id = before.slip.case_id;
    return pack(sending.given, options, recipient, sending.connection.signer, sending.clock.now());
}

async::Task<Outcome<Recipient>> list_again(GatewayClient& gateway, const Sending& sending, core::MailboxId mailbox) {
    const auto list = co_await gateway.mailboxes();
    if (!list) co_return list.error();
    const Hospitals hospitals{sending.connection.mailbox_certificates, sending.connection.receipt_certificates};
    co_return choose_recipient(*list, mailbox, hospitals, sending.clock.now());
}

/// Sets right what the answer found wrong, so that the next post may succeed.
async::Task<Outcome<void>> prepare(Next next, GatewayClient& gateway, const Sending& sending, Recipient& recipient,
                                   Package& package) {
    if (next == Next::new_token) co_return co_await gateway.sign_in(sending.clock.now());
    if (next == Next::new_key) {
        auto found = co_await list_again(gateway, sending, recipient.mailbox);
        if (!found) co_return found.error();
        recipient = std::move(*found);
    }
    if (next == Next::new_key || next == Next::new_id) {
        auto again = pack_again(sending, recipient, package);
        if (!again) co_return again.error();
        package = std::move(*again);
    }
    co_return Outcome<void>{};
}

/// What became of the parked envelope: the receipt, when the hospital took it.
async::Task<Outcome<std::optional<sealing::Receipt>>> ask_for_receipt(GatewayClient& gateway, const Sending& sending,
                                                                      const Package& package) {
    Outcome<http::ClientResponse> answer = Trouble{};
    for (int attempt = 1; attempt <= most_posts; ++attempt) {
        auto request = transmission_status_request(package.slip);
        answer = co_await gateway.call(std::move(request));
        if (next_after(answer) != Next::same_bytes) break;
        const auto pause = pause_before(attempt, answer);
        co_await async::sleep_for(pause);
    }
    if (!answer) co_return answer.error();
    const auto status = answer->status == 200 ? core::parse_json_object(answer->body) : json::object{};
    const auto* said = status ? status->if_contains("answer") : nullptr;
    if (!said || !said->is_object()) co_return Trouble{Exit::failed, "the gateway does not say what became of it"};
    if (core::text_member(*status, "status") != "delivered") co_return Trouble{Exit::refused, "the hospital refused"};
    const auto& hospitals = sending.connection.receipt_certificates;
    co_return receipt_in(said->get_object(), package, hospitals, sending.clock.now());
}

/// Listens until the gateway says what became of a parked envelope, or the person's patience is over.
async::Task<Outcome<std::optional<sealing::Receipt>>> wait_for_receipt(GatewayClient& gateway, const Sending& sending,
                                                                       const Package& package) {
    if (sending.options.wait_seconds == 0) co_return std::optional<sealing::Receipt>{};
    CaseEvents events{sending.executor, gateway, package, sending.clock, seconds{sending.options.wait_seconds}};
    for (;;) {
        const auto heard = co_await events.next();
        if (!heard) co_return heard.error();
        if (!*heard) co_return std::optional<sealing::Receipt>{};
        if (core::text_member(**heard, "transmission") != package.slip.transmission.str()) continue;
        const auto event = core::text_member(**heard, "event");
        if (event == "expired") co_return Trouble{Exit::refused, "NOT DELIVERED in time, telephone the hospital"};
        if (event == "delivered" || event == "refused") co_return co_await ask_for_receipt(gateway, sending, package);
    }
}
}  // namespace

Outcome<std::optional<sealing::Receipt>> verify_answer(const http::ClientResponse& answer, const Package& package,
                                                       const signing::ChainVerifier& hospitals, core::Timestamp now) {
    if (answer.status == 202) return std::optional<sealing::Receipt>{};
    if (answer.status != 200 && answer.status != 201) return refusal("the transmission", answer);
    const auto body = core::parse_json_object(answer.body);
    return receipt_in(body ? *body : json::object{}, package, hospitals, now);
}

async::Task<Outcome<Delivered>> deliver(GatewayClient& gateway, const Sending& sending, const Recipient& first) {
    Recipient recipient = first;
    auto package = pack(sending.given, sending.options, recipient, sending.connection.signer, sending.clock.now());
    if (!package) co_return package.error();
    for (int attempt = 1;; ++attempt) {
        auto request = transmission_request(package->slip.mailbox, package->envelope);
        const auto answer = co_await gateway.call(std::move(request));
        const auto next = next_after(answer);
        if (next == Next::conclude || attempt == most_posts) {
            if (!answer) co_return answer.error();
            const auto& hospitals = sending.connection.receipt_certificates;
            auto receipt = verify_answer(*answer, *package, hospitals, sending.clock.now());
            if (!receipt) co_return receipt.error();
            if (!*receipt) receipt = co_await wait_for_receipt(gateway, sending, *package);
            if (!receipt) co_return receipt.error();
            co_return Delivered{std::move(*package), std::move(*receipt)};
        }
        const auto pause = pause_before(attempt, answer);
        if (next == Next::same_bytes) co_await async::sleep_for(pause);
        const auto prepared = co_await prepare(next, gateway, sending, recipient, *package);
        if (!prepared) co_return prepared.error();
    }
}
}  // namespace vorab::ambulance

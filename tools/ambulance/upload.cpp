#include "tools/ambulance/upload.hpp"

#include <set>

#include "common/async/timer.hpp"
#include "common/core/json.hpp"
#include "tools/ambulance/requests.hpp"

namespace vorab::ambulance {
namespace {
constexpr int most_rounds = 8;

using Numbers = std::set<std::uint32_t>;

/// Silence and "not now" are tried again; anything else that is not a yes is final.
bool is_temporary(const Outcome<http::ClientResponse>& answer) {
    return !answer || answer->status == 503 || answer->status == 504 || answer->status == 429;
}

Numbers all_chunks(const Attachment& attachment) {
    Numbers numbers;
    for (std::uint32_t i = 0; i < attachment.chunks; ++i) numbers.insert(numbers.end(), i);
    return numbers;
}

/// What the hospital has, and what the gateway keeps for it while it is silent.
Numbers without_stored(Numbers wanted, const http::ClientResponse& answer) {
    const auto status = core::parse_json_object(answer.body);
    for (const char* list : {"chunks", "parked"}) {
        const auto* stored = status ? status->if_contains(list) : nullptr;
        if (!stored || !stored->is_array()) continue;
        for (const auto& number : stored->get_array()) {
            if (number.is_int64()) wanted.erase(static_cast<std::uint32_t>(number.get_int64()));
        }
    }
    return wanted;
}

/// Takes from `left` what was answered with a yes.
async::Task<Outcome<void>> put(GatewayClient& gateway, const envelope::RoutingSlip& slip, const Attachment& attachment,
                               Numbers& left) {
    const Numbers chunks = left;
    for (const auto number : chunks) {
        std::string sealed{core::text_of(sealed_chunk(attachment, number))};
        auto request = chunk_request(slip, attachment.id, number, std::move(sealed));
        const auto answer = co_await gateway.call(std::move(request));
        if (is_temporary(answer)) co_return Outcome<void>{};  // the next round asks what arrived
        if (answer->status > 202) co_return refusal("attachment " + attachment.id.str(), *answer);
        left.erase(number);
    }
    co_return Outcome<void>{};
}

/// Which chunks the hospital still lacks; what is left as far as we know, when nobody answers.
async::Task<Outcome<Numbers>> missing(GatewayClient& gateway, const envelope::RoutingSlip& slip,
                                      const Attachment& attachment, Numbers left) {
    auto request = attachment_status_request(slip, attachment.id);
    const auto answer = co_await gateway.call(std::move(request));
    if (is_temporary(answer)) co_return left;
    if (answer->status != 200) co_return refusal("attachment " + attachment.id.str(), *answer);
    co_return without_stored(all_chunks(attachment), *answer);
}

async::Task<Outcome<void>> upload_one(GatewayClient& gateway, const envelope::RoutingSlip& slip,
                                      const Attachment& attachment, std::chrono::milliseconds pause) {
    Numbers wanted = all_chunks(attachment);
    for (int round = 1; round <= most_rounds; ++round) {
        const auto before = wanted.size();
        const auto sent = co_await put(gateway, slip, attachment, wanted);
        if (!sent) co_return sent.error();
        const auto left = co_await missing(gateway, slip, attachment, wanted);
        if (!left) co_return left.error();
        if (left->empty()) co_return Outcome<void>{};
        wanted = *left;
        if (wanted.size() < before) round = 1;  // it goes on, if slowly: patience begins anew
        const auto wait = round * pause;
        co_await async::sleep_for(wait);
    }
    co_return Trouble{Exit::failed, "attachment " + attachment.id.str() + ": " + std::to_string(wanted.size()) +
                                        " chunks did not arrive"};
}
}  // namespace

async::Task<Outcome<void>> upload(GatewayClient& gateway, const envelope::RoutingSlip& slip,
                                  const std::vector<Attachment>& attachments, std::chrono::milliseconds pause) {
    for (const auto& attachment : attachments) {
        const auto done = co_await upload_one(gateway, slip, attachment, pause);
        if (!done) co_return done.error();
    }
    co_return Outcome<void>{};
}
}  // namespace vorab::ambulance

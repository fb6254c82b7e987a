#include "gateway/token/assertion.hpp"

#include <algorithm>

#include "common/core/json.hpp"
#include "common/signing/jws.hpp"

namespace vorab::gateway {
namespace json = boost::json;

namespace {
constexpr std::int64_t longest_life = 300;  // seconds
constexpr std::int64_t leeway = 60;
constexpr std::int64_t year_9999 = 253'402'300'799;
const core::Failure refused{core::Problem::unauthenticated, "the assertion does not hold"};

struct Claims {
    Assertion assertion;
    bool for_us = false;
};

core::Result<Claims> read_claims(std::string_view payload, std::string_view issuer) {
    const auto claims = core::parse_json_object(payload);
    if (!claims) return refused;
    core::JsonFields in{*claims};
    const auto client = core::ClientId::parse(in.text("sub"));
    const bool self_issued = client && in.text("iss") == client->str();
    const auto* audience = in.optional("aud");
    const bool for_us = audience && audience->is_string() && audience->get_string() == issuer;
    const auto issued = in.optional_integer("iat", 0, year_9999).value_or(0);
    const auto not_before = in.optional_integer("nbf", 0, year_9999).value_or(0);
    const auto expires = in.integer("exp", 0, year_9999);
    const std::string jti{in.text("jti", 256)};
    if (in.finish() || !self_issued || jti.empty()) return refused;
    return Claims{{*client, jti, std::max(issued, not_before), expires}, for_us};
}
}  // namespace

std::optional<core::ClientId> claimed_by(std::string_view assertion) {
    const auto first = assertion.find('.');
    const auto last = assertion.rfind('.');
    if (first == last) return std::nullopt;
    const auto payload = core::from_base64url(assertion.substr(first + 1, last - first - 1));
    const auto claims =
        payload ? core::parse_json_object(core::text_of(*payload)) : core::Result<json::object>{refused};
    const auto client = claims ? core::ClientId::parse(core::text_member(*claims, "sub")) : refused;
    if (!client) return std::nullopt;
    return *client;
}

core::Result<Assertion> verify_assertion(std::string_view assertion, const signing::PublicKey& key,
                                         std::string_view issuer, core::Timestamp at) {
    const auto the_one = [&](const json::object&) -> core::Result<signing::PublicKey> { return key; };
    const auto jws = signing::verify_compact(assertion, {.typ = "JWT", .largest = 8192, .generic_jwt = true}, the_one);
    const auto claims = jws ? read_claims(jws->payload, issuer) : core::Result<Claims>{refused};
    if (!claims || !claims->for_us) return refused;
    const auto now = core::unix_seconds(at);
    const auto& [client, jti, begins, expires] = claims->assertion;
    const bool in_time = begins <= now + leeway && expires > now - leeway && expires <= now + longest_life + leeway;
    if (!in_time) return refused;
    return claims->assertion;
}
}  // namespace vorab::gateway

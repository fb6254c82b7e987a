#include "hospital_server/openid/id_token.hpp"

#include <algorithm>

#include "common/core/json.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/openid/words.hpp"

namespace vorab::hospital_server::openid {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;

namespace {
constexpr std::size_t largest_token = 64 * 1024;
constexpr std::size_t most_keys = 32;
constexpr std::chrono::seconds leeway{60};  // between two clocks

core::Failure refused(core::PublicText why) { return failure(Problem::unauthenticated, std::move(why)); }
const core::Failure no_token{Problem::unauthenticated, "the provider's answer holds no ID token in compact form"};

struct Parts {
    json::object header;
    std::string_view payload, input;
    core::Bytes signature;
};

Result<Parts> take_apart(std::string_view token) {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (token.size() > largest_token || std::ranges::count(token, '.') != 2) return no_token;
    const auto bytes = core::from_base64url(token.substr(0, first));
    auto signature = core::from_base64url(token.substr(last + 1));
    if (!bytes || !signature) return no_token;
    auto header = core::parse_json_object(core::text_of(*bytes), {.depth = 4, .members = 32});
    if (!header || header->contains("crit") || header->contains("b64")) return no_token;
    return Parts{std::move(*header), token.substr(first + 1, last - first - 1), token.substr(0, last),
                 std::move(*signature)};
}

/// Where the token is for several, it says to whom it was given.
bool is_for(const json::object& claims, std::string_view client) {
    const auto audience = words_in(claims.if_contains("aud"));
    return audience.contains(client) && (audience.size() == 1 || core::text_member(claims, "azp") == client);
}

/// Seconds since 1970 (RFC 7519 section 2: NumericDate, perhaps with a fraction).
std::optional<core::Timestamp> time_of(const json::object& claims, std::string_view name) {
    const auto* value = claims.if_contains(name);
    if (value == nullptr || !value->is_number()) return std::nullopt;
    constexpr double latest = 253'402'300'799;  // the year 9999
    const double seconds = std::clamp(value->to_number<double>(), 0.0, latest);
    return core::Timestamp{std::chrono::seconds{static_cast<std::int64_t>(seconds)}};
}

Result<void> check_times(const json::object& claims, core::Timestamp now) {
    const auto expires = time_of(claims, "exp");
    const auto issued = time_of(claims, "iat");
    if (!expires || !issued) return refused("the ID token does not say from when until when it holds");
    if (now >= *expires + leeway) return refused("the ID token has expired; do both clocks agree?");
    if (*issued > now + leeway) return refused("the ID token is from the future; do both clocks agree?");
    return {};
}

Result<void> check_claims(const json::object& claims, const Expected& expected) {
    if (core::text_member(claims, "iss") != expected.issuer) return refused("the ID token is of another issuer");
    if (!is_for(claims, expected.client_id)) return refused("the ID token is for somebody else");
    const auto nonce = core::text_member(claims, "nonce");
    if (!signing::equal_in_constant_time(core::bytes_of(nonce), core::bytes_of(expected.nonce)))
        return refused("the ID token is for another sign-in");
    return {};
}
}  // namespace

Result<KeySet> KeySet::parse(const json::object& jwks) {
    const auto* list = jwks.if_contains("keys");
    if (list == nullptr || !list->is_array()) return failure(Problem::malformed, "the provider's keys are no JWK set");
    KeySet set;
    for (const auto& jwk : list->get_array()) {
        auto key = jwk.is_object() ? signing::TokenKey::from_jwk(jwk.get_object()) : failure(Problem::malformed);
        if (key && set.keys_.size() < most_keys) set.keys_.push_back(std::move(*key));
    }
    return set;
}

bool KeySet::knows(std::string_view kid) const {
    return std::ranges::any_of(keys_, [kid](const auto& key) { return kid.empty() || key.id() == kid; });
}

bool KeySet::verifies(std::string_view kid, std::string_view alg, core::BytesView input,
                      core::BytesView signature) const {
    return std::ranges::any_of(keys_, [&](const auto& key) {
        return (kid.empty() || key.id() == kid) && key.verifies(alg, input, signature);
    });
}

Result<std::string> key_of(std::string_view token) {
    const auto parts = take_apart(token);
    if (!parts) return parts.error();
    return std::string{core::text_member(parts->header, "kid")};
}

Result<json::object> verify_id_token(std::string_view token, const KeySet& keys, const Expected& expected,
                                     core::Timestamp now) {
    const auto parts = take_apart(token);
    if (!parts) return parts.error();
    const auto kid = core::text_member(parts->header, "kid");
    const auto alg = core::text_member(parts->header, "alg");
    if (!keys.verifies(kid, alg, core::bytes_of(parts->input), parts->signature))
        return refused("the ID token is not signed by the provider");
    const auto payload = core::from_base64url(parts->payload);
    if (!payload) return no_token;
    auto claims = core::parse_json_object(core::text_of(*payload));
    if (!claims) return no_token;
    if (auto right = check_claims(*claims, expected); !right) return right.error();
    if (auto timely = check_times(*claims, now); !timely) return timely.error();
    return claims;
}
}  // namespace vorab::hospital_server::openid

#include "gateway/token/assertion.hpp"

#include <algorithm>
#include <cmath>

#include "common/core/json.hpp"
#include "common/signing/jws.hpp"

namespace vorab::gateway {
namespace json = boost::json;

namespace {
constexpr std::int64_t longest_life = 300;  // seconds
constexpr std::int64_t leeway = 60;
constexpr std::int64_t year_9999 = 253'402'300'799;
constexpr std::size_t longest_jti = 256;
const core::Failure refused{core::Problem::unauthenticated, "the assertion does not hold"};

core::Failure wrong(core::PublicText why) { return {core::Problem::unauthenticated, std::move(why)}; }

/// Seconds since 1970, perhaps with a fraction (RFC 7519 section 2). What stands there and is no time is nothing.
std::optional<std::int64_t> seconds_of(const json::object& claims, std::string_view name,
                                       std::optional<std::int64_t> if_absent) {
    const auto* value = claims.if_contains(name);
    if (!value) return if_absent;
    const double seconds = value->is_int64()    ? static_cast<double>(value->get_int64())
                           : value->is_double() ? std::floor(value->get_double())
                                                : -1;
    if (seconds < 0 || seconds > static_cast<double>(year_9999)) return std::nullopt;
    return static_cast<std::int64_t>(seconds);
}

/// Claims that nobody here knows are passed over (RFC 7519 section 4).
core::Result<Assertion> read_claims(const json::object& claims, std::string_view issuer) {
    const auto client = core::ClientId::parse(core::text_member(claims, "sub"));
    if (!client || core::text_member(claims, "iss") != client->str())
        return wrong("iss and sub of the assertion must be the id of the client");
    if (core::text_member(claims, "aud") != issuer)
        return wrong("aud of the assertion must be the issuer of /.well-known/oauth-authorization-server, as a text");
    const std::string jti{core::text_member(claims, "jti")};
    if (jti.empty() || jti.size() > longest_jti) return wrong("jti of the assertion: 1 to 256 bytes are expected");
    const auto issued = seconds_of(claims, "iat", 0);
    const auto not_before = seconds_of(claims, "nbf", 0);
    const auto expires = seconds_of(claims, "exp", std::nullopt);
    if (!issued || !not_before || !expires)
        return wrong("exp of the assertion, and iat and nbf where they stand, must be seconds since 1970");
    return Assertion{*client, jti, std::max(*issued, *not_before), *expires};
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
    const auto claims = jws ? core::parse_json_object(jws->payload) : core::Result<json::object>{refused};
    if (!claims) return refused;
    // Its owner has signed it: what is wrong with it is told, and nobody else learns anything.
    auto read = read_claims(*claims, issuer);
    if (!read) return read;
    const auto now = core::unix_seconds(at);
    const auto& [client, jti, begins, expires] = *read;
    const bool in_time = begins <= now + leeway && expires > now - leeway && expires <= now + longest_life + leeway;
    if (!in_time)
        return wrong("the assertion must hold now, and its exp be at most five minutes ahead: check the clock");
    return read;
}
}  // namespace vorab::gateway

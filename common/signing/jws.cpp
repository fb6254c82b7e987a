#include "common/signing/jws.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/signing/signature.hpp"

namespace vorab::signing {
namespace {
using core::Failure;
using core::Problem;
using core::PublicText;
using core::Result;
using Header = boost::json::object;

constexpr std::size_t largest_header = 32 * 1024;  // base64url; an x5c of five certificates fits

const Failure not_signed{Problem::signature_invalid, "the signature does not hold"};

struct Parts {
    std::string_view header, payload, signature;
    std::string_view input;  ///< what is signed: header and payload as they came
};

Result<Parts> take_apart(std::string_view token) {
    const auto first = token.find('.');
    const auto last = token.rfind('.');
    if (std::count(token.begin(), token.end(), '.') != 2 || first > largest_header) {
        return Failure{Problem::malformed, "a JWS in compact form has three parts between dots"};
    }
    return Parts{token.substr(0, first), token.substr(first + 1, last - first - 1), token.substr(last + 1),
                 token.substr(0, last)};
}

bool is_expected_typ(const Header& header, const JwsProfile& profile) {
    const auto typ = core::text_member(header, "typ");
    if (profile.generic_jwt) return !header.contains("typ") || typ == "JWT" || typ == "client-authentication+jwt";
    return typ == profile.typ;
}

bool holds_only(const Header& header, std::initializer_list<std::string_view> allowed) {
    return std::all_of(header.begin(), header.end(), [&](const auto& member) {
        return std::find(allowed.begin(), allowed.end(), std::string_view{member.key()}) != allowed.end();
    });
}

Result<Header> read_header(std::string_view text, const JwsProfile& profile) {
    const auto bytes = core::from_base64url(text);
    if (!bytes) return Failure{Problem::malformed, "the JWS header is not base64url"};
    auto header = core::parse_json_object(core::text_of(*bytes), {.depth = 2, .members = 16});
    if (!header) return Failure{Problem::malformed, "the JWS header is not a strict JSON object"};
    if (!is_expected_typ(*header, profile)) {
        return Failure{Problem::malformed, "typ: another kind of token stands here"};
    }
    const bool by_x5c = profile.key == JwsProfile::Key::by_x5c;
    const auto* x5c = header->if_contains("x5c");
    const bool may_be_silent = profile.generic_jwt && !header->contains("kid");  // the lookup knows the one key
    const bool names_key =
        by_x5c ? x5c && x5c->is_array() : may_be_silent || !core::text_member(*header, "kid").empty();
    // Some libraries always add `kid`; beside a chain it is not looked at.
    const bool clean =
        by_x5c ? holds_only(*header, {"alg", "typ", "x5c", "kid"}) : holds_only(*header, {"alg", "typ", "kid"});
    if (!names_key || !clean) {
        return Failure{Problem::malformed, by_x5c ? PublicText{"the JWS header holds alg, typ and x5c, nothing else"}
                                                  : PublicText{"the JWS header holds alg, typ and kid, nothing else"}};
    }
    return header;
}
}  // namespace

std::string sign_compact(Header header, std::string_view payload, const PrivateKey& key) {
    const auto algorithm = signature_algorithm(key.type());
    if (!algorithm) throw std::logic_error("this type of key does not sign here");
    header["alg"] = algorithm->view();
    std::string token = core::to_base64url(core::bytes_of(boost::json::serialize(header))) + "." +
                        core::to_base64url(core::bytes_of(payload));
    return token + "." + core::to_base64url(sign(core::bytes_of(token), key));
}

Result<VerifiedJws> verify_compact(std::string_view token, const JwsProfile& profile, const KeyLookup& lookup) {
    if (token.size() > profile.largest) return Failure{Problem::too_large, "the token is larger than its kind may be"};
    const auto parts = take_apart(token);
    if (!parts) return parts.error();
    auto header = read_header(parts->header, profile);
    if (!header) return header.error();
    const auto key = lookup(*header);
    if (!key) return key.error();
    const auto algorithm = signature_algorithm(key->type());
    if (!algorithm || core::text_member(*header, "alg") != algorithm->view()) {
        return Failure{Problem::algorithm_refused, "alg: is not the one algorithm of the key"};
    }
    const auto signature = core::from_base64url(parts->signature);
    if (!signature || !verify(core::bytes_of(parts->input), *signature, *key)) return not_signed;
    const auto payload = core::from_base64url(parts->payload);
    if (!payload) return Failure{Problem::malformed, "the payload is not base64url"};
    return VerifiedJws{std::move(*header), std::string{core::text_of(*payload)}};
}
}  // namespace vorab::signing

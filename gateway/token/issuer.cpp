#include "gateway/token/issuer.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/jws.hpp"
#include "common/signing/signature.hpp"

namespace vorab::gateway {
namespace json = boost::json;
namespace {
constexpr std::size_t longest_token = 4096;
constexpr std::size_t most_remembered = 20'000;
constexpr std::chrono::seconds leeway{60};
const core::Failure refused{core::Problem::unauthenticated, "the token is not valid, or no longer; ask for a new one"};
}  // namespace

TokenIssuer::TokenIssuer(std::string issuer, std::vector<signing::PrivateKey> keys, std::chrono::seconds lifetime,
                         const core::Clock& clock)
    : issuer_(std::move(issuer)), lifetime_(lifetime), clock_(clock) {
    use(std::move(keys));
}

void TokenIssuer::use(std::vector<signing::PrivateKey> keys) {
    if (keys.empty()) throw std::invalid_argument("no key to sign tokens with");
    keys_ = std::move(keys);
    verified_.clear();
}

std::string TokenIssuer::issue(const core::ClientId& client, Scopes scopes) const {
    const auto now = core::unix_seconds(clock_.now());
    const json::object claims{{"iss", issuer_},
                              {"aud", issuer_},
                              {"sub", client.str()},
                              {"client_id", client.str()},
                              {"scope", scopes.str()},
                              {"iat", now},
                              {"exp", now + lifetime_.count()},
                              {"jti", core::to_base64url(core::random_bytes(16))}};
    return signing::sign_compact({{"typ", "at+jwt"}, {"kid", keys_.front().public_key().thumbprint()}},
                                 json::serialize(claims), keys_.front());
}

core::Result<Sender> TokenIssuer::verify(std::string_view token) {
    if (token.size() > longest_token) return refused;
    std::string hash{core::text_of(signing::sha256(core::bytes_of(token)))};
    if (const auto known = verified_.find(hash); known != verified_.end()) {
        if (clock_.now() < known->second.expires_at + leeway) return known->second;
        verified_.erase(known);
        return refused;
    }
    auto sender = verify_afresh(token);
    if (!sender) return sender;
    if (verified_.size() >= most_remembered) verified_.clear();  // rare; it only costs a verification each
    verified_.emplace(std::move(hash), *sender);
    return sender;
}

core::Result<Sender> TokenIssuer::verify_afresh(std::string_view token) const {
    const auto by_kid = [this](const json::object& header) -> core::Result<signing::PublicKey> {
        const auto kid = core::text_member(header, "kid");
        const auto key =
            std::ranges::find_if(keys_, [&](const auto& one) { return one.public_key().thumbprint() == kid; });
        if (key == keys_.end()) return refused;
        return key->public_key();
    };
    const auto jws = signing::verify_compact(token, {.typ = "at+jwt", .largest = longest_token}, by_kid);
    if (!jws) return refused;
    const auto claims = core::parse_json_object(jws->payload);
    if (!claims) return refused;

    core::JsonFields in{*claims};
    const bool ours = in.text("iss") == issuer_ && in.text("aud") == issuer_;
    const auto scopes = Scopes::parse(in.text("scope"));
    const auto client = core::ClientId::parse(in.text("sub"));
    const bool same_client = client && in.text("client_id") == client->str();
    const auto issued = in.integer("iat", 0, 253'402'300'799);
    const auto expires = in.integer("exp", 0, 253'402'300'799);
    in.text("jti");
    const auto now = core::unix_seconds(clock_.now());
    const bool in_time =
        issued <= now + leeway.count() && now < expires + leeway.count() && expires - issued <= lifetime_.count();
    if (in.finish() || !ours || !scopes || !same_client || !in_time) return refused;
    return Sender{*client, *scopes, core::Timestamp{std::chrono::seconds{issued}},
                  core::Timestamp{std::chrono::seconds{expires}}};
}

std::string TokenIssuer::jwks() const {
    json::array keys;
    for (const auto& key : keys_) {
        json::object jwk = key.public_key().to_jwk();
        jwk["kid"] = key.public_key().thumbprint();
        jwk["use"] = "sig";
        jwk["alg"] = signing::signature_algorithm(key.type()).value().view();
        keys.push_back(std::move(jwk));
    }
    return json::serialize(json::object{{"keys", std::move(keys)}});
}

std::string TokenIssuer::metadata() const {
    return json::serialize(
        json::object{{"issuer", issuer_},
                     {"token_endpoint", issuer_ + "/oauth2/token"},
                     {"jwks_uri", issuer_ + "/.well-known/jwks.json"},
                     {"service_documentation", issuer_ + "/docs/"},
                     {"grant_types_supported", json::array{"client_credentials"}},
                     {"response_types_supported", json::array{}},
                     {"scopes_supported", json::array{"send", "positions", "assignments"}},
                     {"token_endpoint_auth_methods_supported", json::array{"client_secret_basic", "private_key_jwt"}},
                     {"token_endpoint_auth_signing_alg_values_supported", json::array{"ES256", "ES384", "EdDSA"}}});
}
}  // namespace vorab::gateway

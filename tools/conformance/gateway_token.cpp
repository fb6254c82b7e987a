// Who sends: discovery, tokens, and what must not be one.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/signing/jws.hpp"
#include "tools/ambulance/requests.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
namespace json = boost::json;

namespace {
constexpr std::int64_t longest_token = 43'200;

http::ClientRequest token_form(const std::string& body, const std::string& authorization = {}) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.target = "/oauth2/token";
    request.content_type = "application/x-www-form-urlencoded";
    request.body = body;
    if (!authorization.empty()) request.headers.add("Authorization", authorization);
    return request;
}

std::string basic(const std::string& client, const std::string& secret) {
    return "Basic " + core::to_base64(core::bytes_of(client + ":" + secret));
}

std::string text_in(const json::object& object, const char* name) {
    const auto text = core::text_member(object, name);
    expect(!text.empty(), std::string{"the member \""} + name + "\" is missing");
    return std::string{text};
}

json::object metadata(Bench& bench) {
    const auto answer = bench.get("/.well-known/oauth-authorization-server");
    expect_status(answer, 200);
    return json_of(answer);
}

void discovery(Bench& bench) {
    const auto said = metadata(bench);
    const auto issuer = text_in(said, "issuer");
    for (const char* name : {"token_endpoint", "jwks_uri"})
        expect(text_in(said, name).starts_with(issuer + "/"), std::string{name} + " does not lie below the issuer");
    const auto* methods = said.if_contains("token_endpoint_auth_methods_supported");
    expect(methods && methods->is_array(), "token_endpoint_auth_methods_supported is missing");
    for (const char* method : {"client_secret_basic", "private_key_jwt"})
        expect(std::ranges::count(methods->get_array(), json::value(method)) == 1, std::string{method} + " is missing");
}

json::array published_keys(Bench& bench) {
    const auto answer = bench.get("/.well-known/jwks.json");
    expect_status(answer, 200);
    const auto set = json_of(answer);
    const auto* keys = set.if_contains("keys");
    expect(keys && keys->is_array() && !keys->get_array().empty(), "no keys");
    return keys->get_array();
}

void key_set(Bench& bench) {
    for (const auto& key : published_keys(bench)) {
        expect(key.is_object(), "a key is not an object");
        for (const char* secret : {"d", "p", "q", "k"})
            expect(!key.get_object().contains(secret), std::string{"a published key has the private member "} + secret);
    }
}

void token_given(Bench& bench) {
    const auto& credentials = bench.target().connection.credentials;
    std::string issuer;
    if (credentials.assertion_key) issuer = text_in(metadata(bench), "issuer");
    const auto answer = bench.call(ambulance::token_request(credentials, issuer, bench.now()));
    expect_status(answer, 200);
    const auto body = json_of(answer);
    text_in(body, "access_token");
    expect(text_in(body, "token_type") == "Bearer", "token_type is not Bearer");
    const auto* span = body.if_contains("expires_in");
    expect(span && span->is_int64() && *span == longest_token, "expires_in is not 43200");
    const auto cache = answer.headers.find("Cache-Control").value_or("");
    expect(cache.find("no-store") != std::string_view::npos, "the answer may be cached: no Cache-Control: no-store");
}

/// The key that `kid` names, out of those that are published.
core::Result<signing::PublicKey> key_named(const json::array& keys, const json::object& header) {
    for (const auto& key : keys) {
        if (core::text_member(key.get_object(), "kid") == core::text_member(header, "kid"))
            return signing::PublicKey::from_jwk(key.get_object());
    }
    return core::failure(core::Problem::unknown_key, "its kid is not among the published keys");
}

void token_signed(Bench& bench) {
    const auto keys = published_keys(bench);
    const auto lookup = [&keys](const json::object& header) { return key_named(keys, header); };
    const auto token = signing::verify_compact(bench.token(), {.typ = "at+jwt"}, lookup);
    if (!token) throw Broken("the token does not verify: " + token.error().detail.str());
    const auto claims = core::parse_json_object(token->payload).value();
    expect(core::text_member(claims, "iss") == text_in(metadata(bench), "issuer"), "iss is not the issuer");
    for (const char* name : {"aud", "sub", "client_id", "jti"})
        expect(claims.contains(name), std::string{"no claim "} + name);
    const auto life = claims.at("exp").to_number<std::int64_t>() - claims.at("iat").to_number<std::int64_t>();
    expect(life == longest_token, "the token lives for " + std::to_string(life) + " seconds");
}

void expect_oauth_error(const http::ClientResponse& answer, int status, std::string_view name, const char* error) {
    expect_problem(answer, status, name);
    const auto body = json_of(answer);
    const auto said = std::string{core::text_member(body, "error")};
    expect(said == error, "error is \"" + said + "\" instead of " + error);
}

void wrong_secret(Bench& bench) {
    const auto client = bench.target().connection.credentials.client.str();
    const auto answer = bench.call(token_form("grant_type=client_credentials", basic(client, "not-the-secret")));
    expect_oauth_error(answer, 401, "unauthenticated", "invalid_client");
    expect(answer.headers.find("WWW-Authenticate").has_value(), "no WWW-Authenticate");
}

void unknown_client(Bench& bench) {
    const auto answer = bench.call(token_form("grant_type=client_credentials", basic("no-such-client", "x")));
    expect_oauth_error(answer, 401, "unauthenticated", "invalid_client");
}

void no_credentials(Bench& bench) {
    expect_oauth_error(bench.call(token_form("grant_type=client_credentials")), 401, "unauthenticated",
                       "invalid_client");
}

void other_grant(Bench& bench) {
    const auto client = bench.target().connection.credentials.client.str();
    const auto answer = bench.call(token_form("grant_type=password&username=a&password=b", basic(client, "x")));
    expect_oauth_error(answer, 400, "malformed", "unsupported_grant_type");
}

void token_as_json(Bench& bench) {
    auto request = token_form(R"({"grant_type":"client_credentials"})");
    request.content_type = "application/json";
    expect_problem(bench.call(std::move(request)), 415, "unsupported-type");
}

void assertion_once(Bench& bench) {
    const auto& credentials = bench.target().connection.credentials;
    if (!credentials.assertion_key) throw NotHere("give --assertion-key instead of --secret-file");
    const auto request = ambulance::token_request(credentials, text_in(metadata(bench), "issuer"), bench.now());
    expect_status(bench.call(request), 200);
    expect_oauth_error(bench.call(request), 401, "unauthenticated", "invalid_client");
}

void assertion_for_another(Bench& bench) {
    const auto& credentials = bench.target().connection.credentials;
    if (!credentials.assertion_key) throw NotHere("give --assertion-key instead of --secret-file");
    const auto answer = bench.call(ambulance::token_request(credentials, "https://other.example", bench.now()));
    expect_oauth_error(answer, 401, "unauthenticated", "invalid_client");
}

void expect_no_entry(Bench& bench, const std::string& authorization) {
    auto request = ambulance::mailboxes_request();
    if (!authorization.empty()) request.headers.add("Authorization", authorization);
    const auto answer = bench.call(std::move(request));
    expect_problem(answer, 401, "unauthenticated");
    expect(answer.headers.find("WWW-Authenticate").value_or("").starts_with("Bearer"), "no WWW-Authenticate: Bearer");
}

void changed_token(Bench& bench) {
    auto token = bench.token();
    const auto payload = token.find('.') + 1;
    token.replace(payload, token.rfind('.') - payload, core::to_base64url(core::bytes_of("{}")));
    expect_no_entry(bench, "Bearer " + token);
}

/// A token that signs itself: right in form, by nobody.
void own_token(Bench& bench) {
    const auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    const auto issuer = text_in(metadata(bench), "issuer");
    const auto now = core::unix_seconds(bench.now());
    const auto client = bench.target().connection.credentials.client.str();
    const json::object claims{{"iss", issuer},       {"aud", issuer},   {"sub", client},
                              {"client_id", client}, {"scope", "send"}, {"jti", core::new_uuid_v7(bench.now())},
                              {"iat", now},          {"exp", now + 600}};
    const json::object header{{"typ", "at+jwt"}, {"kid", key.public_key().thumbprint()}};
    expect_no_entry(bench, "Bearer " + signing::sign_compact(header, json::serialize(claims), key));
}
}  // namespace

Checks token_checks() {
    const std::string api = "API: issue_token";
    return {
        {{"discovery.metadata", "the metadata of the token service is where RFC 8414 looks for it",
          "API: authorization_server", "serve issuer, token_endpoint, jwks_uri and both authentication methods"},
         discovery},
        {{"discovery.keys", "the keys that tokens are signed with are published, their public half alone",
          "API: token_keys", "serve a JWK set without private members"},
         key_set},
        {{"token.given", "good credentials give a bearer token for 43200 seconds, not to be cached", api,
          "answer access_token, token_type Bearer, expires_in 43200 and Cache-Control: no-store"},
         token_given},
        {{"token.signed", "the token is an at+jwt that verifies by the published keys and lives 12 hours",
          api + "; RFC 9068", "sign with ES256 by a published key, with iss, aud, sub, client_id, jti, iat and exp"},
         token_signed},
        {{"token.wrong-secret", "a wrong secret is invalid_client", api + " 401", "compare the secret; answer 401"},
         wrong_secret},
        {{"token.unknown-client", "an unknown client is invalid_client", api + " 401", "answer as for a wrong secret"},
         unknown_client},
        {{"token.no-credentials", "no credentials are invalid_client", api + " 401", "ask for authentication"},
         no_credentials},
        {{"token.other-grant", "another grant than client_credentials is refused", api + " 400",
          "answer unsupported_grant_type"},
         other_grant},
        {{"token.as-json", "a JSON body is refused", api + " 415", "take application/x-www-form-urlencoded alone"},
         token_as_json},
        {{"token.assertion-once", "an assertion is good once", api + "; RFC 7523", "remember each jti until its exp"},
         assertion_once},
        {{"token.assertion-audience", "an assertion for another audience is refused", api + "; RFC 7523",
          "compare aud with the issuer"},
         assertion_for_another},
        {{"bearer.none", "without a token nothing is told", "API: list_mailboxes 401", "ask for a token"},
         [](Bench& bench) { expect_no_entry(bench, ""); }},
        {{"bearer.basic", "a secret is no token", "API: list_mailboxes 401", "take Bearer alone"},
         [](Bench& bench) { expect_no_entry(bench, "Basic eDp5"); }},
        {{"bearer.changed", "a token whose claims were changed is refused", "RFC 8725", "verify the signature"},
         changed_token},
        {{"bearer.own", "a token that somebody made himself is refused", "RFC 8725", "trust the published keys alone"},
         own_token},
    };
}
}  // namespace vorab::conformance

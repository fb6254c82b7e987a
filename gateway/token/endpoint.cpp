#include "gateway/token/endpoint.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>
#include <boost/url/params_encoded_view.hpp>
#include <boost/url/parse_query.hpp>

#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/jws.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using core::Problem;

namespace {
const core::Failure invalid_client{Problem::unauthenticated,
                                   "the client is not known, disabled, or did not prove who it is"};
constexpr auto assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::int64_t longest_assertion_life = 300;  // seconds
constexpr std::int64_t leeway = 60;

/// RFC 6749 section 5.2 wants its own error member; the problem members stand beside it.
http::Response token_error(const core::Failure& failure, core::PublicText error) {
    http::Response response = http::problem_response(failure);
    auto body = core::parse_json_object(response.body).value();
    body["error"] = error.str();
    response.body = json::serialize(body);
    if (failure.problem == Problem::unauthenticated) response.headers.add("WWW-Authenticate", "Basic realm=\"vorab\"");
    return response;
}

struct Assertion {
    core::ClientId client;
    std::string jti;
    std::int64_t begins = 0;  ///< the later of `iat` and `nbf`, where they stand
    std::int64_t expires = 0;
};

core::Result<Assertion> read_claims(const std::string& payload) {
    const auto claims = core::parse_json_object(payload);
    if (!claims) return invalid_client;
    core::JsonFields in{*claims};
    const auto client = core::ClientId::parse(in.text("sub"));
    const bool self_issued = client && in.text("iss") == client->str();
    in.optional("aud");
    const auto issued = in.optional_integer("iat", 0, 253'402'300'799).value_or(0);
    const auto not_before = in.optional_integer("nbf", 0, 253'402'300'799).value_or(0);
    const auto expires = in.integer("exp", 0, 253'402'300'799);
    const std::string jti{in.text("jti", 256)};
    if (in.finish() || !self_issued || jti.empty()) return invalid_client;
    return Assertion{*client, jti, std::max(issued, not_before), expires};
}

/// The audience is the issuer's name alone: not a list, not another address (RFC 7523bis).
bool is_for(const std::string& payload, std::string_view issuer) {
    const auto claims = core::parse_json_object(payload);
    const auto* audience = claims ? claims->if_contains("aud") : nullptr;
    return audience && audience->is_string() && audience->get_string() == issuer;
}
}  // namespace

struct TokenEndpoint::Form {
    std::string grant_type;
    std::string assertion_type;
    std::string assertion;
    bool has_assertion = false;

    static core::Result<Form> read(std::string_view body) {
        const auto query = boost::urls::parse_query(body);
        if (!query) return core::failure(Problem::malformed, "the body is not application/x-www-form-urlencoded");
        Form form;
        std::set<std::string> seen;
        for (const auto& parameter : boost::urls::params_view{body}) {
            if (!seen.insert(parameter.key).second)
                return core::failure(Problem::malformed, "a parameter stands twice");
            if (parameter.key == "grant_type") form.grant_type = parameter.value;
            if (parameter.key == "client_assertion_type") form.assertion_type = parameter.value;
            if (parameter.key == "client_assertion") form.assertion = parameter.value;
        }
        form.has_assertion = seen.contains("client_assertion");
        return form;
    }
};

TokenEndpoint::TokenEndpoint(TokenIssuer& issuer, const Directory& directory, database::Database& database,
                             Audit& audit, const core::Clock& clock)
    : issuer_(issuer), directory_(directory), database_(database), audit_(audit), clock_(clock) {}

core::Result<core::ClientId> TokenEndpoint::by_secret(std::string_view authorization) const {
    if (!authorization.starts_with("Basic ")) return invalid_client;
    const auto decoded = core::from_base64(authorization.substr(6));
    if (!decoded) return invalid_client;
    const std::string_view pair = core::text_of(*decoded);
    const auto colon = pair.find(':');
    if (colon == std::string_view::npos) return invalid_client;
    const auto id = core::ClientId::parse(pair.substr(0, colon));
    const auto offered = signing::sha256(core::bytes_of(pair.substr(colon + 1)));
    const auto picture = directory_.picture();
    const auto found = id ? picture->clients.find(*id) : picture->clients.end();
    if (found == picture->clients.end() || found->second.secret_sha256.empty()) return invalid_client;
    if (!signing::equal_in_constant_time(offered, found->second.secret_sha256)) return invalid_client;
    return *id;
}

async::Task<core::Result<core::ClientId>> TokenEndpoint::by_assertion(std::string assertion) {
    const auto picture = directory_.picture();
    std::optional<core::ClientId> client;
    const auto key_of_subject = [&](const json::object&) -> core::Result<signing::PublicKey> {
        const auto first = assertion.find('.');
        const auto payload =
            core::from_base64url(std::string_view{assertion}.substr(first + 1, assertion.rfind('.') - first - 1));
        const auto claims = payload ? read_claims(std::string{core::text_of(*payload)}) : invalid_client;
        const auto found = claims ? picture->clients.find(claims->client) : picture->clients.end();
        if (found == picture->clients.end() || !found->second.assertion_key) return invalid_client;
        return *found->second.assertion_key;
    };
    const auto jws =
        signing::verify_compact(assertion, {.typ = "JWT", .largest = 8192, .generic_jwt = true}, key_of_subject);
    if (!jws || !is_for(jws->payload, issuer_.issuer())) co_return invalid_client;
    const auto claims = read_claims(jws->payload);
    const auto now = core::unix_seconds(clock_.now());
    const bool in_time = claims && claims->begins <= now + leeway && claims->expires > now - leeway &&
                         claims->expires <= now + longest_assertion_life + leeway;
    if (!in_time) {
        co_return invalid_client;
    }
    const auto jti = signing::sha256(core::bytes_of(claims->client.str() + "\n" + claims->jti));
    const auto until = core::Timestamp{std::chrono::seconds{claims->expires + leeway}};
    auto unit = database_.run([jti, until](database::Connection& connection) {
        const std::string expires_at = database::to_sql(until);
        return connection.execute("INSERT IGNORE INTO used_assertion (jti_sha256, expires_at) VALUES (?, ?)",
                                  {core::BytesView{jti}, expires_at});
    });
    const auto fresh = co_await std::move(unit);
    if (fresh == 0) co_return invalid_client;  // replayed
    co_return claims->client;
}

async::Task<core::Result<core::ClientId>> TokenEndpoint::authenticate(const http::Request& request, Form form) {
    const auto authorization = request.headers.find("Authorization");
    if (authorization && form.has_assertion)
        co_return core::failure(Problem::malformed, "one way to authenticate, not two");
    if (authorization) co_return by_secret(*authorization);
    if (form.assertion_type != assertion_type || form.assertion.empty()) co_return invalid_client;
    co_return co_await by_assertion(form.assertion);
}

async::Task<http::Response> TokenEndpoint::answer(http::Request& request) {
    if (request.content_type() != "application/x-www-form-urlencoded") {
        co_return http::problem_response(
            core::failure(Problem::unsupported_type, "send application/x-www-form-urlencoded"));
    }
    const auto body = co_await request.body->read_all(16 * 1024);
    if (!body) co_return http::problem_response(body.error());
    const auto form = Form::read(*body);
    if (!form) co_return token_error(form.error(), "invalid_request");
    if (form->grant_type != "client_credentials") {
        const auto wrong = core::failure(Problem::malformed, "grant_type must be client_credentials");
        co_return token_error(wrong, "unsupported_grant_type");
    }
    auto client = co_await authenticate(request, *form);
    const auto picture = directory_.picture();
    if (client && picture->clients.at(*client).disabled) client = invalid_client;
    if (!client) {
        AuditEvent event{.event = "token.refused", .problem = client.error().problem, .peer = request.peer.address};
        co_await audit_.record(std::move(event));
        // RFC 6749 section 5.2: only a client that did not prove who it is gets invalid_client.
        core::PublicText error{"invalid_request"};
        if (client.error().problem == Problem::unauthenticated) error = "invalid_client";
        co_return token_error(client.error(), error);
    }
    http::Response response =
        http::json_response(200, json::serialize(json::object{{"access_token", issuer_.issue(*client)},
                                                              {"token_type", "Bearer"},
                                                              {"expires_in", issuer_.lifetime().count()},
                                                              {"scope", "send"}}));
    response.headers.add("Cache-Control", "no-store");
    co_return response;
}
}  // namespace vorab::gateway

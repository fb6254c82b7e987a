#include "gateway/token/endpoint.hpp"

#include <boost/json/serialize.hpp>
#include <boost/url/params_encoded_view.hpp>
#include <boost/url/parse_query.hpp>
#include <boost/url/pct_string_view.hpp>

#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "common/signing/hash.hpp"
#include "gateway/token/assertion.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using core::Problem;

namespace {
const core::Failure invalid_client{Problem::unauthenticated,
                                   "the client is not known, disabled, or did not prove who it is"};
const core::Failure used_before{Problem::unauthenticated, "this assertion was used before; sign one for each token"};
const core::Failure too_many{Problem::too_many_requests, "too many wrong secrets; wait before you try again"};
constexpr auto assertion_type = "urn:ietf:params:oauth:client-assertion-type:jwt-bearer";
constexpr std::chrono::seconds leeway{60};

/// RFC 6749 section 5.2 wants its own error member; the problem members stand beside it.
http::Response token_error(const core::Failure& failure, core::PublicText error) {
    http::Response response = http::problem_response(failure);
    auto body = core::parse_json_object(response.body).value();
    body["error"] = error.str();
    response.body = json::serialize(body);
    if (failure.problem == Problem::unauthenticated) response.headers.add("WWW-Authenticate", "Basic realm=\"vorab\"");
    return response;
}
/// RFC 6749 section 2.3.1 has id and secret form-encoded before they are joined. Some libraries do so and encode even
/// what need not be ("rd%2D1"); most, and people with curl, do not. An id holds nothing that encoding could mean.
std::string form_decoded(std::string_view text) {
    const auto encoded = boost::urls::make_pct_string_view(text);
    if (!encoded) return std::string{text};
    boost::urls::encoding_opts options;
    options.space_as_plus = true;
    return encoded->decode(options);
}

/// Of a secret both readings are tried: an operator may have chosen one with a plus in it.
bool is_secret(std::string_view offered, const core::Bytes& secret_sha256) {
    const auto same = [&](std::string_view text) {
        return signing::equal_in_constant_time(signing::sha256(core::bytes_of(text)), secret_sha256);
    };
    return same(offered) || same(form_decoded(offered));
}
}  // namespace

struct TokenEndpoint::Form {
    std::string grant_type;
    std::string assertion_type;
    std::string assertion;
    std::optional<std::string> client_id;
    std::optional<std::string> scope;
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
            if (parameter.key == "client_id") form.client_id = parameter.value;
            if (parameter.key == "scope") form.scope = parameter.value;
        }
        form.has_assertion = seen.contains("client_assertion");
        return form;
    }
};

TokenEndpoint::TokenEndpoint(TokenIssuer& issuer, const Directory& directory, database::Database& database,
                             Audit& audit, const core::Clock& clock, const LimitOptions& limits)
    : issuer_(issuer),
      directory_(directory),
      database_(database),
      audit_(audit),
      clock_(clock),
      throttle_(limits, database, clock) {}

TokenEndpoint::Attempt TokenEndpoint::by_secret(std::string_view authorization) const {
    if (!authorization.starts_with("Basic ")) return {{}, invalid_client};
    const auto decoded = core::from_base64(authorization.substr(6));
    if (!decoded) return {{}, invalid_client};
    const std::string_view pair = core::text_of(*decoded);
    const auto colon = pair.find(':');
    if (colon == std::string_view::npos) return {{}, invalid_client};
    const auto id = core::ClientId::parse(form_decoded(pair.substr(0, colon)));
    const auto picture = directory_.picture();
    const auto found = id ? picture->clients.find(*id) : picture->clients.end();
    if (found == picture->clients.end()) return {{}, invalid_client};
    const auto& secret = found->second.secret_sha256;
    if (secret.empty() || !is_secret(pair.substr(colon + 1), secret)) return {*id, invalid_client};
    return {*id, *id};
}

async::Task<bool> TokenEndpoint::is_first_use(core::Bytes jti_sha256, core::Timestamp until) {
    auto unit = database_.run([jti_sha256, until](database::Connection& connection) {
        const std::string expires_at = database::to_sql(until);
        return connection.execute("INSERT IGNORE INTO used_assertion (jti_sha256, expires_at) VALUES (?, ?)",
                                  {core::BytesView{jti_sha256}, expires_at});
    });
    const auto fresh = co_await std::move(unit);
    co_return fresh == 1;
}

async::Task<TokenEndpoint::Attempt> TokenEndpoint::by_assertion(std::string assertion) {
    const auto picture = directory_.picture();
    const auto claimed = claimed_by(assertion);
    const auto found = claimed ? picture->clients.find(*claimed) : picture->clients.end();
    if (found == picture->clients.end()) co_return Attempt{{}, invalid_client};
    if (!found->second.assertion_key) co_return Attempt{claimed, invalid_client};
    const auto held = verify_assertion(assertion, *found->second.assertion_key, issuer_.issuer(), clock_.now());
    if (!held) co_return Attempt{claimed, held.error()};
    const auto jti = signing::sha256(core::bytes_of(held->client.str() + "\n" + held->jti));
    const auto until = core::Timestamp{std::chrono::seconds{held->expires} + leeway};
    const bool fresh = co_await is_first_use(jti, until);
    if (!fresh) co_return Attempt{claimed, used_before};
    co_return Attempt{claimed, held->client};
}

async::Task<TokenEndpoint::Attempt> TokenEndpoint::authenticate(const http::Request& request, Form form) {
    const auto authorization = request.headers.find("Authorization");
    if (authorization && form.has_assertion) {
        co_return Attempt{{}, core::failure(Problem::malformed, "one way to authenticate, not two")};
    }
    Attempt attempt{{}, invalid_client};
    if (authorization) {
        attempt = by_secret(*authorization);
    } else if (form.assertion_type == assertion_type && !form.assertion.empty()) {
        attempt = co_await by_assertion(std::move(form.assertion));
    }
    if (attempt.proven && form.client_id.value_or(attempt.proven->str()) != attempt.proven->str()) {
        co_return Attempt{{}, core::failure(Problem::malformed, "client_id names another client than authenticated")};
    }
    const auto picture = directory_.picture();
    const auto client = attempt.proven ? picture->clients.find(*attempt.proven) : picture->clients.end();
    if (attempt.proven && (client == picture->clients.end() || client->second.disabled)) {
        attempt.proven = invalid_client;
    } else if (attempt.proven) {
        attempt.scopes = client->second.scopes;
    }
    co_return attempt;
}

/// RFC 6749 section 5.2: only a client that did not prove who it is gets invalid_client.
async::Task<http::Response> TokenEndpoint::refuse(core::Failure why, std::optional<core::ClientId> claimed,
                                                  http::Peer peer) {
    AuditEvent event{.event = "token.refused", .client = claimed, .peer = peer.address};
    bool worth_a_row = why.problem != Problem::too_many_requests;
    if (why.problem == Problem::unauthenticated) {
        const auto failed = throttle_.failed(claimed, peer.address);
        if (failed == Throttle::Failed::first_too_many) event.event = "token.slowed";
        if (failed != Throttle::Failed::counted) why = too_many;
        worth_a_row = failed != Throttle::Failed::too_many;
    }
    event.problem = why.problem;
    if (worth_a_row) co_await audit_.record(std::move(event));
    if (why.problem == Problem::too_many_requests) co_return http::problem_response(why);
    if (why.problem == Problem::unauthenticated) co_return token_error(why, "invalid_client");
    co_return token_error(why, "invalid_request");
}

http::Response TokenEndpoint::token_for(const core::ClientId& client, Scopes scopes) const {
    http::Response response =
        http::json_response(200, json::serialize(json::object{{"access_token", issuer_.issue(client, scopes)},
                                                              {"token_type", "Bearer"},
                                                              {"expires_in", issuer_.lifetime().count()},
                                                              {"scope", scopes.str()}}));
    response.headers.add("Cache-Control", "no-store");
    return response;
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
    if (form->grant_type.empty()) {
        co_return token_error(core::failure(Problem::malformed, "grant_type is missing"), "invalid_request");
    }
    if (form->grant_type != "client_credentials") {
        const auto wrong = core::failure(Problem::malformed, "grant_type must be client_credentials");
        co_return token_error(wrong, "unsupported_grant_type");
    }
    const auto attempt = co_await authenticate(request, *form);
    if (!attempt.proven) co_return co_await refuse(attempt.proven.error(), attempt.claimed, request.peer);
    const core::ClientId client = *attempt.proven;
    if (throttle_.is_slowed(request.peer.address)) {
        const bool known = co_await throttle_.knows(client, request.peer.address);
        if (!known) co_return co_await refuse(too_many, client, request.peer);
    }
    const auto wanted = form->scope ? Scopes::parse(*form->scope) : core::Result<Scopes>{attempt.scopes};
    if (!wanted || !wanted->within(attempt.scopes)) {
        const auto wrong = core::failure(Problem::malformed, "scope names what this client may not do");
        co_return token_error(wrong, "invalid_scope");
    }
    co_await throttle_.note(client, request.peer.address);
    co_return token_for(client, *wanted);
}
}  // namespace vorab::gateway

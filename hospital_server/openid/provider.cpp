#include "hospital_server/openid/provider.hpp"

#include "common/core/json.hpp"
#include "hospital_server/openid/words.hpp"

namespace vorab::hospital_server::openid {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using http::ClientRequest;
using http::ClientResponse;

namespace {
constexpr std::chrono::hours kept_for{1};

core::Failure unavailable(core::PublicText why) { return failure(Problem::unavailable, std::move(why)); }
const core::Failure silent{Problem::unavailable, "the OpenID Connect provider does not answer"};

std::string without_end(std::string_view url) {
    return std::string{url.ends_with('/') ? url.substr(0, url.size() - 1) : url};
}

/// Where nothing is said, it is client_secret_basic (Discovery 1.0 section 3).
bool wants_secret_in_form(const json::object& said) {
    const auto ways = words_in(said.if_contains("token_endpoint_auth_methods_supported"));
    return !ways.contains("client_secret_basic") && ways.contains("client_secret_post");
}
}  // namespace

Provider::Provider(async::Executor executor, const Options& options, const core::Clock& clock)
    : executor_(executor),
      options_(options),
      clock_(clock),
      tls_(http::TlsContext::client({.server_ca = options.ca}).value()) {}

async::Task<Result<ClientResponse>> Provider::send(Endpoint to, ClientRequest request) {
    request.target = to.target;
    request.headers.add("Accept", "application/json");
    http::Client client{executor_, to.origin, tls_};
    auto sent = client.send(std::move(request));
    auto answer = co_await std::move(sent);
    if (!answer || answer->status >= 500) co_return silent;
    co_return std::move(*answer);
}

async::Task<Result<json::object>> Provider::get(Endpoint from) {
    ClientRequest request;
    auto sent = send(std::move(from), std::move(request));
    const auto answer = co_await std::move(sent);
    if (!answer) co_return answer.error();
    auto said = core::parse_json_object(answer->body);
    if (answer->status != 200 || !said) co_return unavailable("the OpenID Connect provider does not say what it is");
    co_return std::move(*said);
}

Result<Provider::Metadata> Provider::read_metadata(const json::object& said, const std::string& issuer) {
    // Whoever answers for another issuer could have its tokens taken for this one's (Discovery 1.0 section 4.3).
    if (core::text_member(said, "issuer") != issuer)
        return unavailable("the OpenID Connect provider calls itself otherwise than the configured issuer");
    auto token = parse_endpoint(core::text_member(said, "token_endpoint"));
    auto keys = parse_endpoint(core::text_member(said, "jwks_uri"));
    const auto authorization = core::text_member(said, "authorization_endpoint");
    if (!token || !keys || !parse_endpoint(authorization))
        return unavailable("the OpenID Connect provider does not name its endpoints");
    return Metadata{std::string{authorization}, std::move(*token), std::move(*keys), wants_secret_in_form(said), {}};
}

async::Task<Result<Provider::Metadata>> Provider::metadata() {
    if (metadata_ && clock_.now() < metadata_->until) co_return *metadata_;
    const auto where = parse_endpoint(without_end(options_.issuer) + "/.well-known/openid-configuration");
    if (!where) co_return where.error();
    auto asked = get(*where);
    const auto said = co_await std::move(asked);
    if (!said) co_return said.error();
    auto read = read_metadata(*said, options_.issuer);
    if (!read) co_return read.error();
    read->until = clock_.now() + kept_for;
    metadata_ = *read;
    co_return std::move(*read);
}

async::Task<Result<std::string>> Provider::authorization_url() {
    auto asked = metadata();
    const auto known = co_await std::move(asked);
    if (!known) co_return known.error();
    co_return known->authorization;
}

ClientRequest Provider::token_request(const Metadata& metadata, std::string code, std::string verifier) const {
    Parameters form{{"grant_type", "authorization_code"},
                    {"code", std::move(code)},
                    {"redirect_uri", options_.callback},
                    {"client_id", options_.client_id},
                    {"code_verifier", std::move(verifier)}};
    ClientRequest request;
    request.method = http::Method::post;
    request.content_type = "application/x-www-form-urlencoded";
    const std::string& secret = options_.client_secret.reveal();
    if (!secret.empty() && metadata.secret_in_form) form.emplace_back("client_secret", secret);
    if (!secret.empty() && !metadata.secret_in_form) {  // RFC 6749 section 2.3.1: each part is encoded first
        const std::string both = encoded(options_.client_id) + ":" + encoded(secret);
        request.headers.add("Authorization", "Basic " + core::to_base64(core::bytes_of(both)));
    }
    request.body = encoded(form);
    return request;
}

async::Task<Result<std::string>> Provider::redeem(std::string code, std::string verifier) {
    auto asked = metadata();
    const auto known = co_await std::move(asked);
    if (!known) co_return known.error();
    auto sent = send(known->token, token_request(*known, std::move(code), std::move(verifier)));
    const auto answer = co_await std::move(sent);
    if (!answer) co_return answer.error();
    const auto said = core::parse_json_object(answer->body);
    if (said && core::text_member(*said, "error") == "invalid_grant")
        co_return failure(Problem::unauthenticated, "the provider does not take the code (any more)");
    if (answer->status != 200 || !said)
        co_return unavailable("the OpenID Connect provider refuses this server; look at the client's settings there");
    co_return std::string{core::text_member(*said, "id_token")};
}

async::Task<Result<KeySet>> Provider::keys(std::string kid) {
    const bool fresh = clock_.now() - keys_read_ < kept_for;
    if (fresh && keys_.knows(kid)) co_return keys_;
    auto described = metadata();
    const auto known = co_await std::move(described);
    if (!known) co_return known.error();
    auto asked = get(known->keys);
    const auto said = co_await std::move(asked);
    if (!said) co_return said.error();
    auto read = KeySet::parse(*said);
    if (!read) co_return unavailable("the OpenID Connect provider's keys cannot be read");
    keys_ = std::move(*read);
    keys_read_ = clock_.now();
    co_return keys_;
}
}  // namespace vorab::hospital_server::openid

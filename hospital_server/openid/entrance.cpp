#include "hospital_server/openid/entrance.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/random.hpp"
#include "common/http/problem.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/openid/claims.hpp"

namespace vorab::hospital_server::openid {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using http::Method;
using http::Request;
using http::Response;
using people::Vouched;

namespace {
constexpr auto start_path = "/api/v1/session/openid";
constexpr auto cookie_name = "vorab_openid";
constexpr int begun_seconds = 600;  ///< to find one's password, or the second factor
constexpr int most_under_way = 16;
constexpr std::size_t longest_code = 4096;
constexpr std::size_t secret_size = 43;  // 32 bytes in base64url
const core::Failure not_begun{Problem::unauthenticated, "this browser has not begun this sign-in, or too long ago"};

/// SameSite=Lax, since it is the provider's page that sends the browser back.
void set_cookie(Response& response, std::string_view value, int seconds) {
    response.headers.add("Set-Cookie", std::string{cookie_name} + "=" + std::string{value} +
                                           "; Max-Age=" + std::to_string(seconds) + "; Path=" + start_path +
                                           "; HttpOnly; Secure; SameSite=Lax");
}

/// Neither of these leads to another, or to the secret.
std::string derived(std::string_view secret, std::string_view purpose) {
    const auto key =
        signing::hkdf_sha256(core::bytes_of(secret), core::bytes_of("vorab openid"), core::bytes_of(purpose), 32);
    return core::to_base64url(key.view());
}

/// Why nobody was signed in, as the sign-in page is told.
std::string_view word_for(Problem problem) {
    switch (problem) {
        case Problem::forbidden:
            return "no_role";
        case Problem::conflict:
            return "taken";
        case Problem::unavailable:
        case Problem::too_many_requests:
            return "unavailable";
        default:
            return "refused";
    }
}

std::string sign_in_page(Problem problem) { return "/?signin=" + std::string{word_for(problem)}; }

/// A page that leads on, because a cookie with SameSite=Strict does not go with a redirect that began elsewhere.
void lead_to(Response& response, const std::string& address) {
    response.status = 200;
    response.content_type = "text/html; charset=utf-8";
    response.headers.add("Content-Security-Policy", "default-src 'none'; frame-ancestors 'none'");
    response.headers.add("Cache-Control", "no-store");
    response.headers.add("Referrer-Policy", "no-referrer");
    response.body =
        "<!doctype html><html lang=\"de\"><meta charset=\"utf-8\"><meta http-equiv=\"refresh\" content=\"0;url=" +
        address + "\"><title>Vorab</title><p><a href=\"" + address + "\">Weiter · Continue</a></p></html>\n";
}

class Count {
  public:
    explicit Count(int& count) : count_(count) { ++count_; }
    ~Count() { --count_; }
    Count(const Count&) = delete;
    Count& operator=(const Count&) = delete;

  private:
    int& count_;
};
}  // namespace

Entrance::Entrance(async::Executor executor, const std::optional<Options>& options, people::SignIn& sign_in,
                   const core::Clock& clock, const core::Log& log)
    : options_(options), sign_in_(sign_in), clock_(clock), log_(log) {
    if (options_) provider_ = std::make_unique<Provider>(executor, *options_, clock);
}

void Entrance::mount(http::Router& router) {
    router.add(Method::get, "/api/v1/session/ways", [this](Request& r) { return ways(r); });
    router.add(Method::get, start_path, [this](Request& r) { return begin(r); });
    router.add(Method::get, callback_path, [this](Request& r) { return finish(r); });
}

async::Task<Response> Entrance::ways(Request&) {
    json::value openid = nullptr;
    if (options_) openid = json::object{{"name", options_->name}, {"url", start_path}};
    co_return http::json_response(200,
                                  json::serialize(json::object{{"password", true}, {"openid", std::move(openid)}}));
}

std::string Entrance::question(const std::string& endpoint, const std::string& secret) const {
    const auto challenge = signing::sha256(core::bytes_of(derived(secret, "verifier")));
    Parameters parameters{{"response_type", "code"},
                          {"client_id", options_->client_id},
                          {"redirect_uri", options_->callback},
                          {"scope", options_->scope},
                          {"state", derived(secret, "state")},
                          {"nonce", derived(secret, "nonce")},
                          {"code_challenge", core::to_base64url(challenge)},
                          {"code_challenge_method", "S256"}};
    if (!options_->prompt.empty()) parameters.emplace_back("prompt", options_->prompt);
    return endpoint + (endpoint.find('?') == std::string::npos ? "?" : "&") + encoded(parameters);
}

async::Task<Response> Entrance::begin(Request&) {
    if (!options_)
        co_return http::problem_response(failure(Problem::not_found, "no OpenID Connect provider is configured"));
    auto asked = provider_->authorization_url();
    const auto endpoint = co_await std::move(asked);
    Response response = http::empty_response(303);
    response.headers.add("Cache-Control", "no-store");
    if (!endpoint) {
        log_.error("sign-in by OpenID Connect failed", {{"detail", endpoint.error().detail}});
        response.headers.add("Location", sign_in_page(endpoint.error().problem));
        co_return response;
    }
    const std::string secret = core::to_base64url(core::random_bytes(32));
    set_cookie(response, secret, begun_seconds);
    response.headers.add("Location", question(*endpoint, secret));
    co_return response;
}

Result<Entrance::Returned> Entrance::read_returned(const Request& request) const {
    const auto secret = request.cookie(cookie_name);
    const auto state = request.query_value("state").value_or("");
    const bool ours = secret && secret->size() == secret_size &&
                      signing::equal_in_constant_time(core::bytes_of(state), core::bytes_of(derived(*secret, "state")));
    if (!ours) return not_begun;
    if (request.query_value("iss").value_or(options_->issuer) != options_->issuer)  // RFC 9207
        return failure(Problem::unauthenticated, "another provider answers");
    const auto code = request.query_value("code").value_or("");
    if (request.query_value("error") || code.empty() || code.size() > longest_code)
        return failure(Problem::unauthenticated, "the provider did not sign the person in");
    return Returned{std::string{code}, derived(*secret, "verifier"), derived(*secret, "nonce")};
}

async::Task<Result<Vouched>> Entrance::ask_provider(Returned returned) {
    auto redeemed = provider_->redeem(returned.code, returned.verifier);
    const auto token = co_await std::move(redeemed);
    if (!token) co_return token.error();
    const auto kid = key_of(*token);
    if (!kid) co_return kid.error();
    auto asked = provider_->keys(*kid);
    const auto keys = co_await std::move(asked);
    if (!keys) co_return keys.error();
    const Expected expected{options_->issuer, options_->client_id, returned.nonce};
    const auto claims = verify_id_token(*token, *keys, expected, clock_.now());
    if (!claims) co_return claims.error();
    co_return vouched_in(*claims, *options_);
}

async::Task<Result<Vouched>> Entrance::vouched_for(Result<Returned> returned) {
    if (!returned) co_return returned.error();
    const Count count{under_way_};
    if (under_way_ > most_under_way) co_return failure(Problem::too_many_requests, "too many sign in at once");
    auto asked = ask_provider(std::move(*returned));
    co_return co_await std::move(asked);
}

async::Task<Response> Entrance::finish(Request& request) {
    if (!options_)
        co_return http::problem_response(failure(Problem::not_found, "no OpenID Connect provider is configured"));
    auto asked = vouched_for(read_returned(request));
    auto vouched = co_await std::move(asked);
    const people::Origin origin = people::SignIn::origin_of(request);
    auto settled = sign_in_.verification().settle_vouched(std::move(vouched), origin);
    auto person = co_await std::move(settled);
    Response response;
    std::string address = "/";
    if (person) {
        auto welcome = sign_in_.welcome(std::move(*person), origin);
        response = co_await std::move(welcome);
    } else {
        log_.warning("sign-in by OpenID Connect refused", {{"detail", person.error().detail}});
        address = sign_in_page(person.error().problem);
    }
    set_cookie(response, "", 0);
    lead_to(response, address);
    co_return response;
}
}  // namespace vorab::hospital_server::openid

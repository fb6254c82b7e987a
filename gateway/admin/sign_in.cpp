#include "gateway/admin/sign_in.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"
#include "common/passwords/password.hpp"
#include "common/signing/hash.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using administrators::Administrator;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Response;

namespace {
constexpr auto session_cookie = "vorab_admin";
constexpr auto browser_cookie = "vorab_admin_browser";
constexpr int session_seconds = 8 * 3600;
constexpr int browser_seconds = 90 * 86'400;
constexpr std::size_t shortest_password = 12;
const core::Failure not_signed_in{Problem::unauthenticated, "sign in"};
const core::Failure wrong_credentials{Problem::unauthenticated, "user name or password is wrong"};

std::optional<core::Bytes> hash_in(const http::Request& request, const char* cookie) {
    const auto value = request.cookie(cookie);
    const auto token = value ? core::from_base64url(*value) : failure(Problem::malformed);
    if (!token) return std::nullopt;
    return signing::sha256(*token);
}

void set_cookie(Response& response, const char* name, std::string_view value, int seconds) {
    response.headers.add("Set-Cookie", std::string{name} + "=" + std::string{value} +
                                           "; Max-Age=" + std::to_string(seconds) +
                                           "; Path=/admin; HttpOnly; Secure; SameSite=Strict");
}

Response session_answer(const administrators::Session& session) {
    return http::json_response(
        200, json::serialize(json::object{{"username", session.person.user_name},
                                          {"organisation", session.person.organisation},
                                          {"must_change_password", session.person.must_change_password},
                                          {"csrf", session.csrf}}));
}

Author author_of(const Administrator& person, const std::string& peer) { return {"web:" + person.user_name, peer, {}}; }
}  // namespace

struct AdminSignIn::Credentials {
    core::Sensitive<std::string> password;
    std::string user_name;

    static Result<Credentials> read(const boost::json::object& sent) {
        core::JsonFields in{sent};
        const auto name = administrators::parse_user_name(in.text("username", 64));
        core::Sensitive<std::string> password{std::string{in.text("password", 1024)}};
        if (const auto wrong = in.finish()) return *wrong;
        if (!name) return wrong_credentials;
        return Credentials{std::move(password), *name};
    }
};

/// Where a try comes from: what is slowed when it fails.
struct AdminSignIn::Origin {
    std::string address;
    std::optional<core::Bytes> browser;
};

AdminSignIn::AdminSignIn(async::Executor executor, database::Database& database, const core::Clock& clock)
    : database_(database), clock_(clock), passwords_(executor, "passwords", 1, 64) {}

async::Task<bool> AdminSignIn::is_password(std::string user_name, core::Sensitive<std::string> password) {
    auto look = database_.run(
        [user_name](Connection& connection) { return administrators::password_hash_of(connection, user_name); });
    const auto known = co_await std::move(look);
    auto compare = passwords_.run([hash = known.value_or(passwords::nobodys_hash()), password](unsigned) {
        return passwords::password_matches(hash, password);
    });
    const bool right = co_await std::move(compare);
    co_return known.has_value() && right;
}

async::Task<Result<Administrator>> AdminSignIn::check(Credentials credentials, Origin origin) {
    const std::string user = credentials.user_name;
    auto look = database_.run([user, origin, now = clock_.now()](Connection& connection) {
        const bool known = origin.browser && administrators::knows_browser(connection, *origin.browser, user, now);
        const std::string counted = known ? core::to_hex(*origin.browser) : origin.address;
        return std::pair{counted, administrators::wait_before_next_try(connection, user, counted, now)};
    });
    const auto looked = co_await std::move(look);
    const std::string counted = looked.first;
    const auto wait = looked.second;
    const bool known_browser = counted != origin.address;
    if (wait.count() > 0 || (!known_browser && !tries_.take(origin.address))) {
        co_return failure(Problem::too_many_requests, core::PublicText{"too many tries; wait "} +
                                                          std::max<std::int64_t>(wait.count(), 5) + " seconds");
    }
    const bool right = co_await is_password(user, std::move(credentials.password));
    auto note = database_.run([user, counted, right, origin, now = clock_.now()](Connection& connection) {
        auto person = right ? administrators::find(connection, user) : std::nullopt;
        AuditEvent event{.event = "administrator.signed_in", .peer = origin.address};
        if (person) {
            event.author = "web:" + user;
            administrators::forget_failures(connection, user, counted);
        } else {
            event.event = "administrator.refused";
            event.problem = Problem::unauthenticated;
            administrators::note_failure(connection, user, counted, now);
        }
        write_audit(connection, event, now);
        return person;
    });
    auto person = co_await std::move(note);
    if (!person) co_return wrong_credentials;
    co_return std::move(*person);
}

async::Task<Response> AdminSignIn::open(http::Request& request) {
    const auto sent = co_await http::read_json(request, 4096);
    const auto credentials = sent ? Credentials::read(*sent) : sent.error();
    if (!credentials) co_return http::problem_response(credentials.error());
    const Origin origin{request.peer.address, hash_in(request, browser_cookie)};
    const auto person = co_await check(*credentials, origin);
    if (!person) co_return http::problem_response(person.error());

    const auto token = core::random_bytes(32);
    const auto browser = core::random_bytes(32);
    administrators::Session session{*person, core::to_base64url(core::random_bytes(32))};
    auto keep = database_.run([token, browser, session, now = clock_.now()](Connection& connection) {
        const std::string& user = session.person.user_name;
        administrators::open_session(connection, user, signing::sha256(token), session.csrf, now);
        administrators::note_browser(connection, signing::sha256(browser), user, now);
        return true;
    });
    [[maybe_unused]] const bool kept = co_await std::move(keep);
    Response response = session_answer(session);
    set_cookie(response, session_cookie, core::to_base64url(token), session_seconds);
    set_cookie(response, browser_cookie, core::to_base64url(browser), browser_seconds);
    co_return response;
}

async::Task<Result<administrators::Session>> AdminSignIn::session_of(const http::Request& request) {
    const auto hash = hash_in(request, session_cookie);
    if (!hash) co_return not_signed_in;
    auto use = database_.run([hash = *hash, now = clock_.now()](Connection& connection) {
        return administrators::use_session(connection, hash, now);
    });
    auto session = co_await std::move(use);
    if (!session) co_return not_signed_in;
    const bool writes = request.method != http::Method::get && request.method != http::Method::head;
    const auto csrf = request.headers.find("X-CSRF-Token").value_or("");
    if (writes && !signing::equal_in_constant_time(core::bytes_of(csrf), core::bytes_of(session->csrf)))
        co_return failure(Problem::forbidden, "the X-CSRF-Token is missing or wrong; reload the page");
    co_return std::move(*session);
}

async::Task<Response> AdminSignIn::current(http::Request& request) {
    const auto session = co_await session_of(request);
    if (!session) co_return http::problem_response(session.error());
    Response response = session_answer(*session);
    set_cookie(response, session_cookie, *request.cookie(session_cookie), session_seconds);
    co_return response;
}

async::Task<Response> AdminSignIn::close(http::Request& request) {
    const auto session = co_await session_of(request);
    if (!session) co_return http::problem_response(session.error());
    auto end = database_.run([hash = *hash_in(request, session_cookie)](Connection& connection) {
        administrators::close_session(connection, hash);
        return true;
    });
    [[maybe_unused]] const bool ended = co_await std::move(end);
    Response response = http::empty_response(204);
    set_cookie(response, session_cookie, "", 0);
    co_return response;
}

async::Task<Response> AdminSignIn::change_password(http::Request& request) {
    const auto session = co_await session_of(request);
    if (!session) co_return http::problem_response(session.error());
    const auto body = co_await request.body->read_all(4096);
    const auto object = body ? core::parse_json_object(*body) : Result<json::object>{body.error()};
    if (!object) co_return http::problem_response(object.error());
    core::JsonFields in{*object};
    const core::Sensitive<std::string> before{std::string{in.text("current", 1024)}};
    const core::Sensitive<std::string> after{std::string{in.text("new", 1024)}};
    if (after.reveal().size() < shortest_password) in.refuse("new", "at least 12 characters");
    if (const auto wrong = in.finish()) co_return http::problem_response(*wrong);
    if (!tries_.take(request.peer.address))
        co_return http::problem_response(failure(Problem::too_many_requests, "too many tries; wait a little"));
    const std::string user = session->person.user_name;
    const bool right = co_await is_password(user, before);
    if (!right) co_return http::problem_response(failure(Problem::forbidden, "the current password is wrong"));
    auto hash = passwords_.run([after](unsigned) { return passwords::hash_password(after); });
    const std::string hashed = co_await std::move(hash);
    auto keep = database_.run([author = author_of(session->person, request.peer.address), user, hashed,
                               own = *hash_in(request, session_cookie), now = clock_.now()](Connection& connection) {
        administrators::change_password(connection, author, user, hashed, own, now);
        return true;
    });
    [[maybe_unused]] const bool kept = co_await std::move(keep);
    co_return http::empty_response(204);
}

async::Task<Result<Administrator>> AdminSignIn::person_of(const http::Request& request) {
    const auto session = co_await session_of(request);
    if (!session) co_return session.error();
    if (session->person.must_change_password) co_return failure(Problem::forbidden, "set a password of your own first");
    co_return session->person;
}
}  // namespace vorab::gateway

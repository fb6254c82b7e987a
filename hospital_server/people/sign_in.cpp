#include "hospital_server/people/sign_in.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/http/problem.hpp"
#include "common/passwords/password.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::people {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Response;

namespace {
constexpr auto cookie_name = "vorab_session";
const core::Failure not_signed_in{Problem::unauthenticated, "sign in"};
const core::Failure wrong_credentials{Problem::unauthenticated, "user name or password is wrong"};

std::optional<core::Bytes> token_hash(const http::Request& request) {
    const auto cookie = request.cookie(cookie_name);
    const auto token = cookie ? core::from_base64url(*cookie) : failure(Problem::malformed);
    if (!token) return std::nullopt;
    return signing::sha256(*token);
}

void set_cookie(Response& response, std::string_view token, int seconds) {
    response.headers.add("Set-Cookie", std::string{cookie_name} + "=" + std::string{token} + "; Max-Age=" +
                                           std::to_string(seconds) + "; Path=/; HttpOnly; Secure; SameSite=Strict");
}

bool writes(http::Method method) { return method != http::Method::get && method != http::Method::head; }
}  // namespace

struct SignIn::Credentials {
    std::string user_name;
    core::Sensitive<std::string> password;

    static Result<Credentials> read(std::string_view body) {
        const auto object = core::parse_json_object(body);
        if (!object) return object.error();
        core::JsonFields in{*object};
        Credentials credentials;
        credentials.user_name = in.text("username", 64);
        credentials.password = core::Sensitive{std::string{in.text("password", 1024)}};
        if (const auto wrong = in.finish()) return *wrong;
        return credentials;
    }
};

SignIn::SignIn(database::Database& database, const cases::Mailboxes& mailboxes, async::BlockingPool& passwords,
               const core::Clock& clock)
    : database_(database), mailboxes_(mailboxes), passwords_(passwords), clock_(clock) {}

async::Task<Result<Person>> SignIn::check(Credentials credentials, std::string peer) {
    struct Known {
        std::chrono::seconds wait{0};
        std::optional<std::string> hash;
    };
    auto look = database_.run([user = credentials.user_name, peer, now = clock_.now()](Connection& connection) {
        return Known{wait_before_next_try(connection, user, peer, now), password_hash_of(connection, user)};
    });
    const auto known = co_await std::move(look);
    if (known.wait.count() > 0) {
        co_return failure(Problem::too_many_requests,
                          core::PublicText{"too many tries; wait "} + known.wait.count() + " seconds");
    }
    auto compare =
        passwords_.run([hash = known.hash.value_or(passwords::nobodys_hash()), password = credentials.password](
                           unsigned) { return passwords::password_matches(hash, password); });
    const bool right = co_await std::move(compare);
    auto note = database_.run([user = credentials.user_name, peer, now = clock_.now(), right](Connection& connection) {
        auto person = right ? find_person(connection, user) : std::nullopt;
        if (person) {
            forget_failures(connection, user, peer);
            audit::write(connection, {.event = "person.signed_in", .user_name = user, .peer = peer}, now);
        } else {
            note_failure(connection, user, peer, now);
            audit::write(connection, {.event = "person.refused", .problem = Problem::unauthenticated, .peer = peer},
                         now);
        }
        return person;
    });
    auto person = co_await std::move(note);
    if (!person) co_return wrong_credentials;
    co_return std::move(*person);
}

async::Task<Response> SignIn::open(http::Request& request) {
    const auto body = co_await request.body->read_all(4096);
    if (!body) co_return http::problem_response(body.error());
    const auto credentials = Credentials::read(*body);
    if (!credentials) co_return http::problem_response(credentials.error());
    const auto person = co_await check(*credentials, request.peer.address);
    if (!person) co_return http::problem_response(person.error());

    const auto token = core::random_bytes(32);
    Session session{*person, core::to_base64url(core::random_bytes(32))};
    auto keep = database_.run([hash = signing::sha256(token), session, now = clock_.now()](Connection& connection) {
        open_session(connection, hash, session.person.user_name, session.csrf, now);
    });
    co_await std::move(keep);
    Response response = answer(session);
    set_cookie(response, core::to_base64url(token), 12 * 3600);
    co_return response;
}

async::Task<std::optional<Session>> SignIn::session_of(const http::Request& request) {
    const auto hash = token_hash(request);
    if (!hash) co_return std::nullopt;
    auto use = database_.run(
        [hash = *hash, now = clock_.now()](Connection& connection) { return use_session(connection, hash, now); });
    co_return co_await std::move(use);
}

async::Task<Response> SignIn::current(http::Request& request) {
    const auto session = co_await session_of(request);
    if (!session) co_return http::problem_response(not_signed_in);
    Response response = answer(*session);
    set_cookie(response, *request.cookie(cookie_name), 12 * 3600);
    co_return response;
}

async::Task<Response> SignIn::close(http::Request& request) {
    if (const auto hash = token_hash(request)) {
        auto end = database_.run([hash = *hash](Connection& connection) { close_session(connection, hash); });
        co_await std::move(end);
    }
    Response response = http::empty_response(204);
    set_cookie(response, "", 0);
    co_return response;
}

async::Task<Result<Person>> SignIn::person_of(const http::Request& request) {
    const auto session = co_await session_of(request);
    if (!session) co_return not_signed_in;
    const auto csrf = request.headers.find("X-CSRF-Token");
    const bool same = csrf && signing::equal_in_constant_time(core::bytes_of(*csrf), core::bytes_of(session->csrf));
    if (writes(request.method) && !same)
        co_return failure(Problem::forbidden, "the X-CSRF-Token is missing or wrong; reload the page");
    co_return session->person;
}

Response SignIn::answer(const Session& session) const {
    json::array roles, mailboxes;
    for (const Role role : session.person.roles) roles.emplace_back(public_text(role).str());
    for (const auto& id : session.person.mailboxes) {
        const auto* mailbox = mailboxes_.find(id);
        if (mailbox) mailboxes.push_back({{"id", id.str()}, {"name", mailbox->name}});
    }
    return http::json_response(
        200, json::serialize(json::object{{"user",
                                           {{"username", session.person.user_name},
                                            {"first_name", session.person.first_name},
                                            {"last_name", session.person.last_name},
                                            {"roles", std::move(roles)},
                                            {"mailboxes", std::move(mailboxes)}}},
                                          {"csrf", session.csrf},
                                          {"must_change_password", session.person.must_change_password}}));
}
}  // namespace vorab::hospital_server::people

#include "hospital_server/people/sign_in.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/http/problem.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/people/tries.hpp"

namespace vorab::hospital_server::people {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Response;

namespace {
constexpr auto session_cookie = "vorab_session";
constexpr auto browser_cookie = "vorab_browser";
constexpr int session_seconds = 12 * 3600;
constexpr int browser_seconds = 90 * 86'400;
constexpr std::size_t longest_browser = 200;
const core::Failure not_signed_in{Problem::unauthenticated, "sign in"};

std::optional<core::Bytes> hash_in(const http::Request& request, const char* cookie) {
    const auto value = request.cookie(cookie);
    const auto token = value ? core::from_base64url(*value) : failure(Problem::malformed);
    if (!token) return std::nullopt;
    return signing::sha256(*token);
}

void set_cookie(Response& response, const char* name, std::string_view value, int seconds, const char* path) {
    response.headers.add("Set-Cookie", std::string{name} + "=" + std::string{value} +
                                           "; Max-Age=" + std::to_string(seconds) + "; Path=" + path +
                                           "; HttpOnly; Secure; SameSite=Strict");
}

bool writes(http::Method method) { return method != http::Method::get && method != http::Method::head; }

bool has_token(const http::Request& request, const Session& session) {
    const auto csrf = request.headers.find("X-CSRF-Token");
    return csrf && signing::equal_in_constant_time(core::bytes_of(*csrf), core::bytes_of(session.csrf));
}

Result<Credentials> read_credentials(std::string_view body) {
    const auto object = core::parse_json_object(body);
    if (!object) return object.error();
    core::JsonFields in{*object};
    Credentials credentials;
    credentials.user_name = in.text("username", 64);
    credentials.password = core::Sensitive{std::string{in.text("password", 1024)}};
    if (const auto wrong = in.finish()) return *wrong;
    return credentials;
}

/// Printable ASCII of what the browser calls itself.
std::string browser_name(const http::Request& request) {
    std::string name{request.headers.find("User-Agent").value_or("")};
    std::erase_if(name, [](char c) { return c < ' ' || c > '~'; });
    return name.substr(0, longest_browser);
}
}  // namespace

SignIn::SignIn(database::Database& database, const cases::Mailboxes& mailboxes, async::BlockingPool& passwords,
               const core::Clock& clock, Elsewhere elsewhere)
    : database_(database),
      mailboxes_(mailboxes),
      clock_(clock),
      verification_(database, passwords, clock, std::move(elsewhere)) {}

Origin SignIn::origin_of(const http::Request& request) {
    return {{request.peer.address, browser_name(request)}, hash_in(request, browser_cookie)};
}

async::Task<Response> SignIn::open(http::Request& request) {
    const auto body = co_await request.body->read_all(4096);
    if (!body) co_return http::problem_response(body.error());
    const auto credentials = read_credentials(*body);
    if (!credentials) co_return http::problem_response(credentials.error());
    const Origin origin = origin_of(request);
    const auto person = co_await verification_.sign_in(*credentials, origin);
    if (!person) co_return http::problem_response(person.error());
    co_return co_await welcome(*person, origin);
}

async::Task<Response> SignIn::welcome(Person person, Origin origin) {
    const auto token = core::random_bytes(32);
    const auto browser = core::random_bytes(32);
    const auto hash = signing::sha256(token);
    Session session{std::move(person), core::to_base64url(core::random_bytes(32))};
    session.person.session = session_id(hash);
    auto keep =
        database_.run([hash, browser, session, place = origin.place, now = clock_.now()](Connection& connection) {
            database::Transaction transaction{connection};
            open_session(connection, hash, session.person.user_name, session.csrf, place, now);
            note_browser(connection, session.person.user_name, signing::sha256(browser), now);
            transaction.commit();
        });
    co_await std::move(keep);
    Response response = answer(session);
    set_cookie(response, session_cookie, core::to_base64url(token), session_seconds, "/");
    set_cookie(response, browser_cookie, core::to_base64url(browser), browser_seconds, "/api/v1/session");
    co_return response;
}

async::Task<std::optional<Session>> SignIn::session_of(const http::Request& request) {
    const auto hash = hash_in(request, session_cookie);
    if (!hash) co_return std::nullopt;
    auto use = database_.run(
        [hash = *hash, now = clock_.now()](Connection& connection) { return use_session(connection, hash, now); });
    co_return co_await std::move(use);
}

async::Task<Response> SignIn::current(http::Request& request) {
    const auto session = co_await session_of(request);
    if (!session) co_return http::problem_response(not_signed_in);
    Response response = answer(*session);
    set_cookie(response, session_cookie, *request.cookie(session_cookie), session_seconds, "/");
    co_return response;
}

async::Task<Response> SignIn::close(http::Request& request) {
    if (const auto hash = hash_in(request, session_cookie)) {
        const auto session = co_await session_of(request);
        auto end = database_.run([hash = *hash](Connection& connection) { close_session(connection, hash); });
        co_await std::move(end);
        if (session) {
            auto noting = note("person.signed_out", session->person.user_name, request.peer.address);
            co_await std::move(noting);
        }
    }
    Response response = http::empty_response(204);
    set_cookie(response, session_cookie, "", 0, "/");
    co_return response;
}

async::Task<void> SignIn::note(core::PublicText event, std::string user_name, std::string peer) {
    auto noting = database_.run([event = std::move(event), user_name = std::move(user_name), peer = std::move(peer),
                                 now = clock_.now()](Connection& connection) {
        audit::write(connection, {.event = event, .user_name = user_name, .peer = peer}, now);
    });
    co_await std::move(noting);
}

async::Task<core::Failure> SignIn::note_refusal(core::PublicText event, Person person, std::string peer,
                                                core::PublicText detail) {
    auto note = database_.run([event, user = person.user_name, peer, now = clock_.now()](Connection& connection) {
        audit::write(connection, {.event = event, .problem = Problem::forbidden, .user_name = user, .peer = peer}, now);
    });
    co_await std::move(note);
    co_return failure(Problem::forbidden, std::move(detail));
}

async::Task<core::Failure> SignIn::refuse(Person person, Right right, std::string peer) {
    const core::PublicText word = public_text(right);
    auto noted = note_refusal(word + ".refused", std::move(person), std::move(peer),
                              core::PublicText{"your roles do not include "} + word);
    co_return co_await std::move(noted);
}

async::Task<Result<Session>> SignIn::session_for_own_account(const http::Request& request) {
    auto session = co_await session_of(request);
    if (!session) co_return not_signed_in;
    if (writes(request.method) && !has_token(request, *session)) {
        auto noted = note_refusal("csrf.refused", session->person, request.peer.address,
                                  "the X-CSRF-Token is missing or wrong; reload the page");
        co_return co_await std::move(noted);
    }
    co_return std::move(*session);
}

async::Task<Result<Person>> SignIn::person_of(const http::Request& request) {
    auto session = co_await session_for_own_account(request);
    if (!session) co_return session.error();
    if (session->person.must_change_password) {
        auto noted = note_refusal("first_password.refused", session->person, request.peer.address,
                                  "choose a password of your own first");
        co_return co_await std::move(noted);
    }
    co_return std::move(session->person);
}

async::Task<Result<Person>> SignIn::allowed(const http::Request& request, Right right) {
    auto person = co_await person_of(request);
    if (!person) co_return person.error();
    if (!person->may(right)) co_return co_await refuse(std::move(*person), right, request.peer.address);
    co_return std::move(*person);
}

async::Task<std::map<std::string, std::int64_t>> SignIn::standing(std::vector<std::string> watching) {
    auto look = database_.run([watching = std::move(watching), now = clock_.now()](Connection& connection) {
        return standing_sessions(connection, watching, now);
    });
    co_return co_await std::move(look);
}

Response SignIn::answer(const Session& session) const {
    const Person& person = session.person;
    json::array roles, mailboxes, rights;
    for (const Role role : person.roles) roles.emplace_back(public_text(role).str());
    for (const auto& id : person.mailboxes) {
        const auto* mailbox = mailboxes_.find(id);
        if (mailbox) mailboxes.push_back({{"id", id.str()}, {"name", mailbox->name}});
    }
    if (!person.must_change_password) {
        for (const Right& right : rights_of(person.roles)) rights.emplace_back(public_text(right).str());
    }
    return http::json_response(200,
                               json::serialize(json::object{{"user",
                                                             {{"username", person.user_name},
                                                              {"first_name", person.first_name},
                                                              {"last_name", person.last_name},
                                                              {"roles", std::move(roles)},
                                                              {"mailboxes", std::move(mailboxes)}}},
                                                            {"rights", std::move(rights)},
                                                            {"source", public_text(person.source).view()},
                                                            {"csrf", session.csrf},
                                                            {"must_change_password", person.must_change_password}}));
}
}  // namespace vorab::hospital_server::people

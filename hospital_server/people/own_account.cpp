#include "hospital_server/people/own_account.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/people/password_rules.hpp"

namespace vorab::hospital_server::people {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
struct Wanted {
    core::Sensitive<std::string> current;
    core::Sensitive<std::string> chosen;

    static Result<Wanted> read(std::string_view body, std::string_view user_name) {
        const auto object = core::parse_json_object(body);
        if (!object) return object.error();
        core::JsonFields in{*object};
        Wanted wanted{core::Sensitive{std::string{in.text("current_password", 1024)}},
                      core::Sensitive{std::string{in.text("new_password", 1024)}}};
        if (auto wrong = in.finish()) return *wrong;
        const auto good = check_new_password(wanted.chosen.reveal(), user_name);
        if (!good) return failure(good.error().problem, core::PublicText{"/new_password: "} + good.error().detail);
        if (wanted.chosen.reveal() == wanted.current.reveal())
            return failure(Problem::schema_violation, "/new_password: is the one you have");
        return wanted;
    }
};
}  // namespace

OwnAccount::OwnAccount(SignIn& sign_in, database::Database& database, const core::Clock& clock)
    : sign_in_(sign_in), database_(database), clock_(clock) {}

void OwnAccount::mount(http::Router& router) {
    router.add(Method::put, "/api/v1/session/password", [this](Request& r) { return change_password(r); });
    router.add(Method::get, "/api/v1/sessions", [this](Request& r) { return sessions(r); });
    router.add(Method::del, "/api/v1/sessions/{session}", [this](Request& r) { return end_session(r); });
}

async::Task<Response> OwnAccount::change_password(Request& request) {
    const auto session = co_await sign_in_.session_for_own_account(request);
    if (!session) co_return http::problem_response(session.error());
    if (session->person.source != Source::local)
        co_return http::problem_response(failure(Problem::conflict, "the password of this account is not kept here"));
    const auto body = co_await request.body->read_all(4096);
    if (!body) co_return http::problem_response(body.error());
    const auto wanted = Wanted::read(*body, session->person.user_name);
    if (!wanted) co_return http::problem_response(wanted.error());
    const Credentials shown{session->person.user_name, wanted->current};
    const Origin origin = SignIn::origin_of(request);
    const auto confirmed = co_await sign_in_.verification().confirm(shown, origin);
    if (!confirmed) co_return http::problem_response(confirmed.error());
    co_return co_await keep(*session, wanted->chosen, request.peer.address);
}

async::Task<Response> OwnAccount::keep(Session session, core::Sensitive<std::string> password, std::string peer) {
    const std::string hash = co_await sign_in_.verification().hash(password);
    auto unit = database_.run([session, hash, peer, now = clock_.now()](Connection& connection) {
        database::Transaction transaction{connection};
        const std::string& user = session.person.user_name;
        set_password(connection, user, hash, false, session.person.session);
        audit::write(connection, {.event = "person.password_changed", .user_name = user, .peer = peer}, now);
        transaction.commit();
    });
    co_await std::move(unit);
    session.person.must_change_password = false;
    co_return sign_in_.answer(session);
}

async::Task<Response> OwnAccount::sessions(Request& request) {
    const auto person = co_await sign_in_.person_of(request);
    if (!person) co_return http::problem_response(person.error());
    auto unit = database_.run([person = *person, now = clock_.now()](Connection& connection) {
        return sessions_of(connection, person.user_name, person.session, now);
    });
    auto open = co_await std::move(unit);
    co_return http::json_response(200, json::serialize(json::object{{"sessions", std::move(open)}}));
}

async::Task<Response> OwnAccount::end_session(Request& request) {
    const auto person = co_await sign_in_.person_of(request);
    if (!person) co_return http::problem_response(person.error());
    auto unit = database_.run([user = person->user_name, session = request.capture("session"),
                               peer = request.peer.address, now = clock_.now()](Connection& connection) {
        database::Transaction transaction{connection};
        const bool ended = people::end_session(connection, user, session);
        if (ended) audit::write(connection, {.event = "session.ended", .user_name = user, .peer = peer}, now);
        transaction.commit();
        return ended;
    });
    const bool ended = co_await std::move(unit);
    if (!ended) co_return http::problem_response(failure(Problem::not_found, "there is no such session"));
    co_return http::empty_response(204);
}
}  // namespace vorab::hospital_server::people

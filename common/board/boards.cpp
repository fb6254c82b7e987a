#include "common/board/boards.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"
#include "common/signing/hash.hpp"

namespace vorab::board {
namespace json = boost::json;
using database::Connection;
using http::Request;
using http::Response;

namespace {
constexpr auto cookie_name = "vorab_board";
constexpr std::size_t proof_length = 32;

/// The hash of the session token in the cookie; empty without one. The token itself is stored nowhere.
std::optional<core::Bytes> session_of(const Request& request) {
    const auto cookie = request.cookie(cookie_name);
    if (!cookie) return std::nullopt;
    const auto token = core::from_base64url(*cookie);
    if (!token) return std::nullopt;
    return signing::sha256(*token);
}

core::Result<core::Bytes> proof_in(const json::object& sent) {
    core::JsonFields in{sent};
    const auto proof = core::from_base64url(in.text("proof", 64));
    if (const auto wrong = in.finish()) return *wrong;
    if (!proof || proof->size() != proof_length) {
        return core::failure(core::Problem::schema_violation, "/proof: 32 bytes as base64url are expected");
    }
    return *proof;
}

Response session_answer(const Licence& licence) {
    const auto word = [&](const char* name) -> json::value {
        const auto* value = licence.config.if_contains(name);
        return value ? *value : json::value("");
    };
    return http::json_response(200, json::serialize(json::object{{"description", word("description")},
                                                                 {"control_centre", word("control_centre")},
                                                                 {"mailbox", licence.mailbox.str()},
                                                                 {"board_key", licence.wrapped_key},
                                                                 {"config", licence.config}}));
}

void set_cookie(Response& response, std::string_view token, std::chrono::seconds life) {
    response.headers.add("Set-Cookie", std::string{cookie_name} + "=" + std::string{token} +
                                           "; Max-Age=" + std::to_string(life.count()) +
                                           "; Path=/board; HttpOnly; Secure; SameSite=Strict");
}
}  // namespace

Boards::Boards(database::Database& database, const core::Clock& clock, const core::Log& log, BoardOptions options)
    : database_(database),
      keeping_(database),
      clock_(clock),
      log_(log),
      options_(std::move(options)),
      page_(options_.page),
      hub_(clock) {}

void Boards::mount(http::Router& router) {
    router.add(http::Method::post, "/board/session", [this](Request& request) { return open(request); });
    router.add(http::Method::get, "/board/session", [this](Request& request) { return current(request); });
    router.add(http::Method::del, "/board/session", [this](Request& request) { return leave(request); });
    router.add(http::Method::get, "/board/feed", [this](Request& request) { return feed(request); });
    router.add(http::Method::get, "/board",
               [](Request&) -> async::Task<Response> { co_return http::moved_response("/board/"); });
    router.add(http::Method::get, "/board/{file...}", [this](Request& request) { return file(request); });
}

async::Task<Response> Boards::file(Request& request) { co_return page_.answer(request, request.capture("file")); }

async::Task<Response> Boards::open(Request& request) {
    const auto sent = co_await http::read_json(request, 1024);
    const auto proof = sent ? proof_in(*sent) : sent.error();
    if (!proof) co_return http::problem_response(proof.error());

    const core::Bytes proof_sha256 = signing::sha256(*proof);
    const core::Bytes token = core::random_bytes(32);
    const auto unit = [this, proof_sha256, token_sha256 = signing::sha256(token)](Connection& connection) {
        const auto opened =
            open_session(connection, proof_sha256, token_sha256, clock_.now(), options_.browser_silence);
        if (!opened) return core::Result<Licence>{opened.error()};
        auto licence = find_licence(connection, proof_sha256);
        if (!licence) {
            return core::Result<Licence>{core::failure(core::Problem::unauthenticated, "this licence key is revoked")};
        }
        return core::Result<Licence>{std::move(*licence)};
    };
    auto opened = database_.run(unit);
    const auto licence = co_await std::move(opened);
    if (!licence) {
        log_.warning("board session refused", {{"problem", licence.error().problem}});
        co_return http::problem_response(licence.error());
    }
    log_.info("board session opened", {{"mailbox", licence->mailbox}});
    Response response = session_answer(*licence);
    set_cookie(response, core::to_base64url(token), std::chrono::days{7});
    co_return response;
}

async::Task<std::optional<Licence>> Boards::licence_of(core::Bytes token_sha256) {
    auto unit = database_.run(
        [this, token_sha256](Connection& connection) { return use_session(connection, token_sha256, clock_.now()); });
    co_return co_await std::move(unit);
}

async::Task<Response> Boards::current(Request& request) {
    const auto session = session_of(request);
    if (!session)
        co_return http::problem_response(core::failure(core::Problem::unauthenticated, "enter the licence key"));
    const auto licence = co_await licence_of(*session);
    if (!licence)
        co_return http::problem_response(core::failure(core::Problem::unauthenticated, "enter the licence key"));
    Response response = session_answer(*licence);
    set_cookie(response, *request.cookie(cookie_name), std::chrono::days{7});  // sliding
    co_return response;
}

async::Task<Response> Boards::leave(Request& request) {
    const auto session = session_of(request);
    if (session) {
        auto unit = database_.run([session](Connection& connection) {
            close_session(connection, *session);
            return true;
        });
        [[maybe_unused]] const bool closed = co_await std::move(unit);
    }
    Response response = http::empty_response(204);
    set_cookie(response, "", std::chrono::seconds{0});
    co_return response;
}

async::Task<Response> Boards::feed(Request& request) {
    const auto session = session_of(request);
    if (!session)
        co_return http::problem_response(core::failure(core::Problem::unauthenticated, "open a board session"));
    const auto licence = co_await licence_of(*session);
    if (!licence)
        co_return http::problem_response(core::failure(core::Problem::unauthenticated, "open a board session"));
    Response response;
    response.status = 101;
    response.upgrade = [this, token = *session, licence = *licence](http::WebSocket& socket) {
        return watch(socket, token, licence);
    };
    co_return response;
}

async::Task<void> Boards::watch(http::WebSocket& socket, core::Bytes token_sha256, Licence licence) {
    struct Presence {  // ends however this coroutine ends
        Boards& boards;
        const core::MailboxId& mailbox;
        const core::Bytes& session;
        http::WebSocket& socket;
        ~Presence() {
            boards.hub_.leave(mailbox, socket);
            const auto watcher = boards.watchers_.find(session);
            if (watcher != boards.watchers_.end() && watcher->second.socket == &socket) boards.watchers_.erase(watcher);
        }
    };
    if (const auto other = watchers_.find(token_sha256); other != watchers_.end()) {
        other->second.socket->close(4409, "this board was opened in another window");
    }
    watchers_.insert_or_assign(token_sha256, Watcher{&socket, licence.proof_sha256, licence.config});
    hub_.join(licence.mailbox, socket, licence.config);
    const Presence presence{*this, licence.mailbox, token_sha256, socket};
    for (;;) {  // a board has nothing to say but "resume", and it gets a snapshot anyway
        const auto message = co_await socket.receive();
        if (!message) co_return;
    }
}
}  // namespace vorab::board

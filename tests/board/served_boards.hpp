#pragma once
// Boards as a browser meets them: over TLS, with a cookie and a websocket.
#include <boost/json/serialize.hpp>

#include "common/board/boards.hpp"
#include "common/core/json.hpp"
#include "common/http/websocket_client.hpp"
#include "tests/board/setting.hpp"
#include "tests/http/server_fixture.hpp"
#include "tests/support/child_process.hpp"

namespace vorab::test {
namespace json = boost::json;
using namespace std::chrono_literals;
using WatchedSocket = std::unique_ptr<http::WebSocket>;

inline http::ServerOptions with_tls() {
    http::ServerOptions options;
    options.tls = pki().server_context();
    return options;
}

inline std::string cookie_of(const http::ClientResponse& response) {
    const std::string set{response.headers.find("Set-Cookie").value_or("")};
    return set.substr(0, set.find(';'));
}

struct ServedBoards : BoardSetting {
    ServedBoards() { boards.mount(router); }

    /// A new session of the one licence: its cookie.
    async::Task<std::string> open() {
        const std::string none;
        const std::string body = proof_body();
        const auto opened = co_await ask(http::Method::post, none, body);
        co_return opened.status == 200 ? cookie_of(opened) : std::to_string(opened.status);
    }

    async::Task<http::ClientResponse> ask(http::Method method, std::string cookie, std::string body = {}) {
        http::ClientRequest request;
        request.method = method;
        request.target = "/board/session";
        request.body = std::move(body);
        if (!request.body.empty()) request.content_type = "application/json";
        if (!cookie.empty()) request.headers.add("Cookie", cookie);
        auto answer = co_await client.send(std::move(request));
        co_return std::move(answer.value());
    }
    std::string proof_body() const {
        return json::serialize(json::object{{"proof", core::to_base64url(proof).c_str()}});
    }
    async::Task<core::Result<WatchedSocket>> watch(std::string cookie) {
        http::Headers headers;
        headers.add("Origin", "https://localhost:" + std::to_string(server.port()));
        headers.add("Cookie", std::move(cookie));
        const std::string target = "/board/feed";
        auto opened = co_await http::connect_websocket(loop.get_executor(), server.origin(true), pki().client_context(),
                                                       target, headers);
        co_return std::move(opened);
    }

    boost::asio::io_context loop{1};
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    TemporaryDirectory folder{"vorab-board"};
    std::filesystem::path page = folder.write("index.html", "<p>board</p>");
    database::Database database{loop.get_executor(), options(), 2, log};
    board::Boards boards{database, clock, log, {.page = folder.path(), .heartbeat = 1s, .renewal = 0s}};
    http::Router router;
    RunningServer server{loop, [this](http::Request& request) { return router.handle(request); }, with_tls()};
    http::Client client{loop.get_executor(), server.origin(true), pki().client_context()};
};

inline async::Task<std::string> next(http::WebSocket& socket, std::string type) {
    for (;;) {
        const auto text = co_await socket.receive();
        if (!text) co_return "closed";
        if (core::parse_json_object(*text).value().at("type").as_string() == type) co_return *text;
    }
}

}  // namespace vorab::test

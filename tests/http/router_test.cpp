#include "common/http/router.hpp"

#include "tests/support/catch.hpp"
#include "tests/support/run.hpp"

using namespace vorab;

namespace {
async::Task<http::Response> tell_captures(http::Request& request) {
    std::string text;
    for (const auto& [name, value] : request.captures) text += name + "=" + value + ";";
    co_return http::json_response(200, text);
}

async::Task<void> handle(const http::Router& router, http::Request& request, http::Response& response) {
    response = co_await router.handle(request);
}

http::Response ask(http::Method method, std::string path) {
    http::Router router;
    router.add(http::Method::get, "/", tell_captures);
    router.add(http::Method::get, "/v1/mailboxes", tell_captures);
    router.add(http::Method::post, "/v1/mailboxes/{mailbox}/transmissions", tell_captures);
    router.add(http::Method::put, "/v1/cases/{case}/chunks/{i}", tell_captures);
    router.add(http::Method::get, "/v1/cases/{case}/chunks/{i}", tell_captures);
    router.add(http::Method::get, "/board/{file...}", tell_captures);
    http::Request request;
    request.method = method;
    request.path = std::move(path);
    http::Response response;
    boost::asio::io_context loop{1};
    test::run(loop, handle(router, request, response));
    return response;
}
}  // namespace

TEST_CASE("a route is found by its segments, and tells what its names matched") {
    CHECK(ask(http::Method::get, "/").status == 200);
    CHECK(ask(http::Method::get, "/v1/mailboxes").body.empty());
    CHECK(ask(http::Method::post, "/v1/mailboxes/zna/transmissions").body == "mailbox=zna;");
    CHECK(ask(http::Method::put, "/v1/cases/c/chunks/7").body == "case=c;i=7;");
    CHECK(ask(http::Method::get, "/board/").body == "file=;");
    CHECK(ask(http::Method::get, "/board/fonts/a.woff2").body == "file=fonts/a.woff2;");
}

TEST_CASE("HEAD is GET") { CHECK(ask(http::Method::head, "/v1/mailboxes").status == 200); }

TEST_CASE("an unknown path is 404") {
    for (const auto* path :
         {"/v1", "/v1/mailboxes/", "/v1/mailboxes//transmissions", "/board", "/v1/mailboxes/a/b/c"}) {
        INFO(path);
        CHECK(ask(http::Method::get, path).status == 404);
    }
}

TEST_CASE("a known path with another verb is 405 and says which") {
    const auto response = ask(http::Method::del, "/v1/cases/c/chunks/7");
    CHECK(response.status == 405);
    CHECK(response.headers.find("Allow") == "PUT, GET, HEAD");
}

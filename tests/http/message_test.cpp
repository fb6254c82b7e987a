#include "common/http/message.hpp"

#include "common/http/problem.hpp"
#include "common/http/response_head.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;

TEST_CASE("cookies, queries and the content type are found in a request") {
    http::Request request;
    request.headers.add("cookie", "other=1; session=abc=; x=2");
    request.headers.add("Content-Type", " Application/JOSE+json ; charset=utf-8");
    request.query = {{"a", "1"}};
    CHECK(request.cookie("session") == "abc=");
    CHECK(request.cookie("x") == "2");
    CHECK(!request.cookie("sess"));
    CHECK(request.content_type() == "application/jose+json");
    CHECK(request.query_value("a") == "1");
    CHECK(!request.query_value("b"));
    CHECK_THROWS_AS(request.capture("nothing"), std::out_of_range);
}

TEST_CASE("a problem is told as RFC 9457 says") {
    const auto response = http::problem_response({core::Problem::unknown_key, "ask for the mailbox's keys again"});
    CHECK(response.status == 422);
    CHECK(response.content_type == "application/problem+json");
    CHECK(
        response.body ==
        R"({"type":"urn:vorab:problem:unknown-key","title":"Unknown key","status":422,"detail":"ask for the mailbox's keys again"})");
    CHECK(http::problem_response({core::Problem::too_many_requests}).headers.find("Retry-After") == "5");
    CHECK(http::unauthenticated_response("x").headers.find("WWW-Authenticate").has_value());
}

TEST_CASE("a header that somebody else could continue is not written") {
    http::Response response = http::empty_response(204);
    response.headers.add("Location", "/a\r\nSet-Cookie: b");
    CHECK_THROWS_AS(http::response_head(response, {}), std::invalid_argument);
}

TEST_CASE("204 and 304 announce no length") {
    CHECK(http::response_head(http::empty_response(204), {}).find("Content-Length") == std::string::npos);
    CHECK(http::response_head(http::empty_response(200), {}).find("Content-Length: 0\r\n") != std::string::npos);
}

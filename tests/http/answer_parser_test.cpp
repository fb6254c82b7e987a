#include "common/http/answer_parser.hpp"

#include "tests/support/catch.hpp"

using vorab::http::AnswerParser;

TEST_CASE("an answer may arrive byte by byte") {
    const std::string bytes =
        "HTTP/1.1 201 Created\r\nX-A: one\r\nTransfer-Encoding: chunked\r\n\r\n3\r\nabc\r\n2\r\nde\r\n0\r\n\r\n";
    AnswerParser parser{false, 100};
    for (const char byte : bytes) REQUIRE(parser.push({&byte, 1}));
    REQUIRE(parser.done());
    CHECK(parser.keep_alive());
    const auto answer = parser.take();
    CHECK(answer.status == 201);
    CHECK(answer.body == "abcde");
    CHECK(answer.headers.find("x-a") == "one");
}

TEST_CASE("trailers do not become headers") {
    AnswerParser parser{false, 100};
    REQUIRE(parser.push("HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n1\r\na\r\n0\r\nX-Trailer: 1\r\n\r\n"));
    REQUIRE(parser.done());
    CHECK(!parser.take().headers.find("X-Trailer"));
}

TEST_CASE("bytes after an answer make its connection unusable") {
    AnswerParser parser{false, 100};
    REQUIRE(parser.push("HTTP/1.1 200 OK\r\nContent-Length: 1\r\n\r\naHTTP/1.1 200 OK\r\n"));
    REQUIRE(parser.done());
    CHECK(!parser.keep_alive());
}

TEST_CASE("a body longer than allowed is refused as such") {
    AnswerParser parser{false, 3};
    CHECK(!parser.push("HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\nabcd"));
    CHECK(parser.too_large());
}

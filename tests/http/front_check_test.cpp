#include "common/http/front_check.hpp"

#include "tests/support/catch.hpp"

using namespace vorab::http;

namespace {
const std::vector<std::string> hosts = {"vorab.example", "[::1]"};

auto check(std::string_view fields) {
    static std::string head;  // the result points into it
    head = "POST /a?b HTTP/1.1\r\n";
    head.append(fields).append("\r\n");
    return front_check(head, {}, hosts);
}
}  // namespace

TEST_CASE("an honest header passes, and what matters of it is known") {
    const auto checked = check("Host: Vorab.Example:443\r\nContent-Length: 12\r\nExpect: 100-Continue\r\n");
    REQUIRE(checked.has_value());
    CHECK(checked->method == "POST");
    CHECK(checked->target == "/a?b");
    CHECK(checked->length == 12);
    CHECK(checked->keep_alive);
    CHECK(checked->expects_continue);
    CHECK(!checked->wants_websocket);
    CHECK(check("Host: [::1]:8443\r\n").has_value());
}

TEST_CASE("Connection is a list") {
    CHECK(!check("Host: vorab.example\r\nConnection: foo, Close\r\n")->keep_alive);
    CHECK(check("Host: vorab.example\r\nConnection: keep-alive, Upgrade\r\nUpgrade: websocket\r\n")->wants_websocket);
    CHECK(!check("Host: vorab.example\r\nUpgrade: websocket\r\n")->wants_websocket);
}

TEST_CASE("fields that may repeat do not disturb, those that may not are refused") {
    CHECK(check("Host: vorab.example\r\nX-A: 1\r\nX-A: 2\r\n").has_value());
    for (const auto* name : {"Content-Type", "Cookie", "Origin", "Sec-WebSocket-Key", "authorization"}) {
        INFO(name);
        const std::string twice = std::string{name} + ": a\r\n" + name + ": b\r\n";
        const auto refused = check("Host: vorab.example\r\n" + twice);
        REQUIRE(!refused);
        CHECK(refused.error().status == 400);
    }
}

TEST_CASE("a bare line feed is seen wherever it stands") {
    CHECK(has_bare_line_feed("\nabc"));
    CHECK(has_bare_line_feed("a\r\nb\n"));
    CHECK(!has_bare_line_feed("a\r\nb\r\n"));
}

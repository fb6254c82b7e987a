// Event streams in every form of the standard (WHATWG HTML 9.2.6; its examples among them), cut anywhere.
#include "common/http/event_stream.hpp"

#include <vector>

#include "tests/support/catch.hpp"

using vorab::http::EventStreamReader;
using namespace std::chrono_literals;
using Events = std::vector<std::string>;  // "type|data|last id"

namespace {
Events drain(EventStreamReader& reader) {
    Events seen;
    while (const auto event = reader.next()) seen.push_back(event->type + "|" + event->data + "|" + event->last_id);
    return seen;
}

/// The events of a stream; the same wherever it is cut in two, and byte by byte.
Events events_of(std::string_view bytes) {
    EventStreamReader whole;
    CHECK(whole.push(bytes));
    const Events expected = drain(whole);
    EventStreamReader slow;
    for (const char& byte : bytes) CHECK(slow.push({&byte, 1}));
    CHECK(drain(slow) == expected);
    for (std::size_t at = 0; at <= bytes.size(); ++at) {
        EventStreamReader cut;
        CHECK(cut.push(bytes.substr(0, at)));
        CHECK(cut.push(bytes.substr(at)));
        INFO(at);
        CHECK(drain(cut) == expected);
        CHECK(cut.last_id() == whole.last_id());
        CHECK(cut.retry() == whole.retry());
    }
    return expected;
}
}  // namespace

TEST_CASE("lines end with LF, CR or CRLF, also mixed") {
    for (const std::string end : {"\n", "\r", "\r\n"}) {
        const auto bytes =
            "event: seen" + end + "id: 7" + end + "data: a" + end + "data: b" + end + end + "data: c" + end + end;
        CHECK(events_of(bytes) == Events{"seen|a\nb|7", "message|c|7"});
    }
    CHECK(events_of("data: a\r\ndata: b\rdata: c\n\r\n") == Events{"message|a\nb\nc|"});
    CHECK(events_of("data: a\r\rdata: b\n\n") == Events{"message|a|", "message|b|"});
}

TEST_CASE("the standard's own examples") {
    CHECK(events_of("data: YHOO\ndata: +2\ndata: 10\n\n") == Events{"message|YHOO\n+2\n10|"});
    CHECK(events_of(": test stream\n\ndata: first event\nid: 1\n\ndata:second event\nid\n\ndata:  third event\n\n") ==
          Events{"message|first event|1", "message|second event|", "message| third event|"});
    CHECK(events_of("data\n\ndata\ndata\n\ndata:") == Events{"message||", "message|\n|"});
    CHECK(events_of("data:test\n\ndata: test\n\n") == Events{"message|test|", "message|test|"});
}

TEST_CASE("comments, unknown fields and what has no end say nothing") {
    CHECK(events_of(":\n\n: a comment\nfoo: bar\nDATA: x\n data: y\n\n").empty());
    CHECK(events_of("data: half").empty());
    CHECK(events_of("data: without its empty line\n").empty());
    CHECK(events_of("event: alone\n\ndata: after\n\n") == Events{"message|after|"});
}

TEST_CASE("one byte order mark at the beginning is none of the text") {
    CHECK(events_of("\xEF\xBB\xBF"
                    "data: a\n\n") == Events{"message|a|"});
    CHECK(events_of("\xEF\xBB\xBF\xEF\xBB\xBF"
                    "data: a\n\ndata: b\n\n") == Events{"message|b|"});
    CHECK(events_of("\n\xEF\xBB\xBF"
                    "data: a\n\n")
              .empty());
}

TEST_CASE("an id counts with the end of its event, stays until another comes, and holds no NUL") {
    EventStreamReader reader;
    REQUIRE(reader.push("id: 1\ndata: a\n\nid: 2\ndata: b\n"));
    CHECK(reader.last_id() == "1");
    REQUIRE(reader.push("\n"));
    CHECK(reader.last_id() == "2");
    REQUIRE(reader.push(std::string_view("id: 3\0\ndata: c\n\n", 16)));
    CHECK(reader.last_id() == "2");
    REQUIRE(reader.push("id: 4\n\n"));  // also without data
    CHECK(reader.last_id() == "4");
    CHECK(drain(reader) == Events{"message|a|1", "message|b|2", "message|c|2"});
}

TEST_CASE("only digits are a pause") {
    EventStreamReader reader;
    for (const std::string wrong : {"retry: 2s\n", "retry: -1\n", "retry:\n", "retry: 99999999999999999999\n"}) {
        REQUIRE(reader.push(wrong));
        CHECK(!reader.retry());
    }
    REQUIRE(reader.push("retry: 2500\n"));
    CHECK(reader.retry() == 2500ms);
}

TEST_CASE("another connection begins with a new line, and remembers where the old one was") {
    EventStreamReader reader;
    REQUIRE(reader.push("retry: 5\nid: 1\ndata: a\n\nid: 2\nevent: x\ndata: half of"));
    reader.begin_again();
    REQUIRE(
        reader.push("\xEF\xBB\xBF"
                    "data: b\n\n"));
    CHECK(drain(reader) == Events{"message|a|1", "message|b|1"});
    CHECK(reader.retry() == 5ms);
}

TEST_CASE("an event without an end takes no more memory than allowed") {
    EventStreamReader by_line{20};
    CHECK(by_line.push("data: 78901234567890"));
    CHECK(!by_line.push("1"));
    CHECK(!by_line.push("\n\n"));
    CHECK(!by_line.next());
    EventStreamReader by_lines{20};
    CHECK(!by_lines.push("data: 78901\ndata: 78901\ndata: 78901\n"));
    by_lines.begin_again();
    CHECK(by_lines.push("data: a\n\n"));
    CHECK(drain(by_lines) == Events{"message|a|"});
}

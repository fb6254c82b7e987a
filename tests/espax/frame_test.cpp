#include "espax/frame.hpp"

#include <stdexcept>

#include "tests/support/catch.hpp"

using namespace vorab::espax;

namespace {
const Frame& only_frame(const std::vector<FrameEvent>& events) {
    REQUIRE(events.size() == 1);
    REQUIRE(std::holds_alternative<Frame>(events[0]));
    return std::get<Frame>(events[0]);
}
}  // namespace

TEST_CASE("the header is EX, the length with itself, and the number, big-endian") {
    const auto bytes = frame(std::string(300, 'x'), 7);
    CHECK(bytes.substr(0, header_size) == std::string("\x45\x58\x00\x00\x01\x36\x00\x00\x00\x07", 10));
    Deframer deframer;
    const auto events = deframer.push(bytes);
    CHECK(only_frame(events).xml == std::string(300, 'x'));
    CHECK(only_frame(events).number == 7);
}

TEST_CASE("two frames split at every byte arrive whole and in order") {
    const auto stream = frame("<first/>", 1) + frame("", 0xfffffffe) + frame("<second>\xc3\xa4</second>", 3);
    for (std::size_t split = 0; split <= stream.size(); ++split) {
        Deframer deframer;
        auto events = deframer.push(std::string_view{stream}.substr(0, split));
        for (auto& event : deframer.push(std::string_view{stream}.substr(split))) events.push_back(event);
        REQUIRE(events.size() == 3);
        CHECK(std::get<Frame>(events[0]).xml == "<first/>");
        CHECK(std::get<Frame>(events[1]).number == 0xfffffffe);
        CHECK(std::get<Frame>(events[2]).xml == "<second>\xc3\xa4</second>");
    }
}

TEST_CASE("frames that come byte by byte arrive whole") {
    Deframer deframer;
    std::size_t frames = 0;
    for (const char byte : frame("<a/>", 1) + frame("<b/>", 2)) frames += deframer.push({&byte, 1}).size();
    CHECK(frames == 2);
}

TEST_CASE("a wrong magic or an impossible length ends the stream at once, and only once") {
    const std::string start{"EX"};
    for (const std::string& bytes :
         {std::string{"X"}, std::string{"EY"}, std::string{"GET / HTTP/1.1"},
          start + std::string("\x00\x00\x00\x09", 4), start + std::string(4, '\0'), start + "\xff\xff\xff\xff",
          start + std::string("\x00\x01\x00\x00", 4), start + std::string("\x80\x00\x00\x20", 4)}) {
        Deframer deframer;
        const auto events = deframer.push(bytes);
        REQUIRE(events.size() == 1);
        CHECK(std::holds_alternative<BadHeader>(events[0]));
        CHECK(deframer.push(frame("<a/>", 1)).empty());
    }
}

TEST_CASE("a good frame before a bad header is still delivered") {
    Deframer deframer;
    const auto events = deframer.push(frame("<a/>", 1) + "nonsense");
    REQUIRE(events.size() == 2);
    CHECK(std::holds_alternative<Frame>(events[0]));
    CHECK(std::holds_alternative<BadHeader>(events[1]));
}

TEST_CASE("the largest frame passes, one byte more does not") {
    Deframer deframer;
    CHECK(only_frame(deframer.push(frame(std::string(largest_frame - header_size, 'x'), 1))).xml.size() == 65'525);
    CHECK_THROWS_AS(frame(std::string(largest_frame - header_size + 1, 'x'), 1), std::length_error);
    CHECK(std::holds_alternative<BadHeader>(Deframer{20}.push(frame("<eleven...>", 1))[0]));
}

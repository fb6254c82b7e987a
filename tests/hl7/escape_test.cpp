#include "hl7/escape.hpp"

#include <random>

#include "hl7/builder.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using hl7::Builder;
using hl7::Charset;
using hl7::Delimiters;

namespace {
std::string escaped(std::string_view bytes, const Delimiters& delimiters = {}) {
    std::string out;
    hl7::append_escaped(out, bytes, delimiters);
    return out;
}
std::string unescaped(std::string_view raw) { return hl7::unescaped(raw, {}); }

std::string random_text(std::mt19937& random) {
    static constexpr std::string_view nasty = "|^~\\&\r\n\x0B\x1C\t\"ab#X.brFSTRE01\x7F";
    std::string text;
    for (auto length = random() % 24; length > 0; --length) text += nasty[random() % nasty.size()];
    return text;
}
/// What a value becomes on its way: line ends are all LF, nothing else changes.
std::string with_line_feeds(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\n' && i > 0 && text[i - 1] == '\r') continue;
        result += text[i] == '\r' ? '\n' : text[i];
    }
    return result;
}
}  // namespace

TEST_CASE("delimiters, line ends and control characters are escaped") {
    CHECK(escaped("a|b^c&d~e\\f") == "a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f");
    CHECK(escaped("one\rtwo\nthree\r\nfour") == "one\\.br\\two\\.br\\three\\.br\\four");
    CHECK(escaped("\n") == "\\.br\\");
    CHECK(escaped(std::string_view{"\x0B\x1C\0\x7F", 4}) == "\\X0B\\\\X1C\\\\X00\\\\X7F\\");
    CHECK(escaped("\"\"") == "\\X22\\\\X22\\");  // two quotes that are not the HL7 null
    CHECK(escaped("say \"\"") == "say \"\"");
    CHECK(escaped("#", {'|', '^', '~', '\\', '&', '#'}) == "\\P\\");
    CHECK(escaped("a|b\r~", {'|', '^', '~', '\0', '\0', '\0'}) == "a b  ");  // nothing to escape with
}

TEST_CASE("escape sequences are read, and what is none stays as it is") {
    CHECK(unescaped("a\\F\\b\\S\\c\\T\\d\\R\\e\\E\\f") == "a|b^c&d~e\\f");
    CHECK(unescaped("\\X41\\\\X4a4B\\") == "AJK");
    CHECK(unescaped("a\\.br\\b\\.sp2\\c") == "a\nb\nc");
    CHECK(unescaped("\\H\\bold\\N\\") == "bold");
    CHECK(unescaped("\\C2842\\x\\M242A42\\") == "x");
    CHECK(unescaped("C:\\temp") == "C:\\temp");
    CHECK(unescaped("C:\\temp\\F\\x") == "C:\\temp|x");
    CHECK(unescaped("end\\") == "end\\");
    CHECK(unescaped("\\\\") == "\\\\");
    CHECK(unescaped("\\X4\\\\XG0\\\\X0G\\\\X\\") == "\\X4\\\\XG0\\\\X0G\\\\X\\");
    CHECK(unescaped("\\P\\\\Q\\\\.in+4\\\\C12\\\\M12345678\\") == "\\P\\\\Q\\\\.in+4\\\\C12\\\\M12345678\\");
    CHECK(hl7::unescaped("a\\F\\b", {'|', '^', '~', '\0', '&', '\0'}) == "a\\F\\b");
    CHECK(hl7::unescaped("!P!", {'|', '^', '~', '!', '&', '#'}) == "#");
}

TEST_CASE("an escaped CR or frame end is a value and never a segment or a frame") {
    const auto message = hl7::Message::parse("MSH|^~\\&|K\rPID|1||a\\X0D\\PID\\X7C\\2\\X0B1C0D\\\r").value();
    CHECK(message.size() == 2);
    CHECK(hl7::text_of(message["PID"][3], Charset::utf8) == "a\rPID|2\x0B\x1C\r");
    CHECK(hl7::text_of(message["PID"][4], Charset::utf8).empty());
}

TEST_CASE("no value can begin a second field, segment or frame, and every value comes back") {
    std::mt19937 random{20261121};
    for (int round = 0; round < 5'000; ++round) {
        const std::string family = random_text(random), given = random_text(random), note = random_text(random);
        Builder builder;
        builder.segment("MSH")
            .field(3, "VORAB")
            .segment("PID")
            .field(5, {family, given, "end"})
            .repeat({note, "end"})
            .field(6, note);
        builder.segment("PV1").field(2, "E");
        const std::string bytes = builder.take();
        REQUIRE(bytes.find_first_of("\x0B\x1C\n") == std::string::npos);
        const auto message = hl7::Message::parse(bytes).value();
        REQUIRE(message.size() == 3);
        REQUIRE(message["PID"].count() == 6);
        REQUIRE(message["PID"][5].count() == 2);
        REQUIRE(message["PID"][5][0].count() == 3);
        REQUIRE(hl7::text_of(message["PID"][5][0][1], Charset::utf8) == with_line_feeds(family));
        REQUIRE(hl7::text_of(message["PID"][5][0][2], Charset::utf8) == with_line_feeds(given));
        REQUIRE(hl7::text_of(message["PID"][5][1][1], Charset::utf8) == with_line_feeds(note));
        REQUIRE(hl7::text_of(message["PID"][6], Charset::utf8) == with_line_feeds(note));
        REQUIRE_FALSE(message["PID"][6].deletes());
    }
}

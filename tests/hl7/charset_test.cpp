#include "hl7/charset.hpp"

#include <iconv.h>

#include "hl7/message.hpp"
#include "hl7/transliteration.hpp"
#include "hl7/utf8.hpp"
#include "tests/support/catch.hpp"

using namespace vorab::hl7;

namespace {
/// The C library as the second opinion. Empty when it refuses the byte.
std::string by_iconv(const char* charset, char byte) {
    iconv_t converter = iconv_open("UTF-8", charset);
    REQUIRE(converter != reinterpret_cast<iconv_t>(-1));
    char out[8];
    char *in = &byte, *to = out;
    std::size_t in_left = 1, out_left = sizeof out;
    const std::size_t result = iconv(converter, &in, &in_left, &to, &out_left);
    iconv_close(converter);
    return result == static_cast<std::size_t>(-1) ? std::string{} : std::string{out, to};
}
std::string to_latin1(std::string_view text) { return from_utf8(text, Charset::iso_8859_1).bytes; }
}  // namespace

TEST_CASE("every byte of the one-byte sets reads as the C library reads it, and comes back") {
    struct Case {
        Charset charset;
        const char* name;
    };
    for (const auto& [charset, name] :
         {Case{Charset::iso_8859_1, "WINDOWS-1252"}, Case{Charset::windows_1252, "WINDOWS-1252"},
          Case{Charset::iso_8859_15, "ISO-8859-15"}}) {
        for (int value = 1; value < 256; ++value) {
            const char byte = static_cast<char>(value);
            const std::string expected = by_iconv(name, byte);
            const std::string text = to_utf8(std::string_view{&byte, 1}, charset);
            INFO(name << " " << value);
            CHECK(text == (expected.empty() ? "\xEF\xBF\xBD" : expected));
            const bool control = value >= 0x80 && value < 0xA0;
            if (!control || (charset == Charset::windows_1252 && !expected.empty())) {
                CHECK(from_utf8(text, charset).bytes == std::string(1, byte));
            }
        }
    }
}

TEST_CASE("what the target lacks stays readable and is counted") {
    CHECK(to_latin1("Łukasz Şahin Dvořák Ğ") == "Lukasz Sahin Dvor\xE1k G");
    CHECK(to_latin1("10 €") == "10 EUR");
    CHECK(from_utf8("10 €", Charset::iso_8859_15).bytes == "10 \xA4");
    CHECK(from_utf8("¤", Charset::iso_8859_15).bytes == "?");  // ISO-8859-15 gave its place to the euro
    CHECK(from_utf8("„Š“", Charset::windows_1252).bytes == "\x84\x8A\x93");
    CHECK(to_latin1("„so“ – ẞ…") == "\"so\" - SS...");
    CHECK(to_latin1("Іван") == "????");
    CHECK(to_latin1("a\xE2\x80\xA8z") == "a\nz");
    CHECK(from_utf8("ŁŞ", Charset::iso_8859_1).changed == 2);
    CHECK(from_utf8("Müller", Charset::iso_8859_1).changed == 0);
    CHECK(transliterated(0x17F) == "s");
    CHECK(transliterated(0x180) == "?");
    CHECK(to_latin1(std::string_view{"a\0b", 3}) == std::string_view{"a\0b", 3});
}

TEST_CASE("a letter and its accent apart are one letter in the target") {
    CHECK(to_latin1("Mu\u0308ller A\u030Ake n\u0303") == "M\xFCller \xC5ke \xF1");
    CHECK(from_utf8("Mu\u0308ller", Charset::iso_8859_1).changed == 0);
    CHECK(to_latin1("Dvor\u030Cak") == "Dvorak");  // no such letter in the set: the base remains
    CHECK(from_utf8("Dvor\u030Cak", Charset::iso_8859_1).changed == 1);
    CHECK(to_latin1("\u0308") == "?");
    CHECK(composed('{', 0x308) == '{');
}

TEST_CASE("UTF-8 is taken strictly") {
    for (const char* good : {"", "a", "ü", "€", "\xF0\x9F\x9A\x91", "\xF4\x8F\xBF\xBF", "\xEE\x80\x80"})
        CHECK(is_utf8(good));
    for (const char* bad : {"\x80", "\xC3", "\xC3(", "\xC0\x80", "\xE0\x80\x80", "\xED\xA0\x80", "\xF4\x90\x80\x80",
                            "\xF5\x80\x80\x80", "\xE2\x82", "\xF0\x80\x80\x80", "\xFF"}) {
        INFO(bad);
        CHECK_FALSE(is_utf8(bad));
    }
    CHECK(to_utf8("a\xFF€", Charset::utf8) == "a\xEF\xBF\xBD€");
    CHECK(from_utf8("a\xFF\xF0\x9F\x9A\x91", Charset::utf8).bytes == "a\xEF\xBF\xBD\xF0\x9F\x9A\x91");
}

TEST_CASE("character sets go by many names") {
    for (const char* name : {"8859/1", "iso-8859-1", "ISO IR100", "ISO8859/1", "latin1"})
        CHECK(charset_by_name(name) == Charset::iso_8859_1);
    for (const char* name : {"8859/15", "ISO-8859-15"}) CHECK(charset_by_name(name) == Charset::iso_8859_15);
    for (const char* name : {"UNICODE UTF-8", "UTF-8", "utf8"}) CHECK(charset_by_name(name) == Charset::utf8);
    for (const char* name : {"Windows-1252", "cp1252"}) CHECK(charset_by_name(name) == Charset::windows_1252);
    for (const char* name : {"", "ASCII", "UNICODE UTF-16", "8859/2"}) CHECK_FALSE(charset_by_name(name).has_value());
    for (const auto charset : {Charset::utf8, Charset::iso_8859_1, Charset::iso_8859_15, Charset::windows_1252}) {
        CHECK(charset_by_name(msh18_name(charset)) == charset);
    }
}

TEST_CASE("the operator's word comes before MSH-18, MSH-18 before a look at the bytes") {
    const auto parsed = [](std::string bytes) { return Message::parse(std::move(bytes)).value(); };
    const std::string named = "MSH|^~\\&|A||||||ADT^A01|1|P|2.5||||||8859/15\rPID|J\xFC\r";
    CHECK(charset_of(parsed(named)) == Charset::iso_8859_15);
    CHECK(charset_of(parsed(named), Charset::utf8) == Charset::utf8);
    CHECK(charset_of(parsed("MSH|^~\\&|A\rPID|Jürgen\r")) == Charset::utf8);
    CHECK(charset_of(parsed("MSH|^~\\&|A\rPID|J\xFCrgen\r")) == Charset::windows_1252);
}

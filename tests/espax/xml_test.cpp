#include "espax/xml.hpp"

#include <chrono>

#include "espax/text.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace vorab::espax;

namespace {

bool refused(const std::string& document) { return !parse_xml(document).has_value(); }

std::string repeated(const std::string& text, int times) {
    std::string result;
    for (int i = 0; i < times; ++i) result += text;
    return result;
}

}  // namespace

TEST_CASE("elements, attributes and text are read by local name, with and without namespace and prefix") {
    for (
        const std::string document :
        {R"(<a x="1"><b> two </b></a>)", R"(<a xmlns="urn:n" x="1"><b>two</b></a>)",
         R"(<?xml version="1.0" encoding="utf-8"?><p:a xmlns:p="urn:n" p:x="0" x="1"><p:b><![CDATA[two]]></p:b></p:a>)",
         "\xef\xbb\xbf<a x='1'><!-- note --><b>t&#119;o</b></a>"}) {
        const auto root = parse_xml(document);
        REQUIRE(root.has_value());
        CHECK(root->name == "a");
        REQUIRE(root->attribute("x") != nullptr);
        CHECK(*root->attribute("x") == "1");
        CHECK(root->attribute("y") == nullptr);
        REQUIRE(root->child("b") != nullptr);
        CHECK(root->child("b")->text == "two");
        CHECK(root->child("c") == nullptr);
    }
}

TEST_CASE("X1: any DOCTYPE and any processing instruction is refused") {
    CHECK(refused(R"(<!DOCTYPE a><a/>)"));
    CHECK(refused(R"(<!DOCTYPE a SYSTEM "http://127.0.0.1/x.dtd"><a/>)"));
    CHECK(refused(R"(<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>)"));
    CHECK(refused(R"(<!DOCTYPE a [<!ENTITY % x SYSTEM "file:///etc/passwd">%x;]><a/>)"));
    CHECK(refused("<?evil do?><a/>"));
    CHECK(refused("<a><?evil do?><b/></a>"));
    // XInclude is an unknown element like any other: nothing is fetched.
    const auto root =
        parse_xml(R"(<a><i:include xmlns:i="http://www.w3.org/2001/XInclude" href="file:///etc/passwd"/></a>)");
    REQUIRE(root.has_value());
    CHECK(root->children.at(0).text.empty());
}

TEST_CASE("X2: entity expansion is refused before it costs anything") {
    std::string bomb = "<!DOCTYPE a [<!ENTITY e0 \"lol\">";
    for (int i = 1; i < 30; ++i) {
        const auto earlier = "&e" + std::to_string(i - 1) + ";";
        bomb += "<!ENTITY e" + std::to_string(i) + " \"" + repeated(earlier, 10) + "\">";
    }
    bomb += "]><a>&e29;</a>";
    const auto begun = std::chrono::steady_clock::now();
    CHECK(refused(bomb));
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::milliseconds{100});
}

TEST_CASE("X3: depth is bounded") {
    CHECK_FALSE(refused(repeated("<a>", 32) + repeated("</a>", 32)));
    CHECK(refused(repeated("<a>", 33) + repeated("</a>", 33)));
    CHECK(refused(repeated("<a>", 32) + "<a/>" + repeated("</a>", 32)));
    CHECK(parse_xml(repeated("<a>", 1'000'000)).error().problem == core::Problem::too_large);
}

TEST_CASE("X4: attributes and namespace declarations of one element are bounded") {
    const auto with = [](int count, const std::string& before) {
        std::string element = "<a";
        for (int i = 0; i < count; ++i)
            element += " " + before + std::to_string(i) + "='urn:x" + std::to_string(i) + "'";
        return element + "/>";
    };
    CHECK_FALSE(refused(with(64, "x")));
    CHECK(refused(with(65, "x")));
    CHECK(refused(with(4'000, "x")));
    CHECK_FALSE(refused(with(64, "xmlns:x")));
    CHECK(refused(with(65, "xmlns:x")));
    CHECK(refused("<r>" + repeated("<e/>", 1'024) + "</r>"));
    CHECK_FALSE(refused("<r>" + repeated(with(40, "x"), 20) + "</r>"));  // the bound is per element
}

TEST_CASE("X5: what is not well-formed is refused") {
    for (const std::string document :
         {"", "   ", "text", "<a x='1' x='2'/>", "<a>\xff</a>", "<a>\xc0\xaf</a>", "<a/><b/>", "<a>&#0;</a>",
          "<a>&#x1b;</a>", "<a>\x01</a>", "<a", "<a><b></a></b>", "<a>&undefined;</a>", "<a x=1/>", "<p:a/>",
          "<a xmlns:p='urn:x' xmlns:q='urn:x' p:x='1' q:x='2'/>"}) {
        INFO(document);
        CHECK(refused(document));
    }
    CHECK(refused(std::string{"<a>\0</a>", 8}));
}

TEST_CASE("X6: nothing but UTF-8 is read") {
    for (const auto* encoding : {"UTF-16", "UTF-7", "ISO-8859-1", "EBCDIC-CP-US", "UTF-32", "x"}) {
        INFO(encoding);
        CHECK(refused(std::string{"<?xml version='1.0' encoding='"} + encoding + "'?><a/>"));
    }
    CHECK(refused(std::string{"\xff\xfe<\0a\0/\0>\0", 10}));
    CHECK(refused(std::string{"\xfe\xff\0<\0a\0/\0>", 10}));
    CHECK(refused("\xef\xbb\xbf<?xml version='1.0' encoding='UTF-16'?><a/>"));
}

TEST_CASE("X8: comments, CDATA and entities in names") {
    CHECK(refused("<a>]]></a>"));
    CHECK(refused("<a&amp;b/>"));
    CHECK(refused("<a>" + repeated("<!---->", 20'000) + "</a>"));  // more than a frame can hold
    const auto root = parse_xml("<a>" + repeated("<!-- -->", 5'000) + "</a>");
    REQUIRE(root.has_value());
    CHECK(root->text.empty());
}

TEST_CASE("what is written is escaped and comes back unchanged") {
    XmlElement element;
    element.name = "a";
    element.text = R"(<b>&"']]> Müller €)";
    element.attributes.push_back({"x", R"(1" y="2)"});
    const auto written = write_xml(element);
    const auto read = parse_xml(written);
    REQUIRE(read.has_value());
    CHECK(read->text == element.text);
    CHECK(*read->attribute("x") == R"(1" y="2)");
    CHECK(read->attributes.size() == 1);
    CHECK(read->children.empty());
}

TEST_CASE("control characters never leave, and broken UTF-8 leaves as U+FFFD") {
    CHECK(plain_text("a\x01\x7f\xc2\x85z") == "az");
    CHECK(plain_text("one\r\ntwo\tthree") == "one  two three");
    const std::string broken = "\xef\xbf\xbd";
    CHECK(plain_text("a\xff") == "a" + broken);
    CHECK(plain_text("\xc3") == broken);
    CHECK(plain_text("\xc3\x28") == broken + "(");
    CHECK(plain_text("\xe0\x80\xaf") == broken + broken + broken);
    CHECK(plain_text("\xed\xa0\x80") == broken + broken + broken);
    CHECK(plain_text("\xf4\x90\x80\x80") == broken + broken + broken + broken);
    CHECK(plain_text("\xf5\x80") == broken + broken);
    CHECK(plain_text("\xef\xbf\xbe!") == "!");
    CHECK(plain_text("\xf0\x9f\x9a\x91") == "\xf0\x9f\x9a\x91");
}

TEST_CASE("text is cut after whole characters") {
    CHECK(plain_text("äöü€x", 4) == "äöü€");
    CHECK(plain_text("ab", 0).empty());
    CHECK(character_count("äöü€\xf0\x9f\x9a\x91") == 5);
    CHECK(character_count("") == 0);
    CHECK(trimmed(" \n a b\t").size() == 3);
    CHECK(trimmed(" \n").empty());
}

#include "hospital_server/record/pattern.hpp"

#include <ctime>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

#include "hospital_server/record/schema_texts.hpp"
#include "tests/record/examples.hpp"
#include "tests/support/catch.hpp"

using vorab::hospital_server::record::Pattern;
namespace record = vorab::hospital_server::record;
namespace json = boost::json;

namespace {
void collect_patterns(const json::value& schema, std::set<std::string>& found) {
    if (schema.is_array()) {
        for (const auto& entry : schema.get_array()) collect_patterns(entry, found);
    } else if (schema.is_object()) {
        for (const auto& [name, value] : schema.get_object()) {
            if (name == "pattern" && value.is_string()) found.emplace(value.get_string());
            collect_patterns(value, found);
        }
    }
}

/// All that the published schemas use.
std::set<std::string> published_patterns() {
    std::set<std::string> found;
    for (const auto text : {record::slip_schema_text(), record::arrival_schema_text(), record::record_schema_text()})
        collect_patterns(vorab::core::parse_json(text).value(), found);
    return found;
}

std::string repeated(std::string_view piece, std::size_t bytes) {
    std::string text;
    while (text.size() < bytes) text += piece;
    return text;
}

}  // namespace

TEST_CASE("a pattern matches the whole text") {
    const Pattern digits{"^[0-9]{2,4}$"};
    for (const auto* good : {"12", "123", "1234"}) CHECK(digits.matches(good));
    for (const auto* bad : {"", "1", "12345", "12a", "a12", " 12", "12\n"}) CHECK_FALSE(digits.matches(bad));
}

TEST_CASE("an item gives back what the next one needs") {
    CHECK(Pattern{"^[a-z]*b$"}.matches("abab"));
    CHECK(Pattern{"^[a-z]+[a-z]$"}.matches("ab"));
    CHECK_FALSE(Pattern{"^[a-z]+[a-z]$"}.matches("a"));
    CHECK(Pattern{"^[0-9]{1,7}-[0-9]$"}.matches("8867-4"));
    CHECK_FALSE(Pattern{"^[0-9]{1,7}-[0-9]$"}.matches("88674"));
}

TEST_CASE("classes, ranges, negation, escapes and a dash at the end mean what they mean in JSON Schema") {
    CHECK(Pattern{"^[A-Za-z0-9_-]+$"}.matches("aZ09_-"));
    CHECK_FALSE(Pattern{"^[A-Za-z0-9_-]+$"}.matches("a.b"));
    CHECK(Pattern{"^[^\\x00-\\x1f\\x7f]*$"}.matches("Müller 🚑"));
    CHECK_FALSE(Pattern{"^[^\\x00-\\x1f\\x7f]*$"}.matches("a\tb"));
    CHECK_FALSE(Pattern{"^[^\\x00-\\x1f\\x7f]*$"}.matches(std::string_view{"a\0b", 3}));
    CHECK_FALSE(Pattern{"^[^\\x00-\\x1f\\x7f]*$"}.matches("\x7f"));
    CHECK(Pattern{"^\\.\\.$"}.matches(".."));
    CHECK_FALSE(Pattern{"^\\.\\.$"}.matches("ab"));
    CHECK(Pattern{"^$"}.matches(""));
    CHECK_FALSE(Pattern{"^$"}.matches("x"));
}

TEST_CASE("what is beyond the subset is a mistake of ours and says so at once") {
    for (const auto* expression :
         {"a", "^a", "a$", "^(a)$", "^a|b$", "^.$", "^a?$", "^[a$", "^a{$", "^a{1$", "^a{x}$", "^\\", "^[0-9]{,3}$"}) {
        INFO(expression);
        CHECK_THROWS_AS(Pattern{expression}, std::logic_error);
    }
}

TEST_CASE("every published pattern takes hostile long texts in little time and without deep recursion") {
    const auto patterns = published_patterns();
    CHECK(patterns.size() > 8);
    std::vector<std::string> texts;
    for (const auto* piece : {"a", "0", "-", ".", "a..", "0-", "2026-01-15T", "Z", "ä", "\n"}) {
        texts.push_back(repeated(piece, 1 << 18));
        texts.push_back(texts.back() + "\x01");
    }
    for (const auto& expression : patterns) {
        INFO(expression);
        const Pattern pattern{expression};
        const auto begin = std::clock();  // of this process alone, so that a busy machine does not matter
        for (const auto& text : texts) CHECK_FALSE((pattern.matches(text) && text.ends_with('\x01')));
        CHECK(static_cast<double>(std::clock() - begin) / CLOCKS_PER_SEC < 2);
    }
}

TEST_CASE("every published pattern refuses a control character somewhere") {
    for (const auto& expression : published_patterns()) {
        INFO(expression);
        CHECK_FALSE(Pattern{expression}.matches("a\x01z"));
    }
}

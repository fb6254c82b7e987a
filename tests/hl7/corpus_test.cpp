// Messages of German and other systems, kept outside the source tree: they must come back byte for byte.
#include <filesystem>
#include <fstream>
#include <iterator>

#include "hl7/escape.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;

namespace {
std::string content_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

/// Puts a segment together again from its parts, to show that the parts are the whole.
std::string joined(const hl7::Part& segment) {
    std::string text{segment[0].raw()};
    const bool header = text == "MSH";
    for (std::size_t field = header ? 2 : 1; field <= segment.count(); ++field) {
        text += segment.delimiters().field;
        for (std::size_t i = 0; i < segment[field].count(); ++i) {
            if (i > 0) text += segment.delimiters().repetition;
            const auto repetition = segment[field][i];
            for (std::size_t c = 1; c <= repetition.count(); ++c) {
                if (c > 1) text += segment.delimiters().component;
                text += repetition[c].raw();
            }
        }
    }
    return text;
}
}  // namespace

TEST_CASE("every message of the corpus is read and comes back byte for byte") {
    const std::filesystem::path corpus = "../shared/data/hl7";
    if (!std::filesystem::exists(corpus)) {
        WARN("skipped: no corpus of HL7 messages beside the source tree");
        return;
    }
    std::size_t messages = 0, segments = 0, typed = 0;
    for (const auto& entry : std::filesystem::recursive_directory_iterator{corpus}) {
        if (entry.path().extension() != ".hl7") continue;
        INFO(entry.path().filename());
        const std::string bytes = content_of(entry.path());
        const auto message = hl7::Message::parse(bytes);
        REQUIRE(message.has_value());
        CHECK(message->serialise() == bytes);
        typed += message->get("MSH", 9).empty() ? 0 : 1;
        for (std::size_t i = 0; i < message->size(); ++i)
            CHECK(joined(message->segment(i)) == message->segment(i).raw());
        ++messages;
        segments += message->size();
    }
    CHECK(messages > 200);
    CHECK(segments > messages);
    CHECK(typed >= messages - 1);  // one of them is a header alone
}

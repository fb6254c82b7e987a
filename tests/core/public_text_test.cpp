#include "common/core/public_text.hpp"

#include <type_traits>
#include <vector>

#include "common/core/ids.hpp"
#include "common/core/log.hpp"
#include "common/core/sensitive.hpp"
#include "tests/support/catch.hpp"

using namespace vorab::core;

// What a patient or a peer wrote must not compile into a log line or an error.
static_assert(!std::is_convertible_v<std::string, PublicText>);
static_assert(!std::is_convertible_v<std::string_view, PublicText>);
static_assert(!std::is_convertible_v<std::string, LogValue>);
static_assert(!std::is_convertible_v<Sensitive<std::string>, LogValue>);
static_assert(!std::is_convertible_v<Sensitive<std::string>, std::string>);
static_assert(std::is_convertible_v<CaseId, LogValue>);

TEST_CASE("a log line is one JSON object with ECS names") {
    std::vector<std::string> lines;
    const Log log{"vorab-test", LogLevel::info, [&](std::string_view line) { lines.emplace_back(line); }};
    log.debug("not written");
    log.info("stored", {{"case", *CaseId::parse("0123456789abcdef0123456789abcdef")},
                        {"attempt", 3},
                        {"first", true},
                        {"took", std::chrono::milliseconds{2}},
                        {"why", Problem::stale},
                        {"word", "literal"}});
    REQUIRE(lines.size() == 1);
    CHECK(lines[0].find(R"("log.level":"info")") != std::string::npos);
    CHECK(lines[0].find(R"("vorab.case":"0123456789abcdef0123456789abcdef")") != std::string::npos);
    CHECK(lines[0].find(R"("vorab.took":2000000)") != std::string::npos);
    CHECK(lines[0].find(R"("vorab.why":"stale")") != std::string::npos);
    CHECK(lines[0].back() == '\n');
}

#include "gateway/positions/report.hpp"

#include "tests/support/catch.hpp"

using namespace vorab;
namespace json = boost::json;

namespace {
const core::Timestamp now = core::parse_rfc3339("2026-01-15T14:00:00Z").value();

core::Result<gateway::PositionReport> read(const std::string& callsign) {
    return gateway::read_position(json::object{{"callsign", callsign}, {"at", core::to_rfc3339(now)}}, "/positions/0",
                                  now);
}
std::string repeated(const char* character, int count) {
    std::string text;
    for (int i = 0; i < count; ++i) text += character;
    return text;
}
}  // namespace

TEST_CASE("a callsign is counted in characters, as in the routing slip that it must equal") {
    const std::string umlauts = repeated("\xC3\xBC", 40);
    REQUIRE(read(umlauts));
    CHECK(read(umlauts)->named.callsign == umlauts);
    CHECK_FALSE(read(repeated("\xC3\xBC", 41)));
    CHECK_FALSE(read(""));
    CHECK_FALSE(read("RTW\n1"));
}

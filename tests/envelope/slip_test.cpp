#include "common/envelope/slip.hpp"

#include "common/core/json.hpp"
#include "tests/envelope/example.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;

TEST_CASE("a slip is read, and written again with the same meaning") {
    const auto slip = envelope::read_slip(test::example_slip());
    REQUIRE(slip);
    CHECK(slip->mailbox.str() == "zna-musterstadt");
    CHECK(slip->kind == envelope::Kind::pre_notification);
    CHECK(slip->callsign == "RTW Musterstadt 83-1");
    CHECK(core::to_rfc3339(slip->created_at) == "2026-01-15T13:00:00.000000Z");
    CHECK(*envelope::read_slip(envelope::to_json(*slip)) == *slip);
}

TEST_CASE("whatever a slip should not hold is refused with its place") {
    struct Row {
        const char* member;
        boost::json::value value;
        const char* place;
    };
    const Row rows[] = {
        {"version", 2, "/slip/version"},
        {"transmission", "019BC1BD-cc80-772a-8e19-dd57113d10c6", "/slip/transmission"},
        {"transmission", "019bc1bd-cc80-472a-8e19-dd57113d10c6", "/slip/transmission"},
        {"case", "92257e50dc7a1e77cee50ea4aa604ba", "/slip/case"},
        {"mailbox", "ZNA", "/slip/mailbox"},
        {"kind", "prenotification", "/slip/kind"},
        {"sequence", 0, "/slip/sequence"},
        {"sequence", 1.0, "/slip/sequence"},
        {"sequence", 2147483648, "/slip/sequence"},
        {"created_at", "2026-02-30T10:00:00Z", "/slip/created_at"},
        {"created_at", "2026-01-15 10:00:00", "/slip/created_at"},
        {"board", "not a JWE", "/slip/board"},
        {"board", "e30.AAAA.AAAAAAAAAAAAAAAA.AAAA.AAAAAAAAAAAAAAAAAAAAAA", "/slip/board"},
        {"patient", "somebody", "/slip"},
        {"sender", {{"organisation", "x"}}, "/slip/sender/callsign"},
        {"sender", {{"organisation", "x"}, {"callsign", "a\nb"}}, "/slip/sender/callsign"},
        {"sender", {{"organisation", "x"}, {"callsign", std::string(41, 'x')}}, "/slip/sender/callsign"},
        {"sender", {{"organisation", "x"}, {"callsign", "y"}, {"driver", "z"}}, "/slip/sender"},
    };
    for (const auto& row : rows) {
        auto json = test::example_slip();
        json[row.member] = row.value;
        INFO(row.member << " " << row.value);
        const auto slip = envelope::read_slip(json);
        REQUIRE_FALSE(slip);
        CHECK(slip.error().problem == core::Problem::schema_violation);
        CHECK(slip.error().detail.view().starts_with(row.place));
    }
    for (const char* member :
         {"version", "transmission", "case", "mailbox", "kind", "sequence", "created_at", "sender"}) {
        auto json = test::example_slip();
        json.erase(member);
        INFO(member);
        CHECK_FALSE(envelope::read_slip(json));
    }
}

TEST_CASE("a callsign is counted in characters, not in bytes") {
    auto json = test::example_slip();
    std::string umlauts;
    for (int i = 0; i < 40; ++i) umlauts += "ü";
    json["sender"].as_object()["callsign"] = umlauts;
    CHECK(envelope::read_slip(json));
    json["sender"].as_object()["callsign"] = umlauts + "ü";
    CHECK_FALSE(envelope::read_slip(json));
}

TEST_CASE("the sealed arrival in a slip has the form of one, at most 2 KiB") {
    auto json = test::example_slip();
    const auto sealed = [](std::size_t size) {
        return "e30..AAAAAAAAAAAAAAAA." + std::string(size, 'A') + ".AAAAAAAAAAAAAAAAAAAAAA";
    };
    json["board"] = sealed(400);
    CHECK(envelope::read_slip(json));
    json["board"] = sealed(2048);
    CHECK_FALSE(envelope::read_slip(json));
}

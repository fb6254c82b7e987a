#include "common/http/target.hpp"

#include "tests/support/catch.hpp"

using vorab::http::parse_target;

TEST_CASE("a target is decoded once, path and query apart") {
    const auto target = parse_target("/a%20b/%C3%A4/?x=1+2&y=%2F&flag&z=a=b").value();
    CHECK(target.path == "/a b/\xc3\xa4/");
    REQUIRE(target.query.size() == 4);
    CHECK(target.query[0].second == "1 2");
    CHECK(target.query[1].second == "/");
    CHECK(target.query[2].second.empty());
    CHECK(target.query[3].second == "a=b");
    CHECK(parse_target("/").value().path == "/");
    CHECK(parse_target("/%2541").value().path == "/%41");
}

TEST_CASE("targets without an honest path are refused") {
    for (const auto* wrong : {"", "a", "*", "?a", "//", "/.", "/..", "/a/%2e", "/%2f", "/%5C", "/%00", "/%7f", "/%",
                              "/a?%4", "/a?b=%00", "/a b", "/<"}) {
        INFO(wrong);
        CHECK(!parse_target(wrong));
    }
}

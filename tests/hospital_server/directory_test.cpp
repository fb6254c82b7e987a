#include "hospital_server/directory/directory.hpp"

#include "hospital_server/directory/escape.hpp"
#include "tests/hospital_server/directory_options.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/silent_port.hpp"

using namespace vorab;
using core::Problem;
using hospital_server::directory::Directory;
using hospital_server::directory::Options;
using hospital_server::people::Role;
using test::PrivateSlapd;

namespace {
const core::Sensitive<std::string> right{PrivateSlapd::password};

Problem refusal(const Options& asked, const std::string& user, const std::string& password) {
    return Directory{asked}.check(user, core::Sensitive<std::string>{password}).error().problem;
}
}  // namespace

TEST_CASE("the directory says who it is, and the groups say what they may") {
    const auto found = Directory{test::directory_options()}.check("ERIKA", right);
    REQUIRE(found);
    CHECK(found->user_name == "erika");
    CHECK(found->first_name == "Erika");
    CHECK(found->last_name == "Müster");
    CHECK(found->id == "uid=erika,ou=people,dc=klinik,dc=example");
    CHECK(found->roles == std::set<Role>{Role::standard, Role::archive, Role::statistics});
    CHECK(found->mailboxes.size() == 1);
    auto plain = test::directory_options();
    plain.url = PrivateSlapd::shared().start_tls();
    CHECK(Directory{plain}.check("erika", right));
}

TEST_CASE("groups are in groups, and a circle of them ends") {
    const auto found = Directory{test::directory_options()}.check("nadja", right);
    REQUIRE(found);
    CHECK(found->roles == std::set<Role>{Role::standard});
    CHECK(found->mailboxes.size() == 1);
}

TEST_CASE("whoever is in none of the groups has no role") {
    const auto found = Directory{test::directory_options()}.check("nobody", right);
    REQUIRE(found);
    CHECK(found->roles.empty());
}

TEST_CASE("wrong, unknown, empty and crafted names and passwords are refused alike") {
    const auto options = test::directory_options();
    CHECK(refusal(options, "erika", "wrong") == Problem::unauthenticated);
    CHECK(refusal(options, "erika", "") == Problem::unauthenticated);
    CHECK(refusal(options, "", right.reveal()) == Problem::unauthenticated);
    CHECK(refusal(options, "nobody", "wrong") == Problem::unauthenticated);
    for (const std::string& name :
         {std::string{"*"}, std::string{"e*"}, std::string{")(uid=*"}, std::string{"erika)(cn=*"}, std::string{"\\00"},
          std::string{"erika\0", 6}, std::string{"uid=erika,ou=people"}, std::string(10'000, 'x'),
          std::string{"\xff\xfe"}, std::string{"erika "}, std::string{"e\xcc\x81rika"}}) {
        INFO(name.substr(0, 40));
        CHECK(refusal(options, name, right.reveal()) == Problem::unauthenticated);
    }
}

TEST_CASE("a name with signs of the directory's own languages is a name") {
    CHECK(Directory{test::directory_options()}.check("o'neill,jr", right));
    CHECK(Directory{test::directory_options()}.check("star*(x)", right));
    using namespace hospital_server::directory;
    CHECK(escaped_in_filter("*()\\") == "\\2a\\28\\29\\5c");
    CHECK(escaped_in_filter(std::string_view{"a\0b", 3}) == "a\\00b");
    CHECK(escaped_in_dn(" #a,b+c\"\\<>;=d ") == "\\20#a\\2cb\\2bc\\22\\5c\\3c\\3e\\3b\\3dd\\20");
    CHECK(escaped_in_dn("#x") == "\\23x");
}

TEST_CASE("people bind by a name that follows from theirs, where there is no account that searches") {
    auto direct = test::directory_options();
    direct.user_dn = "uid={user},ou=people,dc=klinik,dc=example";
    direct.base.clear();
    direct.group_base.clear();  // which people may not see in this directory
    const auto found = Directory{direct}.check("o'neill,jr", right);
    REQUIRE(found);
    CHECK(found->last_name == "O'Neill");
    CHECK(found->roles.empty());
    CHECK(refusal(direct, "erika,ou=people,dc=klinik,dc=example", right.reveal()) == Problem::unauthenticated);
    CHECK(refusal(direct, "erika", "") == Problem::unauthenticated);
    CHECK(refusal(direct, "erika", "wrong") == Problem::unauthenticated);
}

TEST_CASE("a directory that is down, hangs or is not ours is said to be so") {
    const auto options = test::directory_options();
    test::TestPki stranger;
    auto mistrusting = options;
    mistrusting.ca = stranger.ca();
    CHECK(refusal(mistrusting, "erika", right.reveal()) == Problem::unavailable);
    mistrusting.url = PrivateSlapd::shared().start_tls();
    CHECK(refusal(mistrusting, "erika", right.reveal()) == Problem::unavailable);
    auto other_name = options;
    other_name.url.replace(other_name.url.find("127.0.0.1"), 9, "127.0.0.2");
    CHECK(refusal(other_name, "erika", right.reveal()) == Problem::unavailable);
    auto locked_out = options;
    locked_out.bind_password = core::Sensitive<std::string>{"changed"};
    CHECK(refusal(locked_out, "erika", right.reveal()) == Problem::unavailable);
    const test::SilentPort silent;
    for (const char* scheme : {"ldaps", "ldap"}) {
        auto hanging = options;
        hanging.timeout = std::chrono::seconds{1};
        hanging.url = std::string{scheme} + "://127.0.0.1:" + std::to_string(silent.port());
        CHECK(refusal(hanging, "erika", right.reveal()) == Problem::unavailable);
    }
    auto second = options;
    second.url = "ldaps://127.0.0.1:1 " + options.url;
    CHECK(Directory{second}.check("erika", right));
    PrivateSlapd::shared().kill();
    CHECK(refusal(options, "erika", right.reveal()) == Problem::unavailable);
    PrivateSlapd::shared().restart();
    CHECK(Directory{options}.check("erika", right));
}

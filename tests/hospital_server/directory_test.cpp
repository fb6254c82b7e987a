#include "hospital_server/directory/directory.hpp"
#include "hospital_server/directory/escape.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/private_slapd.hpp"

using namespace vorab;
using core::Problem;
using hospital_server::directory::Directory;
using hospital_server::directory::Options;

namespace {
const core::Sensitive<std::string> right{"Flurlicht um Mitternacht"};

Options options() {
    auto& slapd = test::PrivateSlapd::shared();
    Options made;
    made.url = slapd.ldaps();
    made.ca = test::PrivateSlapd::pki().ca();
    made.base = "ou=people,dc=klinik,dc=example";
    made.user_attribute = "uid";
    made.filter = "(objectClass=inetOrgPerson)";
    made.bind_dn = "cn=vorab,dc=klinik,dc=example";
    made.bind_password = core::Sensitive<std::string>{"search"};
    made.group_base = "ou=groups,dc=klinik,dc=example";
    made.group_filter = "(member={dn})";
    made.timeout = std::chrono::seconds{2};
    const auto zna = core::MailboxId::parse("zna-musterstadt").value();
    made.groups = {{"CN=Notaufnahme, OU=groups, DC=klinik, DC=example", {"standard"}, {zna}},
                   {"cn=archiv,ou=groups,dc=klinik,dc=example", {"archive", "statistics"}, {}}};
    return made;
}

Problem refusal(const Options& asked, const std::string& user, const std::string& password) {
    return Directory{asked}.check(user, core::Sensitive<std::string>{password}).error().problem;
}
}  // namespace

TEST_CASE("the directory says who it is, and the groups say what they may") {
    const auto found = Directory{options()}.check("ERIKA", right);
    REQUIRE(found);
    CHECK(found->user_name == "erika");
    CHECK(found->first_name == "Erika");
    CHECK(found->last_name == "Muster");
    CHECK(found->roles == std::vector<std::string>{"standard", "archive", "statistics"});
    CHECK(found->mailboxes.size() == 1);
    auto plain = options();
    plain.url = test::PrivateSlapd::shared().start_tls();
    CHECK(Directory{plain}.check("erika", right));
}

TEST_CASE("wrong, unknown, empty and crafted names and passwords are refused alike") {
    CHECK(refusal(options(), "erika", "wrong") == Problem::unauthenticated);
    CHECK(refusal(options(), "erika", "") == Problem::unauthenticated);
    CHECK(refusal(options(), "", right.reveal()) == Problem::unauthenticated);
    for (const std::string& name : {std::string{"*"}, std::string{"e*"}, std::string{")(uid=*"}, std::string{"erika)(cn=*"},
                                    std::string{"\\00"}, std::string{"erika\0", 6}, std::string{"uid=erika,ou=people"},
                                    std::string(10'000, 'x'), std::string{"\xff\xfe"}}) {
        INFO(name.substr(0, 40));
        CHECK(refusal(options(), name, right.reveal()) == Problem::unauthenticated);
    }
    CHECK(refusal(options(), "nobody", right.reveal()) == Problem::forbidden);
    CHECK(refusal(options(), "nobody", "wrong") == Problem::unauthenticated);
}

TEST_CASE("a name with signs of the directory's own languages is a name") {
    CHECK(Directory{options()}.check("o'neill, jr", right));
    auto direct = options();
    direct.user_dn = "uid={user},ou=people,dc=klinik,dc=example";
    CHECK(Directory{direct}.check("erika", right).error().problem == Problem::forbidden);  // may not read groups itself
    CHECK(refusal(direct, "erika,ou=people,dc=klinik,dc=example", right.reveal()) == Problem::unauthenticated);
    CHECK(refusal(direct, "erika", "") == Problem::unauthenticated);
    using namespace hospital_server::directory;
    CHECK(escaped_in_filter("*()\\") == "\\2a\\28\\29\\5c");
    CHECK(escaped_in_filter(std::string_view{"a\0b", 3}) == "a\\00b");
    CHECK(escaped_in_dn(" #a,b+c\"\\<>;=d ") == "\\20#a\\2cb\\2bc\\22\\5c\\3c\\3e\\3b\\3dd\\20");
    CHECK(escaped_in_dn("#x") == "\\23x");
}

TEST_CASE("a directory that is down or is not ours is said to be so") {
    test::TestPki stranger;
    auto mistrusting = options();
    mistrusting.ca = stranger.ca();
    CHECK(refusal(mistrusting, "erika", right.reveal()) == Problem::unavailable);
    auto locked_out = options();
    locked_out.bind_password = core::Sensitive<std::string>{"changed"};
    CHECK(refusal(locked_out, "erika", right.reveal()) == Problem::unavailable);
    test::PrivateSlapd::shared().kill();
    CHECK(refusal(options(), "erika", right.reveal()) == Problem::unavailable);
    test::PrivateSlapd::shared().restart();
    CHECK(Directory{options()}.check("erika", right));
}

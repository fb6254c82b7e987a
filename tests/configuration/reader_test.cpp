#include "common/configuration/reader.hpp"

#include <cstdlib>
#include <fstream>

#include "tests/support/catch.hpp"

using vorab::configuration::Reader;

namespace {
class Folder {
  public:
    Folder() {
        char name[] = "/tmp/vorab-configuration-XXXXXX";
        path_ = mkdtemp(name);
    }
    ~Folder() { std::filesystem::remove_all(path_); }
    std::filesystem::path write(const std::string& name, const std::string& text,
                                std::filesystem::perms perms = std::filesystem::perms::owner_read) {
        std::ofstream{path_ / name} << text;
        std::filesystem::permissions(path_ / name, perms);
        return path_ / name;
    }

  private:
    std::filesystem::path path_;
};
}  // namespace

TEST_CASE("values are read, relative paths count from the file, secrets lose their newline") {
    Folder folder;
    folder.write("secret", "s3cret\n");
    Reader reader{folder.write("a.toml",
                               "name = 'x'\n[server]\nport = 8443\nfast = true\n[db]\npassword_file = 'secret'\n"
                               "[[mailbox]]\nid = 'a'\n[[mailbox]]\nid = 'b'\n")};
    auto& root = reader.root();
    CHECK(root.text("name") == "x");
    auto server = root.section("server");
    CHECK(server.port("port") == 8443);
    CHECK(server.flag_or("fast", false));
    CHECK(server.integer_or("limit", 1, 9, 5) == 5);
    CHECK(root.section("db").secret("password_file").reveal() == "s3cret");
    auto mailboxes = root.sections("mailbox");
    REQUIRE(mailboxes.size() == 2);
    CHECK(mailboxes[1].text("id") == "b");
    CHECK(mailboxes[0].text("id") == "a");
    CHECK(reader.problems().empty());
}

TEST_CASE("all problems are told at once, in the order of the file, with line and remedy") {
    Folder folder;
    folder.write("open_secret", "x", std::filesystem::perms::all);
    Reader reader{
        folder.write("a.toml", "[server]\nport = 'x'\nprot = 1\nkey = 'nowhere.pem'\nsecret = 'open_secret'\n")};
    auto server = reader.root().section("server");
    server.port("port");
    server.text("address");
    server.path("key");
    [[maybe_unused]] const auto secret = server.secret("secret");
    const auto problems = reader.problems();
    REQUIRE(problems.size() == 5);
    CHECK(problems[0] == "a.toml:1: server.address: is missing");
    CHECK(problems[1] == "a.toml:2: server.port: a number is expected");
    CHECK(problems[2].starts_with("a.toml:3: server.prot: unknown key"));
    CHECK(problems[3].starts_with("a.toml:4: server.key: no such file"));
    CHECK(problems[4].starts_with("a.toml:5: server.secret: everybody may read this secret"));
}

TEST_CASE("what is not TOML, or not there, is the only problem") {
    Folder folder;
    Reader broken{folder.write("b.toml", "[server\n")};
    broken.root().section("server").port("port");
    REQUIRE(broken.problems().size() == 1);
    CHECK(broken.problems().at(0).starts_with("b.toml:1:"));
    Reader missing{"/nowhere/c.toml"};
    missing.root().text("issuer");
    CHECK(missing.problems().size() == 1);
}

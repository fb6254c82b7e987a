#include "common/board/licences.hpp"
#include "common/sealing/board_keys.hpp"
#include "tests/hospital_server/tracker_setting.hpp"

using namespace vorab;
using http::Method;
using test::TrackerSetting;
namespace json = boost::json;
using Role = hospital_server::people::Role;

namespace {
const std::string base = "/api/v1/boards";

/// A server whose mailbox has a board key, and an administrator at it.
struct BoardRoom : TrackerSetting {
    BoardRoom() {
        server.execute("DELETE FROM board_licence");
        server.execute("DELETE FROM board_former");
        server.execute("DELETE FROM board_session");
        const auto made = signing::PrivateKey::generate(signing::KeyType::p256);
        configured.mailboxes.front().board_key = folder.write("board.jwk", json::serialize(made.to_jwk()));
        add("chief", {Role::admin});
        chief = browser_of("chief");
    }
    json::object wanted(const json::object& config) const {
        return {{"mailbox", mailbox_id.str()}, {"config", config}};
    }
    json::object added() { return json_of(call(chief, Method::post, base, wanted({{"description", "Schockraum"}}))); }
    std::string path_of(const json::object& answer) const {
        return base + "/" + std::string{answer.at("board").at("board").as_string()};
    }
    json::object only() { return json_of(call(chief, Method::get, base)).at("boards").as_array().at(0).as_object(); }
    std::int64_t audited(const std::string& event) {
        return server.query_one("SELECT COUNT(*) FROM audit WHERE user_name = 'chief' AND event = ?", {event})
            ->integer(0);
    }
    /// A browser that has typed the key.
    bool opens(const std::string& licence_key, const std::string& token) {
        const auto proof = sealing::LicenceKey::parse(licence_key)->proof();
        return board::open_session(server, signing::sha256(proof), signing::sha256(core::bytes_of(token)), clock.now(),
                                   std::chrono::seconds{60})
            .has_value();
    }
    Browser chief;
};
}  // namespace

TEST_CASE("a board is added with a licence key that is shown once and opens it") {
    BoardRoom room;
    const auto before = room.audited("board.added");
    const auto response = room.call(room.chief, Method::post, base, room.wanted({{"description", "Schockraum 1"}}));
    REQUIRE(response.status == 201);
    const auto answer = TrackerSetting::json_of(response);
    const std::string key{answer.at("licence_key").as_string()};
    const auto licence = sealing::LicenceKey::parse(key);
    REQUIRE(licence);
    CHECK(room.audited("board.added") == before + 1);
    const auto bundle = board::read_bundle(std::string_view{answer.at("bundle").as_string()});
    REQUIRE(bundle);
    CHECK(sealing::unwrap_board_key(bundle->wrapped_key, *licence));
    const auto listed = room.call(room.chief, Method::get, base);
    CHECK(listed.body.find(key) == std::string::npos);
    CHECK(listed.body.find("wrapped") == std::string::npos);
    CHECK(room.only().at("config").at("entries").as_int64() == 40);
    CHECK(room.only().at("seen_at").is_null());
    CHECK(room.opens(key, "one"));
    CHECK(!room.only().at("seen_at").is_null());
}

TEST_CASE("a board is not added or changed when nobody could be told who did it") {
    BoardRoom room;
    const auto path = room.path_of(room.added());
    room.server.execute("RENAME TABLE audit TO audit_elsewhere");
    using Broken = database::DatabaseError;  // which the server's session answers as 503 or 500
    CHECK_THROWS_AS(room.call(room.chief, Method::post, base, room.wanted({{"description", "Schockraum 2"}})), Broken);
    CHECK_THROWS_AS(room.call(room.chief, Method::patch, path, json::object{{"entries", 13}}), Broken);
    CHECK_THROWS_AS(room.call(room.chief, Method::post, path + "/disable", json::object{}), Broken);
    room.server.execute("RENAME TABLE audit_elsewhere TO audit");
    CHECK(room.server.query("SELECT proof_sha256 FROM board_licence").size() == 1);
    const auto now = room.only();
    CHECK(now.at("config").at("entries").as_int64() == 40);
    CHECK(now.at("former").as_array().empty());
    CHECK(!now.at("disabled").as_bool());
}

TEST_CASE("what a board's configuration was is kept, and can be brought back") {
    BoardRoom room;
    const auto path = room.path_of(room.added());
    REQUIRE(room.call(room.chief, Method::patch, path, json::object{{"entries", 13}, {"sort_order", "eta"}}).status ==
            200);
    auto now = room.only();
    CHECK(now.at("config").at("entries").as_int64() == 13);
    CHECK(now.at("config").at("description").as_string() == "Schockraum");
    REQUIRE(now.at("former").as_array().size() == 1);
    const auto former = now.at("former").as_array()[0].as_object();
    CHECK(former.at("by").as_string() == "chief");
    CHECK(former.at("config").at("entries").as_int64() == 40);
    REQUIRE(room.call(room.chief, Method::patch, path, former.at("config")).status == 200);
    CHECK(room.only().at("config").at("entries").as_int64() == 40);
    for (int entries = 1; entries <= 8; ++entries)
        CHECK(room.call(room.chief, Method::patch, path, json::object{{"entries", entries}}).status == 200);
    CHECK(room.only().at("former").as_array().size() == 5);
    CHECK(room.audited("board.configured") >= 10);
}

TEST_CASE("a configuration that the schema refuses changes nothing and is not kept") {
    BoardRoom room;
    const auto path = room.path_of(room.added());
    for (const json::object& wrong : {json::object{{"entries", 0}}, json::object{{"sort_order", "by name"}},
                                      json::object{{"name", "Erika"}}, json::object{{"filter", {{"sex", "f"}}}}}) {
        INFO(json::serialize(wrong));
        CHECK(room.call(room.chief, Method::patch, path, wrong).status == 422);
        CHECK(room.call(room.chief, Method::post, base, room.wanted(wrong)).status == 422);
    }
    CHECK(room.only().at("former").as_array().empty());
    CHECK(room.call(room.chief, Method::post, base, json::object{{"mailbox", "elsewhere"}, {"config", json::object{}}})
              .status == 422);
    CHECK(room.call(room.chief, Method::patch, base + "/0011223344556677", json::object{{"entries", 1}}).status == 404);
}

TEST_CASE("the active browser is replaced, a board is disabled, enabled and forgotten") {
    BoardRoom room;
    const auto added = room.added();
    const auto path = room.path_of(added);
    const std::string key{added.at("licence_key").as_string()};
    REQUIRE(room.opens(key, "one"));
    CHECK(!room.opens(key, "two"));
    CHECK(room.call(room.chief, Method::post, path + "/release").status == 200);
    CHECK(room.opens(key, "two"));
    CHECK(room.call(room.chief, Method::del, path).status == 409);
    const auto disabled = room.call(room.chief, Method::post, path + "/disable");
    REQUIRE(disabled.status == 200);
    CHECK(TrackerSetting::json_of(disabled).at("disabled").as_bool());
    CHECK(!board::use_session(room.server, signing::sha256(core::bytes_of("two")), room.clock.now()));
    CHECK(room.call(room.chief, Method::post, path + "/enable").status == 200);
    CHECK(room.opens(key, "three"));
    CHECK(room.call(room.chief, Method::post, path + "/disable").status == 200);
    CHECK(room.call(room.chief, Method::del, path).status == 204);
    CHECK(room.call(room.chief, Method::post, path + "/enable").status == 404);
    CHECK(room.count(room.server, "SELECT COUNT(*) FROM board_former") == 0);
}

TEST_CASE("without a board key there is no board, and the answer says how it is made") {
    BoardRoom room;
    room.configured.mailboxes.front().board_key = room.folder.path() / "nothing.jwk";
    const auto response = room.call(room.chief, Method::post, base, room.wanted({}));
    CHECK(response.status == 409);
    CHECK(response.body.find("board-key create") != std::string::npos);
}

TEST_CASE("only administrators change boards") {
    BoardRoom room;
    const auto path = room.path_of(room.added());
    room.add("nurse", {Role::standard, Role::archive, Role::kis, Role::statistics});
    const auto nurse = room.browser_of("nurse");
    CHECK(room.call(nurse, Method::get, base).status == 403);
    CHECK(room.call(nurse, Method::post, base, room.wanted({})).status == 403);
    for (const char* step : {"/release", "/disable", "/enable"})
        CHECK(room.call(nurse, Method::post, path + step).status == 403);
    CHECK(room.call(nurse, Method::patch, path, json::object{{"entries", 3}}).status == 403);
    CHECK(room.call(nurse, Method::del, path).status == 403);
    CHECK(!room.only().at("disabled").as_bool());
}

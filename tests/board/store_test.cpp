#include "common/board/store.hpp"

#include "tests/board/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using test::BoardSetting;

TEST_CASE("a licence survives its bundle, and nothing else is taken for one") {
    const BoardSetting setting;
    const auto read = board::read_bundle(board::to_bundle(setting.licence));
    REQUIRE(read);
    CHECK(read->proof_sha256 == setting.licence.proof_sha256);
    CHECK(read->mailbox == setting.mailbox);
    CHECK(read->config == setting.licence.config);
    for (const char* wrong : {"", "{}", R"({"proof_sha256":"00","mailbox":"zna","wrapped_key":"x","config":{}})"})
        CHECK(!board::read_bundle(wrong));
}

TEST_CASE("one licence is active in one browser, until that has been silent for a minute") {
    BoardSetting setting;
    const auto& proof = setting.licence.proof_sha256;
    const core::Bytes first(32, 1), second(32, 2);
    const auto open = [&](const core::Bytes& token) {
        return board::open_session(setting.connection, proof, token, setting.clock.now(), 60s);
    };
    CHECK(open(first));
    CHECK(open(second).error().problem == core::Problem::conflict);
    setting.clock.time += 50s;
    CHECK(board::use_session(setting.connection, first, setting.clock.now()));  // a sign of life
    setting.clock.time += 50s;
    CHECK(!open(second));
    setting.clock.time += 11s;
    CHECK(open(second));
    CHECK(!board::use_session(setting.connection, first, setting.clock.now()));
    CHECK(
        board::open_session(setting.connection, core::Bytes(32, 9), first, setting.clock.now(), 60s).error().problem ==
        core::Problem::unauthenticated);
}

TEST_CASE("a session lives for seven days after its last use, and not longer than its licence") {
    BoardSetting setting;
    const core::Bytes token(32, 1);
    const auto use = [&] { return board::use_session(setting.connection, token, setting.clock.now()).has_value(); };
    CHECK(board::open_session(setting.connection, setting.licence.proof_sha256, token, setting.clock.now(), 60s));
    setting.clock.time += 6 * 24h;
    CHECK(use());
    setting.clock.time += 6 * 24h;
    CHECK(use());
    setting.connection.execute("UPDATE board_licence SET revoked = TRUE");
    CHECK(!use());
    CHECK(!board::find_licence(setting.connection, setting.licence.proof_sha256));
    setting.connection.execute("UPDATE board_licence SET revoked = FALSE");
    setting.clock.time += 7 * 24h;
    CHECK(!use());
}

TEST_CASE("a thousand boards show signs of life in one statement, each of its own session") {
    BoardSetting setting;
    std::vector<core::Bytes> tokens;
    for (int i = 0; i < 1000; ++i) tokens.emplace_back(signing::sha256(core::bytes_of(std::to_string(i))));
    const std::string soon = database::to_sql(setting.clock.now() + 1h);
    std::vector<std::vector<database::Value>> rows;
    for (const auto& token : tokens)
        rows.push_back({core::BytesView{token}, core::BytesView{setting.licence.proof_sha256}, soon, soon, soon});
    setting.connection.execute_many(
        "INSERT INTO board_session (token_sha256, proof_sha256, created_at, seen_at, expires_at) VALUES (?, ?, ?, ?, "
        "?)",
        rows);
    const core::Bytes stranger(32, 7);
    tokens.back() = stranger;
    const auto counted = [&](const char* status) { return std::stoll(setting.connection.query_one(status)->text(1)); };
    constexpr auto rows_read = "SHOW SESSION STATUS LIKE 'Handler_read_rnd_next'";
    const auto read = counted(rows_read);
    CHECK(board::use_session(setting.connection, tokens.front(), setting.clock.now()));
    CHECK(counted(rows_read) - read < 300);  // one of a thousand is found by its key
    constexpr auto statements = "SHOW SESSION STATUS LIKE 'Com_stmt_execute'";
    const auto before = counted(statements);
    const auto licences = board::use_sessions(setting.connection, tokens, setting.clock.now());
    CHECK(counted(statements) - before < 8);
    CHECK(licences.size() == 999);
    CHECK(!licences.contains(stranger));
    CHECK(licences.at(tokens.front()).proof_sha256 == setting.licence.proof_sha256);
    const std::string at = database::to_sql(setting.clock.now() + 6 * 24h);
    const auto prolonged =
        setting.connection.query_one("SELECT COUNT(*) FROM board_session WHERE expires_at > ?", {at});
    CHECK(prolonged->integer(0) == 999);  // of a session that was not named, nothing
}

TEST_CASE("an entry is kept at its highest sequence and from when it was announced, for three hours") {
    BoardSetting setting;
    const board::Entry entry{
        .case_id = core::new_case_id(), .sequence = 2, .received_at = setting.clock.now(), .sealed = "second"};
    board::put_entry(setting.connection, setting.mailbox, entry);
    auto earlier = entry;
    earlier.sequence = 1;
    earlier.sealed = "first";
    board::put_entry(setting.connection, setting.mailbox, earlier);
    auto later = entry;
    later.sequence = 3;
    later.sealed = "third";
    later.state = board::State::seen;
    later.received_at += 1h;
    later.eta = setting.clock.now() + 20min;
    board::put_entry(setting.connection, setting.mailbox, later);
    const auto kept = board::entries_since(setting.connection, setting.clock.now());
    REQUIRE(kept.size() == 1);
    CHECK(kept[0].entry.sealed == "third");
    CHECK(kept[0].entry.sequence == 3);
    CHECK(kept[0].entry.state == board::State::seen);
    CHECK(kept[0].entry.received_at == entry.received_at);
    CHECK(kept[0].entry.eta == later.eta);
    CHECK(board::forget(setting.connection, setting.clock.now(), setting.clock.now()) == 0);
    setting.clock.time += 3h + 1s;
    CHECK(board::forget(setting.connection, setting.clock.now() - 3h, setting.clock.now()) == 1);
}

TEST_CASE("a later transmission keeps what people have said of the case; only a cancelled one is new again") {
    BoardSetting setting;
    board::Entry entry{
        .case_id = core::new_case_id(), .sequence = 1, .received_at = setting.clock.now(), .sealed = "sealed"};
    const auto kept_after = [&](std::int64_t sequence, board::State state) {
        entry.sequence = sequence;
        entry.state = state;
        board::put_entry(setting.connection, setting.mailbox, entry);
        return board::entries_since(setting.connection, setting.clock.now()).at(0).entry.state;
    };
    using enum board::State;
    CHECK(kept_after(1, announced) == announced);
    CHECK(kept_after(1, seen) == seen);
    CHECK(kept_after(2, announced) == seen);
    CHECK(kept_after(2, announced) == announced);  // taken back by a person
    CHECK(kept_after(3, cancelled) == cancelled);
    CHECK(kept_after(4, announced) == announced);
    CHECK(kept_after(5, arrived) == arrived);
    CHECK(kept_after(6, announced) == arrived);
}

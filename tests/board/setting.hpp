#pragma once
// The board's tables in a database of the test's own, with one licence in them.
#include "common/board/boards.hpp"
#include "common/core/random.hpp"
#include "common/database/migrations.hpp"
#include "common/signing/hash.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/moved_clock.hpp"
#include "tests/support/private_mariadb.hpp"

namespace vorab::test {
std::vector<database::Migration> migrations();  // common/board/sql/board.sql

struct BoardSetting {
    BoardSetting() {
        for (const char* empty :
             {"DELETE FROM board_licence", "DELETE FROM board_session", "DELETE FROM board_entry"}) {
            connection.execute(empty);
        }
        board::add_licence(connection, licence, clock.now());
    }
    static const database::ConnectionOptions& options() {
        static const auto made = [] {
            auto fresh = PrivateMariaDb::shared().create_database("board_test");
            database::migrate(fresh, migrations());
            return fresh;
        }();
        return made;
    }
    MovedClock clock;
    database::Connection connection{options()};
    core::MailboxId mailbox = core::MailboxId::parse("zna").value();
    core::Bytes proof = core::random_bytes(32);
    board::Licence licence{signing::sha256(proof), mailbox, "wrapped", {{"description", "Schockraum"}}};
};
}  // namespace vorab::test

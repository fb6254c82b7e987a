#pragma once
// A hospital's inner rooms over databases of the test's own: one mailbox, one key, one sender whose certificates hold.
#include <boost/json/serialize.hpp>

#include "common/core/random.hpp"
#include "common/database/migrations.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/record/store.hpp"
#include "hospital_server/sql/migrations.hpp"
#include "tests/record/examples.hpp"
#include "tests/signing/authority.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/made_request.hpp"
#include "tests/support/moved_clock.hpp"
#include "tests/support/private_mariadb.hpp"
#include "tests/support/run.hpp"

namespace vorab::test {

struct HospitalSetting {
    HospitalSetting() {
        for (const char* empty : {"DELETE FROM patient_case", "DELETE FROM transmission", "DELETE FROM measurement",
                                  "DELETE FROM attachment", "DELETE FROM attachment_chunk",
                                  "DELETE FROM attachment_progress", "DELETE FROM delivery", "DELETE FROM audit",
                                  "DELETE FROM answer", "DELETE FROM alarm", "DELETE FROM alarm_event"}) {
            cases.execute(empty);
        }
        for (const char* empty : {"DELETE FROM person", "DELETE FROM person_role", "DELETE FROM person_mailbox",
                                  "DELETE FROM person_session", "DELETE FROM sign_in_failure", "DELETE FROM audit"}) {
            server.execute(empty);
        }
    }

    static const database::ConnectionOptions& server_options() {
        static const auto made = fresh("hospital_test", hospital_server::server_sql::migrations());
        return made;
    }
    static const database::ConnectionOptions& mailbox_options() {
        static const auto made = fresh("mailbox_test", hospital_server::mailbox_sql::migrations());
        return made;
    }

    hospital_server::Config config() const {
        hospital_server::Config made;
        made.database = server_options();
        made.mailbox_connections = 2;
        hospital_server::MailboxConfig mailbox;
        mailbox.id = mailbox_id;
        mailbox.name = "Zentrale Notaufnahme";
        mailbox.database = mailbox_options();
        mailbox.keys.push_back({key_file, std::nullopt});
        made.mailboxes.push_back(mailbox);
        return made;
    }

    void run(async::Task<void> task) {
        loop.restart();
        test::run(loop, std::move(task));
    }

    /// A published example as it would come now, in a transmission of its own.
    boost::json::object record(const std::string& name, std::int64_t sequence = 1) const {
        auto made = example(name);
        auto& slip = made.at("slip").as_object();
        slip["transmission"] = core::new_transmission_id(clock.now()).str().c_str();
        slip["case"] = case_id.str().c_str();
        slip["mailbox"] = mailbox_id.str().c_str();
        slip["sequence"] = sequence;
        slip["created_at"] = core::to_rfc3339(clock.now()).c_str();
        return made;
    }

    /// Stores what `record` says, as if it had been opened just now.
    core::Result<hospital_server::record::Stored> store(database::Connection& connection,
                                                        const boost::json::object& record,
                                                        const std::vector<outbox::NewJob>& jobs = {}) const {
        const sealing::OpenedRecord opened{boost::json::serialize(record),
                                           record,
                                           envelope::read_slip(record.at("slip").as_object()).value(),
                                           {key.public_key(), "Service", "RTW", std::string(64, 'a'), {}, {}}};
        const auto facts = hospital_server::record::read_facts(record).value();
        const auto digest = signing::sha256(core::bytes_of(opened.text));
        return hospital_server::record::store(connection, {opened, facts, digest, opened.text.size()}, jobs,
                                              clock.now());
    }
    core::Result<hospital_server::record::Stored> store(const boost::json::object& record,
                                                        const std::vector<outbox::NewJob>& jobs = {}) {
        return store(cases, record, jobs);
    }

    static std::int64_t count(database::Connection& in, const char* sql) { return in.query_one(sql)->integer(0); }

    boost::asio::io_context loop;
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    MovedClock clock;
    core::MailboxId mailbox_id = core::MailboxId::parse("zna-musterstadt").value();
    core::CaseId case_id = core::new_case_id();
    signing::PrivateKey key = signing::PrivateKey::generate(signing::KeyType::p256);
    TemporaryDirectory folder{"vorab-hospital"};
    std::filesystem::path key_file = folder.write("key.pem", key.to_pem());
    database::Connection server{server_options()};
    database::Connection cases{mailbox_options()};

  private:
    static database::ConnectionOptions fresh(const char* name, const std::vector<database::Migration>& migrations) {
        auto options = PrivateMariaDb::shared().create_database(name);
        database::migrate(options, migrations);
        return options;
    }
};
}  // namespace vorab::test

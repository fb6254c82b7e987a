#pragma once
// A mailbox with any number of cases in it, made by the database itself, and the tables that hang on them.
#include "hospital_server/audit/notary.hpp"
#include "hospital_server/retention/orders.hpp"
#include "hospital_server/retention/runner.hpp"
#include "tests/hospital_server/setting.hpp"

namespace vorab::test {

struct RetentionSetting : HospitalSetting {
    RetentionSetting() {
        for (auto* connection : {&cases, &server}) {
            for (const char* empty :
                 {"DELETE FROM deletion_record", "DELETE FROM retention_run",
                  "UPDATE audit_chain SET number = 0, hash = UNHEX(REPEAT('00', 32)), removed_to = 0, removed_hash = "
                  "UNHEX(REPEAT('00', 32)), checkpoint = NULL"}) {
                connection->execute(empty);
            }
        }
        for (const char* empty : {"DELETE FROM deletion_order", "DELETE FROM legal_hold", "DELETE FROM case_link"}) {
            cases.execute(empty);
        }
        server.execute("DELETE FROM audit_anchor");
    }

    /// Cases number `first` to `last` with all that a case has, received and last changed at `at`. Their ids are their
    /// numbers.
    void fill(int first, int last, core::Timestamp at) {
        database::ConnectionOptions patient = mailbox_options();
        patient.statement = std::chrono::hours{1};
        database::Connection connection{patient};
        const std::string when = "'" + database::to_sql(at) + "'";
        const std::string from = " FROM seq_" + std::to_string(first) + "_to_" + std::to_string(last) + " s";
        const std::string id = "LPAD(HEX(s.seq), 32, '0')";
        const std::string uuid = "CONCAT('019bc1bd-cc80-7000-8000-', LPAD(HEX(s.seq), 12, '0'))";
        const std::string lower = "SET NAMES utf8mb4; ";
        const std::string statements[] = {
            "INSERT INTO patient_case (id, sequence, received_at, updated_at, organisation, callsign, record, "
            "family_name) "
            "SELECT LOWER(" +
                id + "), 1, " + when + ", " + when + ", 'Service', 'RTW', REPEAT('x', 500), 'Brandstätter'" + from,
            "INSERT INTO transmission (id, case_id, sequence, kind, sha256, size, created_at, received_at, sender, "
            "record) "
            "SELECT LOWER(" +
                uuid + "), LOWER(" + id + "), 1, 'pre_notification', UNHEX(REPEAT('00', 32)), 900, " + when + ", " +
                when + ", REPEAT('a', 64), REPEAT('y', 500)" + from,
            "INSERT INTO measurement (case_id, code, taken_at, value, unit, name, transmission) SELECT LOWER(" + id +
                "), c.code, " + when + ", 80, '/min', 'Puls', LOWER(" + uuid + ")" + from +
                " JOIN (SELECT '8867-4' code UNION SELECT '8480-6' UNION SELECT '59408-5') c",
            "INSERT INTO attachment (id, case_id, transmission, kind, media_type, name, size, chunk_size, chunks, "
            "key_bytes, "
            "nonce_prefix, sha256, ciphertext_sha256, received_at) SELECT LOWER(" +
                uuid + "), LOWER(" + id + "), LOWER(" + uuid +
                "), 'photo', 'image/png', 'Foto', 10, 100, 1, UNHEX(REPEAT('01', 32)), UNHEX(REPEAT('01', 7)), "
                "UNHEX(REPEAT('01', 32)), UNHEX(REPEAT('01', 32)), " +
                when + from,
            "INSERT INTO attachment_progress (case_id, attachment, chunks, bytes, state, changed_at) SELECT LOWER(" +
                id + "), LOWER(" + uuid + "), 1, 26, 'complete', " + when + from,
            "INSERT INTO attachment_chunk (case_id, attachment, number, sealed, received_at) SELECT LOWER(" + id +
                "), LOWER(" + uuid + "), 0, REPEAT('z', 26), " + when + from + " WHERE s.seq % 10 = 0",
            "INSERT INTO delivery (channel, target, case_id, transmission, state, due_at, created_at) SELECT 'hl7', "
            "'his', LOWER(" +
                id + "), LOWER(" + uuid + "), 'rejected', " + when + ", " + when + from,
            "INSERT INTO answer (id, case_id, event, at, said_by) SELECT LOWER(" + uuid + "), LOWER(" + id +
                "), 'seen', " + when + ", 'Erika Muster'" + from,
            "INSERT INTO case_link (case_id, state, linked_by, linked_at) SELECT LOWER(" + id +
                "), 'unknown_person', 'erika', " + when + from,
            "INSERT INTO alarm (case_id, rule, server, destination, priority, reference, state, step, started, "
            "ever_started, step_since, raised_at, changed_at) SELECT LOWER(" +
                id + "), 'team', 'daks', '7001', 'high', LPAD(HEX(s.seq), 24, '0'), 'accepted', 0, TRUE, TRUE, " +
                when + ", " + when + ", " + when + from,
            "INSERT INTO alarm_event (alarm, case_id, at, event, step, destination) SELECT id, case_id, raised_at, "
            "'accepted', 0, '7001' FROM alarm WHERE raised_at = " +
                when};
        for (const auto& statement : statements) connection.run_script(statement);
    }

    static core::CaseId numbered(int number) {
        std::string digits;
        for (; number > 0; number /= 16) digits.insert(0, 1, "0123456789abcdef"[number % 16]);
        return core::CaseId::parse(std::string(32 - digits.size(), '0') + digits).value();
    }

    std::int64_t left() { return count(cases, "SELECT COUNT(*) FROM patient_case"); }

    std::uint64_t run_now() {
        return hospital_server::retention::run_all(cases, turns()) +
               hospital_server::retention::run_all(server, turns("server"));
    }
    std::vector<hospital_server::retention::Turn> turns(const std::string& chain = "zna-musterstadt") const {
        return hospital_server::retention::turns(schedule, chain, clock.now(), notary);
    }

    hospital_server::audit::Notary notary{key_file, {}};
    hospital_server::retention::Schedule schedule = hospital_server::retention::usual_schedule();
};
}  // namespace vorab::test

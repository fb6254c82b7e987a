#include "hospital_server/record/store.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/sealing/attachment.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/record/fold.hpp"

namespace vorab::hospital_server::record {
namespace json = boost::json;
using database::Connection;
using database::optional_value;

namespace {
/// The record that all transmissions of this case make together, in the order of their sequence.
json::object folded(Connection& connection, const sealing::OpenedRecord& latest, bool first_of_case) {
    if (first_of_case) return latest.record;
    json::object record;
    for (const auto& row : connection.query("SELECT record FROM transmission WHERE case_id = ? ORDER BY sequence, id",
                                            {latest.slip.case_id.str()})) {
        record = fold(std::move(record), core::parse_json_object(row.text(0)).value());
    }
    return record;
}

void insert_transmission(Connection& connection, const Transmission& transmission, const std::string& now) {
    const auto& slip = transmission.opened.slip;
    const std::string created_at = database::to_sql(slip.created_at);
    const std::string kind = public_text(slip.kind).str();
    connection.execute(
        "INSERT INTO transmission (id, case_id, sequence, kind, sha256, size, created_at, received_at, sender, record) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {slip.transmission.str(), slip.case_id.str(), slip.sequence, kind, transmission.envelope_sha256,
         static_cast<std::int64_t>(transmission.envelope_size), created_at, now, transmission.opened.sender.fingerprint,
         transmission.opened.text});
}

void update_case(Connection& connection, const Transmission& transmission, const json::object& record, bool cancelled,
                 const std::string& now) {
    const auto facts = read_facts(record).value();  // each part passed when it came
    const auto& slip = transmission.opened.slip;
    const envelope::Arrival arrival = facts.arrival.value_or(envelope::Arrival{});
    const std::optional<std::string> arrival_json =
        facts.arrival ? std::optional{json::serialize(envelope::to_json(arrival))} : std::nullopt;
    const auto eta = arrival.eta ? std::optional{database::to_sql(*arrival.eta)} : std::nullopt;
    const auto priority = arrival.priority ? std::optional{public_text(*arrival.priority).str()} : std::nullopt;
    const std::string text = json::serialize(record);
    connection.execute(
        // Before `sequence` itself: who sent is taken from the highest one, so the others compare with the value before
        // it.
        "UPDATE patient_case SET organisation = IF(? >= sequence, ?, organisation), "
        "callsign = IF(? >= sequence, ?, callsign), sequence = GREATEST(sequence, ?), cancelled = ?, updated_at = ?, "
        "arrival = ?, eta = ?, priority = ?, keyword = ?, family_name = ?, given_name = ?, birth_date = ?, sex = ?, "
        "insurant_number = ?, record = ? WHERE id = ?",
        {slip.sequence, slip.organisation, slip.sequence, slip.callsign, slip.sequence, cancelled ? 1 : 0, now,
         optional_value(arrival_json), optional_value(eta), optional_value(priority), optional_value(arrival.keyword),
         optional_value(facts.patient.family_name), optional_value(facts.patient.given_name),
         optional_value(facts.patient.birth_date), optional_value(facts.patient.sex),
         optional_value(facts.patient.insurant_number), text, slip.case_id.str()});
}

bool is_cancelled(Connection& connection, const core::CaseId& case_id) {
    const auto last = connection.query_one(
        "SELECT kind FROM transmission WHERE case_id = ? ORDER BY sequence DESC, id DESC LIMIT 1", {case_id.str()});
    return last && last->text(0) == "cancellation";
}

void insert_measurements(Connection& connection, const Transmission& transmission) {
    const auto& slip = transmission.opened.slip;
    for (const auto& measurement : transmission.facts.measurements) {
        const std::string taken_at = database::to_sql(measurement.at);
        connection.execute(
            "INSERT IGNORE INTO measurement (case_id, code, taken_at, value, unit, name, method, flag, transmission) "
            "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            {slip.case_id.str(), measurement.code, taken_at, measurement.value, measurement.unit, measurement.name,
             optional_value(measurement.method), optional_value(measurement.flag), slip.transmission.str()});
    }
}

/// A later transmission may name an attachment again; under its id there is one file only.
bool is_the_same(Connection& connection, const core::CaseId& case_id, const Attachment& attachment) {
    return connection
        .query_one(
            "SELECT 1 FROM attachment WHERE case_id = ? AND id = ? AND size = ? AND chunk_size = ? AND key_bytes = ? "
            "AND "
            "nonce_prefix = ? AND sha256 = ? AND ciphertext_sha256 = ?",
            {case_id.str(), attachment.id.str(), attachment.size, attachment.chunk_size,
             core::BytesView{attachment.key}, core::BytesView{attachment.nonce_prefix},
             core::BytesView{attachment.sha256}, core::BytesView{attachment.ciphertext_sha256}})
        .has_value();
}

core::Result<void> insert_attachments(Connection& connection, const Transmission& transmission,
                                      const std::string& now) {
    const auto& slip = transmission.opened.slip;
    for (const auto& attachment : transmission.facts.attachments) {
        const auto chunks = sealing::chunk_count(static_cast<std::uint64_t>(attachment.size),
                                                 static_cast<std::uint64_t>(attachment.chunk_size));
        if (!chunks) {
            return core::failure(core::Problem::schema_violation,
                                 "/attachments: size and chunk_size do not make 1 to 65536 chunks of at most 1 MiB");
        }
        const auto fresh = connection.execute(
            "INSERT IGNORE INTO attachment (id, case_id, transmission, kind, media_type, name, size, chunk_size, "
            "chunks, "
            "key_bytes, nonce_prefix, sha256, ciphertext_sha256, received_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, "
            "?, ?, ?)",
            {attachment.id.str(), slip.case_id.str(), slip.transmission.str(), attachment.kind, attachment.media_type,
             attachment.name, attachment.size, attachment.chunk_size, std::int64_t{*chunks},
             core::BytesView{attachment.key}, core::BytesView{attachment.nonce_prefix},
             core::BytesView{attachment.sha256}, core::BytesView{attachment.ciphertext_sha256}, now});
        if (fresh == 0 && !is_the_same(connection, slip.case_id, attachment)) {
            return core::failure(core::Problem::conflict,
                                 "an attachment's id was used in this case for another file; take a new one");
        }
    }
    return {};
}
}  // namespace

core::Result<std::optional<Stored>> find_stored(Connection& connection, const core::TransmissionId& id,
                                                core::BytesView envelope_sha256) {
    const auto row = connection.query_one("SELECT sha256, received_at FROM transmission WHERE id = ?", {id.str()});
    if (!row) return std::optional<Stored>{};
    if (row->bytes(0) != envelope_sha256) {
        return core::failure(core::Problem::conflict,
                             "this transmission id was used for other content; take a new one");
    }
    return std::optional{Stored{database::timestamp_of(*row, 1), true}};
}

core::Result<Stored> store(Connection& connection, const Transmission& transmission,
                           const std::vector<outbox::NewJob>& jobs, core::Timestamp now, const Consequence& consequence) {
    const auto& slip = transmission.opened.slip;
    const std::string at = database::to_sql(now);
    database::Transaction transaction{connection};
    // The case row first: whoever holds it is the only one that changes this case.
    const bool first_of_case =
        connection.execute(
            "INSERT IGNORE INTO patient_case (id, sequence, received_at, updated_at, organisation, callsign, record) "
            "VALUES (?, ?, ?, ?, ?, ?, '{}')",
            {slip.case_id.str(), slip.sequence, at, at, slip.organisation, slip.callsign}) == 1;
    if (!first_of_case) connection.query("SELECT 1 FROM patient_case WHERE id = ? FOR UPDATE", {slip.case_id.str()});

    const auto earlier = find_stored(connection, slip.transmission, transmission.envelope_sha256);
    if (!earlier) return earlier.error();
    if (*earlier) return **earlier;

    insert_transmission(connection, transmission, at);
    const json::object record = folded(connection, transmission.opened, first_of_case);
    const bool cancelled =
        first_of_case ? slip.kind == envelope::Kind::cancellation : is_cancelled(connection, slip.case_id);
    update_case(connection, transmission, record, cancelled, at);
    insert_measurements(connection, transmission);
    const auto attached = insert_attachments(connection, transmission, at);
    if (!attached) return attached.error();
    outbox::enqueue(connection, slip.case_id, slip.transmission, now, jobs);
    if (consequence) consequence(connection, now);
    audit::write(connection,
                 {.event = "transmission.stored",
                  .case_id = slip.case_id,
                  .transmission = slip.transmission,
                  .peer = transmission.opened.sender.fingerprint},
                 now);
    transaction.commit();
    return Stored{now, false};
}
}  // namespace vorab::hospital_server::record

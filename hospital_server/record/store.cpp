#include "hospital_server/record/store.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/public_name.hpp"
#include "common/sealing/attachment.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/record/fold.hpp"
#include "hospital_server/record/integrity.hpp"
#include "hospital_server/record/plausibility.hpp"
#include "hospital_server/record/words.hpp"

namespace vorab::hospital_server::record {
namespace json = boost::json;
using database::Connection;
using database::optional_value;
using database::Value;

namespace {
/// What stands in columns beside the record: to sort, search and alarm by. Everything is made from the record.
struct Columns {
    /// `written` is the record's text.
    Columns(const json::object& record, const Facts& facts, std::string_view written)
        : patient(facts.patient), text(written) {
        if (facts.arrival) {
            arrival = json::serialize(envelope::to_json(*facts.arrival));
            keyword = facts.arrival->keyword;
            priority = core::public_name(facts.arrival->priority);
            if (facts.arrival->eta) eta = database::to_sql(*facts.arrival->eta);
        }
        const auto implausible_places = implausible(record);
        if (!implausible_places.empty()) flags = json::serialize(implausible_places);
    }

    /// arrival, eta, priority, keyword, family_name, given_name, birth_date, sex, insurant_number, flags, record
    void append_to(std::vector<Value>& values) const {
        for (const auto* column : {&arrival, &eta, &priority, &keyword, &patient.family_name, &patient.given_name,
                                   &patient.birth_date, &patient.sex, &patient.insurant_number, &flags}) {
            values.push_back(optional_value(*column));
        }
        values.emplace_back(text);
    }

    Named named(const std::string& callsign) const {
        return {patient.family_name, patient.given_name, keyword, callsign};
    }

    Patient patient;
    std::optional<std::string> arrival, eta, priority, keyword, flags;
    std::string_view text;
};

/// False when the case is here already; then nothing has changed.
bool insert_case(Connection& connection, const Transmission& transmission, const std::string& now) {
    const auto& slip = transmission.opened.slip;
    const Columns columns{transmission.opened.record, transmission.facts, transmission.opened.text};
    const bool cancelled = slip.kind == envelope::Kind::cancellation;
    const std::string case_id = slip.case_id.str();
    std::vector<Value> values{std::string_view{case_id},       slip.sequence,
                              std::int64_t{cancelled ? 1 : 0}, std::string_view{now},
                              std::string_view{now},           std::string_view{slip.organisation},
                              std::string_view{slip.callsign}};
    columns.append_to(values);
    const bool fresh =
        connection.execute(
            "INSERT INTO patient_case (id, sequence, cancelled, received_at, updated_at, organisation, callsign, "
            "arrival, eta, priority, keyword, family_name, given_name, birth_date, sex, insurant_number, flags, "
            "record, words_kept) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, TRUE) "
            "ON DUPLICATE KEY UPDATE id = id",
            values) == 1;
    if (fresh) keep_first_words(connection, slip.case_id, now, columns.named(slip.callsign));
    return fresh;
}

/// Whoever holds the case's row is the only one that changes this case. Returns the time of this change: later than all
/// before it, also when the clock was set back, so that "since" means something.
core::Timestamp hold_case(Connection& connection, const core::CaseId& case_id, core::Timestamp now) {
    const auto row =
        connection.query_one("SELECT updated_at FROM patient_case WHERE id = ? FOR UPDATE", {case_id.str()});
    return std::max(now, database::timestamp_of(*row, 0) + std::chrono::microseconds{1});
}

/// False when there is one of this id.
bool insert_transmission(Connection& connection, const Transmission& transmission, const std::string& now) {
    const auto& slip = transmission.opened.slip;
    const std::string created_at = database::to_sql(slip.created_at);
    const std::string kind = public_text(slip.kind).str();
    return connection.execute(
               "INSERT INTO transmission (id, case_id, sequence, kind, sha256, size, created_at, received_at, sender, "
               "record) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE id = id",
               {slip.transmission.str(), slip.case_id.str(), slip.sequence, kind, transmission.envelope_sha256,
                static_cast<std::int64_t>(transmission.envelope_size), created_at, now,
                transmission.opened.sender.fingerprint, transmission.opened.text}) == 1;
}

/// The record that all transmissions of this case make together, in the order of their sequence.
struct Folded {
    json::object record = {};
    bool cancelled = false;
};
Folded folded(Connection& connection, const core::CaseId& case_id) {
    Folded all;
    for (const auto& row : connection.query(
             "SELECT record, kind FROM transmission WHERE case_id = ? ORDER BY sequence, id", {case_id.str()})) {
        all.record = fold(std::move(all.record), read_kept(row.text(0)));
        all.cancelled = row.text(1) == "cancellation";
    }
    return all;
}

/// Who sent, and how far it is, stand in the slip of the highest sequence. Returns the case's record.
std::string update_case(Connection& connection, const core::CaseId& case_id, const std::string& now) {
    const Folded all = folded(connection, case_id);
    std::string text = json::serialize(all.record);
    const Columns columns{all.record, read_facts(all.record).value(), text};  // each part passed when it came
    const auto highest = envelope::read_slip(all.record.at("slip").as_object()).value();
    std::vector<Value> values{highest.sequence, std::string_view{highest.organisation},
                              std::string_view{highest.callsign}, std::int64_t{all.cancelled ? 1 : 0},
                              std::string_view{now}};
    columns.append_to(values);
    values.emplace_back(std::string_view{case_id.str()});
    connection.execute(
        "UPDATE patient_case SET sequence = ?, organisation = ?, callsign = ?, cancelled = ?, updated_at = ?, "
        "arrival = ?, eta = ?, priority = ?, keyword = ?, family_name = ?, given_name = ?, birth_date = ?, sex = ?, "
        "insurant_number = ?, flags = ?, record = ?, words_kept = TRUE WHERE id = ?",
        values);
    keep_words(connection, case_id, columns.named(highest.callsign));
    return text;
}

/// One measurement stands once; what a later sequence says of it holds, whichever came first.
void insert_measurements(Connection& connection, const Transmission& transmission) {
    const auto& slip = transmission.opened.slip;
    const std::string case_id = slip.case_id.str();
    const std::string transmission_id = slip.transmission.str();
    std::vector<std::string> times;
    times.reserve(transmission.facts.measurements.size());
    std::vector<std::vector<Value>> rows;
    for (const auto& measurement : transmission.facts.measurements) {
        times.push_back(database::to_sql(measurement.at));
        rows.push_back({std::string_view{case_id}, std::string_view{measurement.code}, std::string_view{times.back()},
                        measurement.value, std::string_view{measurement.unit}, std::string_view{measurement.name},
                        optional_value(measurement.method), optional_value(measurement.flag),
                        std::string_view{transmission_id}, slip.sequence});
    }
    connection.execute_many(
        "INSERT INTO measurement (case_id, code, taken_at, value, unit, name, method, flag, transmission, sequence) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
        "unit = IF((VALUES(sequence), VALUES(transmission)) > (sequence, transmission), VALUES(unit), unit), "
        "name = IF((VALUES(sequence), VALUES(transmission)) > (sequence, transmission), VALUES(name), name), "
        "method = IF((VALUES(sequence), VALUES(transmission)) > (sequence, transmission), VALUES(method), method), "
        "flag = IF((VALUES(sequence), VALUES(transmission)) > (sequence, transmission), VALUES(flag), flag), "
        "transmission = IF((VALUES(sequence), VALUES(transmission)) > (sequence, transmission), VALUES(transmission), "
        "transmission), sequence = GREATEST(sequence, VALUES(sequence))",
        rows);
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

/// Named by several transmissions it belongs to the first in their sequence, whichever came first. True when it is new.
bool insert_attachment(Connection& connection, const envelope::RoutingSlip& slip, const Attachment& attachment,
                       std::int64_t chunks, const std::string& now) {
    return connection.execute(
               "INSERT INTO attachment (id, case_id, transmission, kind, media_type, name, size, chunk_size, chunks, "
               "key_bytes, nonce_prefix, sha256, ciphertext_sha256, received_at, sequence) "
               "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
               "kind = IF((VALUES(sequence), VALUES(transmission)) < (sequence, transmission), VALUES(kind), kind), "
               "media_type = IF((VALUES(sequence), VALUES(transmission)) < (sequence, transmission), "
               "VALUES(media_type), media_type), "
               "name = IF((VALUES(sequence), VALUES(transmission)) < (sequence, transmission), VALUES(name), name), "
               "transmission = IF((VALUES(sequence), VALUES(transmission)) < (sequence, transmission), "
               "VALUES(transmission), transmission), sequence = LEAST(sequence, VALUES(sequence))",
               {attachment.id.str(), slip.case_id.str(), slip.transmission.str(), attachment.kind,
                attachment.media_type, attachment.name, attachment.size, attachment.chunk_size, chunks,
                core::BytesView{attachment.key}, core::BytesView{attachment.nonce_prefix},
                core::BytesView{attachment.sha256}, core::BytesView{attachment.ciphertext_sha256}, now,
                slip.sequence}) == 1;
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
        const bool fresh = insert_attachment(connection, slip, attachment, std::int64_t{*chunks}, now);
        if (!fresh && !is_the_same(connection, slip.case_id, attachment)) {
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
                           const std::vector<outbox::NewJob>& jobs, core::Timestamp now,
                           const Consequence& consequence) {
    database::Transaction transaction{connection};
    auto stored = store_uncommitted(connection, transmission, jobs, now, consequence);
    if (stored && !stored->duplicate) transaction.commit();
    return stored;
}

core::Result<Stored> store_uncommitted(Connection& connection, const Transmission& transmission,
                                       const std::vector<outbox::NewJob>& jobs, core::Timestamp now,
                                       const Consequence& consequence) {
    const auto& slip = transmission.opened.slip;
    const bool first_of_case = insert_case(connection, transmission, database::to_sql(now));
    const auto stored_at = first_of_case ? now : hold_case(connection, slip.case_id, now);
    const std::string at = database::to_sql(stored_at);
    if (!insert_transmission(connection, transmission, at)) {
        const auto earlier = find_stored(connection, slip.transmission, transmission.envelope_sha256);
        if (!earlier) return earlier.error();
        return earlier->value();
    }
    const std::string& text = transmission.opened.text;
    const std::string whole = first_of_case ? text : update_case(connection, slip.case_id, at);
    insert_measurements(connection, transmission);
    const auto attached = insert_attachments(connection, transmission, at);
    if (!attached) return attached.error();
    outbox::enqueue(connection, slip.case_id, slip.transmission, now, jobs, first_of_case);
    if (consequence) consequence(connection, now);
    audit::write(connection,
                 {.event = "transmission.stored",
                  .case_id = slip.case_id,
                  .transmission = slip.transmission,
                  .peer = transmission.opened.sender.fingerprint,
                  .target = digests(text, whole),
                  .size = static_cast<std::int64_t>(transmission.envelope_size)},
                 now);
    return Stored{stored_at, false};
}
}  // namespace vorab::hospital_server::record

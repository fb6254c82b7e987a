#include "hospital_server/adt/store.hpp"

#include <charconv>

#include "common/names/cologne.hpp"
#include "common/names/fold.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/adt/known.hpp"
#include "hospital_server/adt/merge.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::adt {
using database::Connection;
using database::Value;

namespace {
using Rows = std::vector<std::vector<Value>>;
constexpr std::size_t quarantined_bytes = 4096;
constexpr std::int64_t quarantined_rows = 500;
constexpr std::size_t longest_code = 32;

std::string_view view(const std::string& text) { return text; }
Value value_of(const hl7::Change& change) { return database::optional_value(change); }

std::optional<std::string> sql_time(const std::optional<core::Timestamp>& time) {
    return time ? std::optional{database::to_sql(*time)} : std::nullopt;
}

/// The sounds of a person's names, each once for every word.
std::vector<std::string> codes_of(const Person& person) {
    std::vector<std::string> codes;
    for (const auto* name : {&person.family_name, &person.birth_name, &person.given_name}) {
        if (!*name) continue;
        for (const auto& word : names::words(**name)) {
            auto code = names::cologne(word).substr(0, longest_code);
            if (!code.empty()) codes.push_back(std::move(code));
        }
    }
    return codes;
}

std::int64_t year_of(const hl7::Change& birth_date) {
    std::int64_t year = 0;
    if (birth_date && !birth_date->empty()) std::from_chars(birth_date->data(), birth_date->data() + 4, year);
    return year;
}

/// One message's values as the statements take them; the texts live here as long as the statements run.
struct Line {
    Line(const hl7::Adt& from, Known& known)
        : adt(&from),
          said_at(database::to_sql(from.said_at)),
          admitted_at(sql_time(from.stay.admitted_at)),
          discharged_at(sql_time(from.stay.discharged_at)) {
        if (from.stay.state) state = public_text(*from.stay.state).str();
        const auto person = known.renamed(from);
        if (!person) return;
        codes = codes_of(*person);
        birth_year = year_of(person->birth_date);
    }

    const hl7::Adt* adt;
    std::string said_at;
    std::optional<std::string> admitted_at, discharged_at, state;
    std::vector<std::string> codes;  ///< that may be missing
    std::int64_t birth_year = 0;
};

// Later by the message's own clock, or not at all; what was not said stays. said_at itself comes last: MariaDB assigns
// from left to right, and those before it compare with the value that was there.
#define VORAB_NEWER(column) \
    column " = IF(VALUES(said_at) < said_at, " column ", COALESCE(VALUES(" column "), " column "))"
// When it was last heard of, to the hour: it counts in days (forgetting.hpp), and its index need not move with each
// message.
#define VORAB_TOUCHED \
    "changed_at = IF(VALUES(changed_at) > changed_at + INTERVAL 1 HOUR, VALUES(changed_at), changed_at)"
constexpr const char* upsert_patient =
    "INSERT INTO his_patient (authority, number, family_name, given_name, birth_name, birth_date, sex, "
    "insurant_number, street, postal_code, city, said_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?) "
    "ON DUPLICATE KEY UPDATE " VORAB_NEWER("family_name") ", " VORAB_NEWER("given_name") ", " VORAB_NEWER(
        "birth_name") ", " VORAB_NEWER("birth_date") ", " VORAB_NEWER("sex") ", " VORAB_NEWER("insurant_number") ", "
    VORAB_NEWER("street") ", " VORAB_NEWER("postal_code") ", " VORAB_NEWER("city")
    ", " VORAB_TOUCHED ", said_at = GREATEST(said_at, VALUES(said_at))";
constexpr const char* upsert_stay =
    "INSERT INTO his_stay (authority, number, patient_number, patient_class, ward, admitted_at, discharged_at, state, "
    "said_at, changed_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
    VORAB_NEWER("patient_number") ", " VORAB_NEWER("patient_class") ", " VORAB_NEWER("ward") ", " VORAB_NEWER("admitted_at")
    ", " VORAB_NEWER("discharged_at") ", " VORAB_NEWER("state")
    ", " VORAB_TOUCHED ", said_at = GREATEST(said_at, VALUES(said_at))";
#undef VORAB_TOUCHED
#undef VORAB_NEWER

void store_patients(Connection& connection, const std::vector<Line>& lines, const std::string& now) {
    Rows rows, keys;
    for (const auto& line : lines) {
        const auto& patient = line.adt->patient;
        const auto& person = line.adt->person;
        rows.push_back({view(patient.authority), view(patient.number), value_of(person.family_name),
                        value_of(person.given_name), value_of(person.birth_name), value_of(person.birth_date),
                        value_of(person.sex), value_of(person.insurant_number), value_of(person.street),
                        value_of(person.postal_code), value_of(person.city), view(line.said_at), view(now)});
        for (const auto& code : line.codes)
            keys.push_back({view(code), line.birth_year, view(patient.authority), view(patient.number)});
    }
    connection.execute_many(upsert_patient, rows);
    if (keys.empty()) return;
    connection.execute_many("INSERT IGNORE INTO his_name_key (code, birth_year, authority, number) VALUES (?, ?, ?, ?)",
                            keys);
}

void store_stays(Connection& connection, const std::vector<Line>& lines, const std::string& now) {
    Rows rows;
    for (const auto& line : lines) {
        const auto& adt = *line.adt;
        if (adt.stay.number.empty()) continue;
        rows.push_back({view(adt.patient.authority), view(adt.stay.number), view(adt.patient.number),
                        value_of(adt.stay.patient_class), value_of(adt.stay.ward),
                        database::optional_value(line.admitted_at), database::optional_value(line.discharged_at),
                        database::optional_value(line.state), view(line.said_at), view(now)});
    }
    if (!rows.empty()) connection.execute_many(upsert_stay, rows);
}

constexpr const char* note_message =
    "INSERT IGNORE INTO his_message (sender_sha256, content_sha256, received_at) VALUES (?, ?, ?)";

Rows message_rows(const std::vector<Received>& messages, const std::string& now) {
    Rows rows;
    for (const auto& [adt, fingerprint] : messages)
        rows.push_back({core::BytesView{fingerprint.sender}, core::BytesView{fingerprint.content}, view(now)});
    return rows;
}

/// A row of messages without a merge but in the last one. Returns how many stays were another patient's before.
std::size_t store_updates(Connection& connection, const std::vector<const hl7::Adt*>& messages, core::Timestamp now) {
    if (messages.empty()) return 0;
    const std::string at = database::to_sql(now);
    Known known{connection, messages};
    std::vector<Line> lines;
    std::size_t moved = 0;
    for (const auto* message : messages) {
        lines.emplace_back(*message, known);
        if (!message->stay.number.empty() && known.moves_stay(*message)) ++moved;
    }
    store_patients(connection, lines, at);
    store_stays(connection, lines, at);
    for (std::size_t i = 0; i < moved; ++i) audit::write(connection, {.event = "adt.stay_of_another_patient"}, now);
    return moved;
}

/// Returns how many stays were moved.
std::size_t apply(Connection& connection, const std::vector<const Received*>& messages, core::Timestamp now) {
    std::size_t moved = 0;
    std::vector<const hl7::Adt*> row;
    for (const auto* message : messages) {
        row.push_back(&message->adt);
        if (message->adt.merged.empty()) continue;
        moved += store_updates(connection, row, now);
        row.clear();
        merge(connection, message->adt, now);
    }
    return moved + store_updates(connection, row, now);
}

/// When all of them are new, which is how it nearly always is: one statement tells.
std::optional<Stored> store_all_new(Connection& connection, const std::vector<Received>& messages,
                                    core::Timestamp now) {
    const std::string at = database::to_sql(now);
    std::vector<const Received*> all;
    for (const auto& message : messages) all.push_back(&message);
    database::Transaction transaction{connection};
    if (connection.execute_many(note_message, message_rows(messages, at)) != messages.size()) return std::nullopt;
    const Stored stored{0, apply(connection, all, now)};
    transaction.commit();
    return stored;
}
}  // namespace

Fingerprint fingerprint_of(const hl7::Message& message, std::string_view listener) {
    const auto header = message["MSH"];
    std::string sender{listener};
    for (const std::size_t field : {std::size_t{3}, std::size_t{4}, std::size_t{10}})
        (sender += '\n') += header[field].raw();
    const auto digest = [](std::string_view of) {
        const auto made = signing::sha256(core::bytes_of(of));
        return core::Bytes{made.begin(), made.end()};
    };
    return {digest(sender), digest(message.serialise())};
}

Stored store(Connection& connection, const std::vector<Received>& messages, core::Timestamp now) {
    if (const auto stored = store_all_new(connection, messages, now)) return *stored;
    const std::string at = database::to_sql(now);
    std::vector<const Received*> fresh;
    database::Transaction transaction{connection};
    const auto rows = message_rows(messages, at);
    for (std::size_t i = 0; i < rows.size(); ++i) {
        if (connection.execute(note_message, rows[i]) > 0) fresh.push_back(&messages[i]);
    }
    const Stored stored{messages.size() - fresh.size(), apply(connection, fresh, now)};
    transaction.commit();
    return stored;
}

void quarantine(Connection& connection, std::string_view listener, const core::PublicText& reason,
                std::string_view bytes, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const auto kept = core::bytes_of(bytes.substr(0, quarantined_bytes));
    connection.execute("INSERT INTO his_quarantine (at, listener, reason, bytes) VALUES (?, ?, ?, ?)",
                       {view(at), listener, reason.view().substr(0, 120), kept});
    connection.execute("DELETE FROM his_quarantine WHERE id <= ?",
                       {static_cast<std::int64_t>(connection.last_insert_id()) - quarantined_rows});
}
}  // namespace vorab::hospital_server::adt

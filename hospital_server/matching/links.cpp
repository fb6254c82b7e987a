#include "hospital_server/matching/links.hpp"

#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::matching {
using core::Problem;
using database::Connection;
using database::Value;

namespace {
#define VORAB_LINK_COLUMNS                                                                                        \
    "SELECT id, case_id, state, patient_number, authority, visit_number, level, warnings, linked_by, linked_at, " \
    "ended_at FROM case_link "
constexpr const char* of_case = VORAB_LINK_COLUMNS "WHERE case_id = ? AND current = 1";
constexpr const char* of_id = VORAB_LINK_COLUMNS "WHERE id = ?";
#undef VORAB_LINK_COLUMNS

Link link_of(const database::Row& row) {
    Link link;
    link.id = row.integer(0);
    link.case_id = core::CaseId::parse(row.text(1)).value();
    link.unknown_person = row.text(2) == "unknown_person";
    link.patient_number = row.optional_text(3).value_or("");
    link.authority = row.optional_text(4).value_or("");
    link.visit_number = row.optional_text(5).value_or("");
    link.level = row.optional_text(6).value_or("");
    link.warnings = row.text(7);
    link.linked_by = row.text(8);
    link.linked_at = database::timestamp_of(row, 9);
    if (!row.is_null(10)) link.ended_at = database::timestamp_of(row, 10);
    return link;
}

bool same_patient(const Link& one, const Link& other) {
    return one.unknown_person == other.unknown_person && one.patient_number == other.patient_number &&
           one.authority == other.authority && one.visit_number == other.visit_number;
}

/// The case's row is held until the transaction ends, so that two people cannot link at once.
core::Result<std::optional<Link>> hold(Connection& connection, const core::CaseId& case_id, const Hand& hand) {
    if (!connection.query_one("SELECT 1 FROM patient_case WHERE id = ? FOR UPDATE", {case_id.str()}))
        return core::failure(Problem::not_found, "there is no such case");
    auto before = current_link(connection, case_id);
    const std::optional<std::int64_t> now_there = before ? std::optional{before->id} : std::nullopt;
    if (hand.known && hand.known->link != now_there)
        return core::failure(Problem::conflict, "somebody else has changed the link meanwhile");
    return before;
}

void write_audit(Connection& connection, const char* event, const core::CaseId& case_id, const Hand& hand,
                 core::Timestamp now) {
    const auto name = core::PublicText::from_operator(event);
    audit::write(connection, {.event = name, .user_name = hand.user_name, .case_id = case_id, .peer = hand.peer}, now);
}
}  // namespace

std::optional<Link> current_link(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one(of_case, {case_id.str()});
    return row ? std::optional{link_of(*row)} : std::nullopt;
}

std::optional<Link> find_link(Connection& connection, std::int64_t id) {
    const auto row = connection.query_one(of_id, {id});
    return row ? std::optional{link_of(*row)} : std::nullopt;
}

void Links::tell(Connection& connection, const LinkChange& change, core::Timestamp now) const {
    if (change.link.unknown_person) return;
    for (const auto& hook : hooks_) hook(connection, change, now);
}

void Links::end(Connection& connection, const Link& link, const Hand& hand, core::Timestamp now) const {
    const std::string at = database::to_sql(now);
    connection.execute("UPDATE case_link SET current = NULL, ended_at = ?, ended_by = ? WHERE id = ?",
                       {at, hand.user_name, link.id});
    Link ended = link;
    ended.ended_at = now;
    tell(connection, {LinkChange::Kind::unlinked, ended, hand.mailbox}, now);
    write_audit(connection, "case.unlinked", link.case_id, hand, now);
}

core::Result<Link> Links::put(Connection& connection, const Link& wanted, const Hand& hand, core::Timestamp now) const {
    database::Transaction transaction{connection};
    const auto before = hold(connection, wanted.case_id, hand);
    if (!before) return before.error();
    if (*before && same_patient(**before, wanted)) return **before;
    if (*before) end(connection, **before, hand, now);
    const std::string at = database::to_sql(now);
    const auto or_null = [&](const std::string& text) {
        return wanted.unknown_person ? Value{nullptr} : Value{std::string_view{text}};
    };
    connection.execute(
        "INSERT INTO case_link (case_id, state, patient_number, authority, visit_number, level, warnings, linked_by, "
        "linked_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {wanted.case_id.str(), wanted.unknown_person ? "unknown_person" : "linked", or_null(wanted.patient_number),
         or_null(wanted.authority), or_null(wanted.visit_number), or_null(wanted.level), wanted.warnings,
         hand.user_name, at});
    const Link made = find_link(connection, static_cast<std::int64_t>(connection.last_insert_id())).value();
    tell(connection, {LinkChange::Kind::linked, made, hand.mailbox}, now);
    write_audit(connection, made.unknown_person ? "case.person_unknown" : "case.linked", made.case_id, hand, now);
    transaction.commit();
    return made;
}

core::Result<void> Links::remove(Connection& connection, const core::CaseId& case_id, const Hand& hand,
                                 core::Timestamp now) const {
    database::Transaction transaction{connection};
    const auto before = hold(connection, case_id, hand);
    if (!before) return before.error();
    if (*before) end(connection, **before, hand, now);
    transaction.commit();
    return {};
}
}  // namespace vorab::hospital_server::matching

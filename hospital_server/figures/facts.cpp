#include "hospital_server/figures/facts.hpp"

namespace vorab::hospital_server::figures {
using database::Connection;
using database::Row;

namespace {
constexpr const char* cases_sql =
    "SELECT c.received_at, c.organisation, c.priority, c.keyword, c.eta, c.arrived_at, c.seen_at, c.accepted_at, "
    "c.family_name IS NOT NULL AND c.given_name IS NOT NULL, c.birth_date IS NOT NULL, c.insurant_number IS NOT NULL, "
    "EXISTS (SELECT 1 FROM measurement m WHERE m.case_id = c.id), "
    "EXISTS (SELECT 1 FROM transmission t WHERE t.case_id = c.id AND t.kind = 'protocol') "
    "FROM patient_case c WHERE c.received_at >= ? AND c.received_at < ? "
    "AND EXISTS (SELECT 1 FROM transmission t WHERE t.case_id = c.id AND t.kind <> 'test')";

constexpr const char* deliveries_sql =
    "SELECT channel, target, GREATEST(0, TIMESTAMPDIFF(SECOND, created_at, settled_at)) FROM delivery "
    "WHERE state = 'delivered' AND created_at >= ? AND created_at < ? AND settled_at IS NOT NULL";

struct Bounds {
    std::string from, until;
    explicit Bounds(const Period& period)
        : from(database::to_sql(cases::begin_of(period.from))),
          until(database::to_sql(cases::begin_of(period.to + std::chrono::days{1}))) {}
};

std::optional<core::Timestamp> time_or_none(const Row& row, std::size_t column) {
    return row.is_null(column) ? std::nullopt : std::optional{database::timestamp_of(row, column)};
}
}  // namespace

std::vector<CaseFacts> case_facts(Connection& connection, const Period& period) {
    const Bounds bounds{period};
    std::vector<CaseFacts> found;
    for (const auto& row : connection.query(cases_sql, {bounds.from, bounds.until})) {
        CaseFacts facts;
        facts.received_at = database::timestamp_of(row, 0);
        facts.sender = row.text(1);
        facts.priority = row.optional_text(2);
        facts.keyword = row.optional_text(3);
        facts.eta = time_or_none(row, 4);
        facts.arrived_at = time_or_none(row, 5);
        facts.seen_at = time_or_none(row, 6);
        facts.accepted_at = time_or_none(row, 7);
        facts.has_name = row.integer(8) != 0;
        facts.has_birth_date = row.integer(9) != 0;
        facts.has_insurance = row.integer(10) != 0;
        facts.has_vital_signs = row.integer(11) != 0;
        facts.has_protocol = row.integer(12) != 0;
        found.push_back(std::move(facts));
    }
    return found;
}

std::vector<DeliveryFacts> delivery_facts(Connection& connection, const Period& period) {
    const Bounds bounds{period};
    std::vector<DeliveryFacts> found;
    for (const auto& row : connection.query(deliveries_sql, {bounds.from, bounds.until}))
        found.push_back({row.text(0) + " " + row.text(1), std::chrono::seconds{row.integer(2)}});
    return found;
}
}  // namespace vorab::hospital_server::figures

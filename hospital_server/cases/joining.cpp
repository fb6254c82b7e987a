#include "hospital_server/cases/joining.hpp"

#include <algorithm>

#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::cases {
namespace {
using core::failure;
using core::Problem;
using database::Connection;

const core::Failure no_such_case{Problem::not_found, "there is no such case, or not for you"};

/// Both rows, in one order for everybody, until the transaction's end.
bool hold_both(Connection& connection, const core::CaseId& one, const core::CaseId& other) {
    return connection
               .query("SELECT id FROM patient_case WHERE id IN (?, ?) ORDER BY id FOR UPDATE", {one.str(), other.str()})
               .size() == 2;
}

void note(Connection& connection, core::PublicText event, const core::CaseId& case_id, const Joiner& joiner,
          core::Timestamp now) {
    audit::write(connection,
                 {.event = std::move(event), .user_name = joiner.user_name, .case_id = case_id, .peer = joiner.peer},
                 now);
}
}  // namespace

core::Result<void> join(Connection& connection, const core::CaseId& main, const core::CaseId& part,
                        const Joiner& joiner, core::Timestamp now) {
    if (main == part) return failure(Problem::conflict, "a case cannot be joined with itself");
    database::Transaction transaction{connection};
    if (!hold_both(connection, main, part)) return no_such_case;
    if (main_of(connection, main))
        return failure(Problem::conflict, "this case is itself a part of another; join with that one");
    const auto shown_under = main_of(connection, part);
    if (shown_under == main) return {};
    if (shown_under) return failure(Problem::conflict, "the other case is a part of a third one; separate them first");
    connection.execute("UPDATE case_join SET main = ? WHERE main = ?", {main.str(), part.str()});
    connection.execute("INSERT INTO case_join (case_id, main, joined_at, joined_by) VALUES (?, ?, ?, ?)",
                       {part.str(), main.str(), database::to_sql(now), joiner.user_name});
    note(connection, "case.joined", main, joiner, now);
    note(connection, "case.joined", part, joiner, now);
    transaction.commit();
    return {};
}

core::Result<std::vector<core::CaseId>> separate(Connection& connection, const core::CaseId& case_id,
                                                 const Joiner& joiner, core::Timestamp now) {
    database::Transaction transaction{connection};
    if (!connection.query_one("SELECT 1 FROM patient_case WHERE id = ? FOR UPDATE", {case_id.str()}))
        return no_such_case;
    std::vector<core::CaseId> apart;
    for (const auto& row :
         connection.query("SELECT case_id, main FROM case_join WHERE case_id = ? OR main = ? FOR UPDATE",
                          {case_id.str(), case_id.str()})) {
        for (const std::size_t column : {0U, 1U}) apart.push_back(core::CaseId::parse(row.text(column)).value());
    }
    connection.execute("DELETE FROM case_join WHERE case_id = ? OR main = ?", {case_id.str(), case_id.str()});
    std::sort(apart.begin(), apart.end());
    apart.erase(std::unique(apart.begin(), apart.end()), apart.end());
    for (const auto& one : apart) note(connection, "case.separated", one, joiner, now);
    transaction.commit();
    return apart;
}

std::vector<core::CaseId> parts_of(Connection& connection, const core::CaseId& main) {
    std::vector<core::CaseId> parts;
    for (const auto& row : connection.query("SELECT j.case_id FROM case_join j JOIN patient_case c ON c.id = j.case_id "
                                            "WHERE j.main = ? ORDER BY c.received_at, c.id",
                                            {main.str()})) {
        parts.push_back(core::CaseId::parse(row.text(0)).value());
    }
    return parts;
}

std::optional<core::CaseId> main_of(Connection& connection, const core::CaseId& case_id) {
    const auto row = connection.query_one("SELECT main FROM case_join WHERE case_id = ?", {case_id.str()});
    if (!row) return std::nullopt;
    return core::CaseId::parse(row->text(0)).value();
}
}  // namespace vorab::hospital_server::cases

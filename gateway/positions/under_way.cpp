#include "gateway/positions/under_way.hpp"

#include <algorithm>

namespace vorab::gateway {
namespace {
using database::Connection;

Journey journey_of(const database::Row& row) {
    return {core::CaseId::parse(row.text(0)).value(), core::MailboxId::parse(row.text(1)).value(), row.text(2),
            database::timestamp_of(row, 3)};
}

std::vector<Journey> journeys_of(const std::vector<database::Row>& rows) {
    std::vector<Journey> journeys;
    for (const auto& row : rows) journeys.push_back(journey_of(row));
    return journeys;
}
}  // namespace

std::vector<Journey> journeys_of_service(Connection& connection, const std::string& organisation) {
    return journeys_of(connection.query(
        "SELECT u.case_id, u.mailbox, u.callsign, u.noted_at FROM client c JOIN under_way u ON u.client = c.id "
        "WHERE c.organisation = ?",
        {organisation}));
}

std::vector<Journey> journeys_to(Connection& connection, const core::MailboxId& mailbox) {
    return journeys_of(connection.query("SELECT case_id, mailbox, callsign, noted_at FROM under_way WHERE mailbox = ?",
                                        {mailbox.str()}));
}

std::vector<Journey> find(const std::vector<Journey>& journeys, const Named& named) {
    auto wanted = named.case_id;
    core::Timestamp latest{};
    for (const auto& journey : journeys) {
        const bool later = !named.case_id && journey.callsign == named.callsign && journey.noted_at > latest;
        if (!later) continue;
        wanted = journey.case_id;
        latest = journey.noted_at;
    }
    std::vector<Journey> found;
    std::ranges::copy_if(journeys, std::back_inserter(found), [&](const auto& one) { return one.case_id == wanted; });
    return found;
}

bool note_eta(Connection& connection, const Journey& journey, core::Timestamp eta, core::Timestamp said_at) {
    const std::string time = database::to_sql(eta);
    const std::string at = database::to_sql(said_at);
    return connection.execute(
               "UPDATE under_way SET eta = ?, eta_at = ? WHERE case_id = ? AND mailbox = ? AND (eta_at IS NULL OR "
               "(eta_at < ? AND eta <> ?))",
               {time, at, journey.case_id.str(), journey.mailbox.str(), at, time}) == 1;
}
}  // namespace vorab::gateway

#include "hospital_server/audit/audit.hpp"

#include "common/core/public_name.hpp"

namespace vorab::hospital_server::audit {

void write(database::Connection& connection, const Event& event, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string what = event.event.str();
    const auto problem = core::public_name(event.problem);
    const auto case_id = core::public_name(event.case_id);
    const auto transmission = core::public_name(event.transmission);
    const std::optional<std::string> peer = event.peer.empty() ? std::nullopt : std::optional{event.peer};
    connection.execute(
        "INSERT INTO audit (at, event, problem, user_name, case_id, transmission, peer) VALUES (?, ?, ?, ?, ?, ?, ?)",
        {at, what, database::optional_value(problem), database::optional_value(event.user_name),
         database::optional_value(case_id), database::optional_value(transmission), database::optional_value(peer)});
}
}  // namespace vorab::hospital_server::audit

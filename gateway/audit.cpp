#include "gateway/audit.hpp"

namespace vorab::gateway {
namespace {
template <class Named>
std::optional<std::string> name_of(const std::optional<Named>& value) {
    if (!value) return std::nullopt;
    return public_text(*value).str();
}
}  // namespace

void write_audit(database::Connection& connection, const AuditEvent& event, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string what = event.event.str();
    const auto problem = name_of(event.problem);
    const auto client = name_of(event.client);
    const auto mailbox = name_of(event.mailbox);
    const auto transmission = name_of(event.transmission);
    const std::optional<std::string> peer = event.peer.empty() ? std::nullopt : std::optional{event.peer};
    connection.execute(
        "INSERT INTO audit (at, event, problem, client, mailbox, transmission, peer) VALUES (?, ?, ?, ?, ?, ?, ?)",
        {at, what, database::optional_value(problem), database::optional_value(client),
         database::optional_value(mailbox), database::optional_value(transmission), database::optional_value(peer)});
}

async::Task<void> Audit::record(AuditEvent event) {
    auto unit = database_.run([event = std::move(event), now = clock_.now()](database::Connection& connection) {
        write_audit(connection, event, now);
    });
    co_await std::move(unit);
}
}  // namespace vorab::gateway

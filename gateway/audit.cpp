#include "gateway/audit.hpp"

#include "common/core/public_name.hpp"

namespace vorab::gateway {

void write_audit(database::Connection& connection, const AuditEvent& event, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string what = event.event.str();
    const auto problem = core::public_name(event.problem);
    const auto client = core::public_name(event.client);
    const auto mailbox = core::public_name(event.mailbox);
    const auto transmission = core::public_name(event.transmission);
    const auto unless_empty = [](const std::string& text) {
        return text.empty() ? std::nullopt : std::optional<std::string>{text};
    };
    const auto peer = unless_empty(event.peer);
    const auto author = unless_empty(event.author);
    const auto detail = unless_empty(event.detail.str());
    connection.execute(
        "INSERT INTO audit (at, event, problem, client, mailbox, transmission, peer, author, detail) VALUES "
        "(?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {at, what, database::optional_value(problem), database::optional_value(client),
         database::optional_value(mailbox), database::optional_value(transmission), database::optional_value(peer),
         database::optional_value(author), database::optional_value(detail)});
}

async::Task<void> Audit::record(AuditEvent event) {
    auto unit = database_.run([event = std::move(event), now = clock_.now()](database::Connection& connection) {
        write_audit(connection, event, now);
    });
    co_await std::move(unit);
}
}  // namespace vorab::gateway

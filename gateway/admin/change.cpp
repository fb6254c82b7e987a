#include "gateway/admin/change.hpp"

#include <boost/json/serialize.hpp>

#include "gateway/admin/kept.hpp"

namespace vorab::gateway {

Change::Change(database::Connection& connection, const Author& author, AuditEvent event, std::string subject,
               core::Timestamp now)
    : connection_(connection),
      transaction_(connection),
      author_(author),
      event_(std::move(event)),
      subject_(std::move(subject)),
      now_(now) {
    event_.author = author.name;
    event_.peer = author.peer;
}

void Change::keep(std::string_view part, const std::string& key) {
    before_.push_back(kept_rows(connection_, part, key));
}

void Change::commit() {
    const std::string at = database::to_sql(now_);
    const std::string what = event_.event.str();
    const std::string before = boost::json::serialize(before_);
    connection_.execute(
        "INSERT INTO configuration_history (at, author, what, subject, before_it) VALUES (?, ?, ?, ?, ?)",
        {at, author_.name, what, subject_, before});
    write_audit(connection_, event_, now_);
    connection_.execute("UPDATE directory_version SET version = version + 1 WHERE id = 1");
    transaction_.commit();
}
}  // namespace vorab::gateway

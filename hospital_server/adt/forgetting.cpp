#include "hospital_server/adt/forgetting.hpp"

namespace vorab::hospital_server::adt {

std::size_t forget_unheard_since(database::Connection& connection, core::Timestamp then, std::size_t most) {
    const std::string time = database::to_sql(then);
    const auto limit = static_cast<std::int64_t>(most);
    std::uint64_t gone = 0;
    for (const char* sql :
         {"DELETE FROM his_stay WHERE changed_at < ? LIMIT ?", "DELETE FROM his_message WHERE received_at < ? LIMIT ?",
          "DELETE FROM his_quarantine WHERE at < ? LIMIT ?"}) {
        gone += connection.execute(sql, {std::string_view{time}, limit});
    }
    for (const auto& row : connection.query(
             "SELECT authority, number FROM his_patient AS p WHERE changed_at < ? AND NOT EXISTS (SELECT 1 FROM "
             "his_stay AS s WHERE s.authority = p.authority AND s.patient_number = p.number) LIMIT ?",
             {std::string_view{time}, limit})) {
        connection.execute("DELETE FROM his_name_key WHERE authority = ? AND number = ?", {row.text(0), row.text(1)});
        gone += connection.execute("DELETE FROM his_patient WHERE authority = ? AND number = ?",
                                   {row.text(0), row.text(1)});
    }
    return gone;
}
}  // namespace vorab::hospital_server::adt

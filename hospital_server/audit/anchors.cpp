#include "hospital_server/audit/anchors.hpp"

namespace vorab::hospital_server::audit {
using database::Connection;

void note_anchor(Connection& server, const std::string& chain, const Place& place, const Notary& notary,
                 core::Timestamp now) {
    const std::string token = notary.sign({"anchor", chain, place.number, place.hash, now});
    const std::string day = database::to_sql(now).substr(0, 10);
    // The statement first: it compares with the number as it was.
    server.execute(
        "INSERT INTO audit_anchor (chain, day, number, statement) VALUES (?, ?, ?, ?) ON DUPLICATE KEY UPDATE "
        "statement = IF(VALUES(number) > number, VALUES(statement), statement), number = GREATEST(number, "
        "VALUES(number))",
        {chain, day, place.number, token});
}

std::vector<std::string> anchors_of(Connection& server, const std::string& chain) {
    std::vector<std::string> tokens;
    for (const auto& row : server.query("SELECT statement FROM audit_anchor WHERE chain = ? ORDER BY day", {chain})) {
        tokens.push_back(row.text(0));
    }
    return tokens;
}

std::vector<Statement> read_anchors(const std::vector<std::string>& tokens, const Notary& notary) {
    std::vector<Statement> anchors;
    for (const auto& token : tokens) {
        auto statement = notary.read(token);
        if (statement) anchors.push_back(std::move(*statement));
    }
    return anchors;
}

void forget_anchors(Connection& server, core::Timestamp time) {
    const std::string day = database::to_sql(time).substr(0, 10);
    server.execute("DELETE FROM audit_anchor WHERE day < ?", {day});
}
}  // namespace vorab::hospital_server::audit

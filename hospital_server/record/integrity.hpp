#pragma once
// Whether what is kept of a case is what came. In the transaction that stores a transmission its audit row, `target`,
// notes the SHA-256 of the text that was signed, and of the record that all of the case's transmissions make together
// with it. The row becomes a part of the hash chain (docs/decisions/audit-chain.md), so who changes a text by SQL would
// have to write the chain anew, too. Columns that are made from the record, to sort and to search by, are not covered.
#include <map>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::record {

/// For the audit row: "text=BASE64URL case=BASE64URL".
core::PublicText digests(std::string_view text, std::string_view case_record);

enum class Integrity {
    as_received,
    changed,         ///< the text is another one, or nothing says that it ever came
    not_comparable,  ///< its audit row was removed when the period of usage data was over, or is from before there were
                     ///< digests
};
core::PublicText public_text(Integrity integrity);

struct Examined {
    Integrity record = Integrity::not_comparable;         ///< the case's own, which is shown
    std::map<std::string, Integrity> transmissions = {};  ///< by id
    bool changed() const;
};

/// One statement, so that a transmission that comes meanwhile is either in all of it or in none.
Examined examine(database::Connection& connection, const core::CaseId& case_id);

/// The next cases after `last` in the order of their ids, at most a few hundred; empty at the end.
std::vector<core::CaseId> cases_after(database::Connection& connection, const std::string& last);

/// What stands in a column; empty when a changed text is no JSON object any more: who reads the rest is not to fail.
boost::json::object read_kept(std::string_view text);

}  // namespace vorab::hospital_server::record

#pragma once
// Orders to delete a case before its time (GDPR Art. 17 and 21, handbook 7), and legal holds, which keep one whatever
// periods and orders say. Plain functions over a mailbox's database, each one transaction with its audit row. No free
// text: a reason is a word of a list.
#include <boost/json/array.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"
#include "hospital_server/retention/classes.hpp"

namespace vorab::hospital_server::retention {

/// The words that the tracker's API lists: DeletionReason and HoldReason.
bool is_deletion_reason(std::string_view word);
bool is_hold_reason(std::string_view word);

/// Who does it.
struct Hand {
    std::string user_name;
    std::string peer;
    core::PublicText browser = {};
};

/// schemas/tracker.openapi.yaml, DeletionOrder and LegalHold, without `mailbox`.
using Json = boost::json::object;

/// Second eyes make it due at once; without them it is due after the waiting period: nobody's silence keeps a patient's
/// data. not_found: no such case. conflict: it has an open order.
core::Result<Json> order_deletion(database::Connection& connection, const core::CaseId& case_id,
                                  const std::string& reason, const Hand& hand, const Class& of_orders,
                                  core::Timestamp now);
/// conflict: settled or confirmed already, or by the one who ordered it.
core::Result<Json> confirm_order(database::Connection& connection, const std::string& order, const Hand& hand,
                                 core::Timestamp now);
core::Result<Json> withdraw_order(database::Connection& connection, const std::string& order, const Hand& hand,
                                  core::Timestamp now);
/// Open ones, and the last 500 of the settled; newest first.
boost::json::array orders(database::Connection& connection);

/// not_found: no such case. conflict: held already.
core::Result<Json> hold_case(database::Connection& connection, const core::CaseId& case_id, const std::string& reason,
                             const Hand& hand, core::Timestamp now);
/// conflict: released already.
core::Result<Json> release_case(database::Connection& connection, const std::string& hold, const Hand& hand,
                                core::Timestamp now);
boost::json::array holds(database::Connection& connection);

}  // namespace vorab::hospital_server::retention

#pragma once
// What each class deletes, a batch at a time (classes.hpp, DeleteSome).
#include "hospital_server/retention/classes.hpp"

namespace vorab::hospital_server::retention {

/// Cases whose period is over and that nobody holds; and what is left of attachments of cases deleted before.
Batch delete_old_cases(database::Connection& mailbox, const Turn& turn);

/// The case of one order that is due. A case that changed within the last day waits, as long as the period allows:
/// its crew's system may still repeat a transmission, and would bring it back.
Batch delete_ordered_case(database::Connection& mailbox, const Turn& turn);

Batch delete_usage_data(database::Connection& any, const Turn& turn);
Batch delete_records(database::Connection& any, const Turn& turn);
/// Deletion records, settled orders and released holds.
Batch delete_settled(database::Connection& mailbox, const Turn& turn);
Batch delete_sign_ins(database::Connection& server, const Turn& turn);
Batch delete_log_files(database::Connection& server, const Turn& turn);

/// Cases that delete_old_cases() would have taken but for a hold.
std::uint64_t held_back(database::Connection& mailbox, const Turn& turn);

}  // namespace vorab::hospital_server::retention

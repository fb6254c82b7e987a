#pragma once
// What screens and people need of the outbox. Plain functions over a connection.
#include <vector>

#include "common/database/connection.hpp"
#include "common/outbox/delivery.hpp"

namespace vorab::outbox {

struct Counts {
    std::int64_t pending = 0;
    std::int64_t sending = 0;
    std::int64_t delivered = 0;
    std::int64_t rejected = 0;
};
Counts counts_of(database::Connection& connection, const core::CaseId& case_id);

struct DeliveryRow {
    std::int64_t id = 0;
    std::string channel;
    std::string target;
    std::string transmission;
    std::string state;  ///< pending, sending, delivered, rejected
    int attempts = 0;   ///< begun so far
    std::string last_reason;
    core::Timestamp due_at;
    core::Timestamp created_at;
    std::optional<core::Timestamp> settled_at;
};
/// In the order in which they were written.
std::vector<DeliveryRow> deliveries_of(database::Connection& connection, const core::CaseId& case_id);

/// A person decides. Both return false when there is no such row or its state does not allow it: resend takes pending
/// (at once instead of later), delivered and rejected ones; discard takes pending ones and ends them as rejected. The
/// reason is kept with the row until its next attempt.
bool resend(database::Connection& connection, std::int64_t id, const core::PublicText& reason, core::Timestamp now);
bool discard(database::Connection& connection, std::int64_t id, const core::PublicText& reason, core::Timestamp now);

}  // namespace vorab::outbox

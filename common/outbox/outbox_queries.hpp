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

/// A person's last word on a delivery.
struct Decision {
    std::string what;  ///< "resend", "discard"
    std::string by;
    core::Timestamp at{};
    std::string reason;
};

struct DeliveryRow {
    std::int64_t id = 0;
    std::string channel;
    std::string target;
    core::CaseId case_id;
    std::string transmission;
    std::string state;  ///< pending, sending, delivered, rejected, discarded
    int attempts = 0;   ///< begun so far
    std::string last_reason;
    std::optional<core::Timestamp> due_at;  ///< empty: behind an earlier one of its case
    core::Timestamp created_at;
    std::optional<core::Timestamp> settled_at;
    std::optional<Decision> decision;
};
/// In the order in which they were written.
std::vector<DeliveryRow> deliveries_of(database::Connection& connection, const core::CaseId& case_id);
std::optional<DeliveryRow> find_delivery(database::Connection& connection, std::int64_t id);

/// Of one state, oldest first: those written at `from` with an id above `after`, or later.
struct Selection {
    std::string_view state;
    std::string_view channel = "";  ///< empty: all
    std::string_view target = "";
    core::Timestamp from{};
    std::int64_t after = 0;
    core::Timestamp written_before{};
    std::int64_t limit = 50;
};
std::vector<DeliveryRow> select(database::Connection& connection, const Selection& selection);

struct Waiting {
    std::int64_t pending = 0;
    std::int64_t sending = 0;
    std::int64_t rejected = 0;
    std::optional<core::Timestamp> oldest_open;
};
/// Reads the index of what is open or rejected of this line; nothing of what is over.
Waiting waiting_of(database::Connection& connection, std::string_view channel, std::string_view target);

/// A person decides, with a reason of their own words: it may be read by those who read deliveries, and goes into no
/// log. False when there is no such row or its state does not allow it. Resend takes all but those being sent, and
/// makes them due now. Discard takes pending and rejected ones; what waits behind goes on.
bool resend(database::Connection& connection, std::int64_t id, const Decision& decision);
bool discard(database::Connection& connection, std::int64_t id, const Decision& decision);

/// What was said is unsaid: its jobs that have not begun are deleted, whoever they were for; what waits behind goes on.
/// Call inside the transaction that deletes what they refer to.
void withdraw(database::Connection& connection, const core::CaseId& case_id, std::string_view reference,
              core::Timestamp now);

/// After the clock went back: what would be due in more than a minute only is due now. How many.
std::uint64_t hasten_late(database::Connection& connection, core::Timestamp now);

/// Deletes up to `limit` delivered and discarded ones written before `before`: they are proof of a delivery, and needed
/// no longer than the audit says. Returns how many; call again until it is 0.
std::uint64_t forget_delivered(database::Connection& connection, core::Timestamp before, std::int64_t limit = 1'000);

}  // namespace vorab::outbox

#pragma once
// What a list of deliveries is asked for, and how one is shown. Pure.
#include <optional>

#include <boost/json/object.hpp>

#include "common/http/message.hpp"
#include "common/outbox/outbox_queries.hpp"

namespace vorab::hospital_server::deliveries {

/// Behind this one the next page begins: "{created_at} {mailbox} {id}".
struct Place {
    core::Timestamp created_at{};
    core::MailboxId mailbox;
    std::int64_t id = 0;
};

struct Wanted {
    std::optional<core::MailboxId> mailbox;
    std::string channel;
    std::string target;
    std::vector<std::string_view> states;
    std::chrono::seconds older_than{0};
    std::int64_t limit = 50;
    std::optional<Place> after;

    /// As one mailbox's part of it: its rows behind `after`, one more than a page holds.
    outbox::Selection in(const core::MailboxId& id, std::string_view state, core::Timestamp now) const;
};
/// malformed for a value that is not of its form, or a name that is none of ours.
core::Result<Wanted> read_wanted(const http::Request& request);
core::Result<std::int64_t> read_delivery_id(std::string_view text);

boost::json::object to_json(const outbox::DeliveryRow& row, const core::MailboxId& mailbox, core::Timestamp now);
std::string to_text(const Place& place);

}  // namespace vorab::hospital_server::deliveries

#include "hospital_server/deliveries/page.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <limits>

namespace vorab::hospital_server::deliveries {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;

namespace {
constexpr std::array<std::string_view, 5> states{"pending", "sending", "rejected", "delivered", "discarded"};

Result<std::vector<std::string_view>> states_of(std::string_view word) {
    if (word == "open") return std::vector<std::string_view>{"pending", "sending"};
    if (word == "stuck") return std::vector<std::string_view>{"rejected"};
    const auto* const found = std::ranges::find(states, word);
    if (found == states.end())
        return failure(Problem::malformed, "state: open, stuck or a delivery's state is expected");
    return std::vector<std::string_view>{*found};
}

Result<std::int64_t> number_of(std::string_view text, std::int64_t least, std::int64_t most) {
    std::int64_t number = 0;
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), number);
    if (parsed.ec != std::errc{} || parsed.ptr != text.data() + text.size() || number < least || number > most)
        return failure(Problem::malformed, "a number within its limits is expected");
    return number;
}

Result<Place> read_place(std::string_view text) {
    const auto first = text.find(' ');
    const auto second = text.rfind(' ');
    if (first == std::string_view::npos || first == second) return failure(Problem::malformed, "after: unknown place");
    const auto time = core::parse_rfc3339(text.substr(0, first));
    const auto mailbox = core::MailboxId::parse(text.substr(first + 1, second - first - 1));
    const auto id = read_delivery_id(text.substr(second + 1));
    if (!time || !mailbox || !id) return failure(Problem::malformed, "after: unknown place");
    return Place{*time, *mailbox, *id};
}

Result<void> read_one(Wanted& wanted, const std::string& name, const std::string& value) {
    if (name == "channel" || name == "target") {
        (name == "channel" ? wanted.channel : wanted.target) = value;
        return {};
    }
    if (name == "mailbox") {
        const auto id = core::MailboxId::parse(value);
        if (!id) return id.error();
        wanted.mailbox = *id;
        return {};
    }
    if (name == "state") {
        auto some = states_of(value);
        if (!some) return some.error();
        wanted.states = std::move(*some);
        return {};
    }
    if (name == "after") {
        const auto place = read_place(value);
        if (!place) return place.error();
        wanted.after = *place;
        return {};
    }
    const bool limit = name == "limit";
    if (!limit && name != "older_than") return failure(Problem::malformed, "there is no such parameter");
    const auto number = limit ? number_of(value, 1, 200) : number_of(value, 0, 31'536'000);
    if (!number) return number.error();
    if (limit) wanted.limit = *number;
    if (!limit) wanted.older_than = std::chrono::seconds{*number};
    return {};
}

json::value time_or_null(const std::optional<core::Timestamp>& time) {
    return time ? json::value(core::to_rfc3339(*time)) : json::value(nullptr);
}

json::value to_json(const std::optional<outbox::Decision>& decision) {
    if (!decision) return nullptr;
    return json::object{{"what", decision->what},
                        {"by", decision->by},
                        {"at", core::to_rfc3339(decision->at)},
                        {"reason", decision->reason}};
}
}  // namespace

outbox::Selection Wanted::in(const core::MailboxId& id, std::string_view state, core::Timestamp now) const {
    outbox::Selection selection;
    selection.state = state;
    selection.channel = channel;
    selection.target = target;
    selection.written_before = now - older_than + std::chrono::microseconds{1};  // this age, or more
    selection.limit = limit + 1;
    if (!after) return selection;
    selection.from = after->created_at;
    // Of one moment the mailboxes come in the order of their names.
    if (id < after->mailbox) selection.after = std::numeric_limits<std::int64_t>::max();
    if (id == after->mailbox) selection.after = after->id;
    return selection;
}

Result<Wanted> read_wanted(const http::Request& request) {
    Wanted wanted;
    wanted.states = states_of("open").value();
    for (const auto& [name, value] : request.query) {
        const auto read = read_one(wanted, name, value);
        if (!read) return read.error();
    }
    return wanted;
}

Result<std::int64_t> read_delivery_id(std::string_view text) {
    return number_of(text, 1, std::numeric_limits<std::int64_t>::max());
}

std::string to_text(const Place& place) {
    return core::to_rfc3339(place.created_at) + " " + place.mailbox.str() + " " + std::to_string(place.id);
}

json::object to_json(const outbox::DeliveryRow& row, const core::MailboxId& mailbox, core::Timestamp now) {
    const auto age = std::chrono::duration_cast<std::chrono::seconds>(now - row.created_at);
    const bool waits = row.state == "pending";
    return {{"mailbox", mailbox.str()},
            {"id", row.id},
            {"channel", row.channel},
            {"target", row.target},
            {"case", row.case_id.str()},
            {"transmission", row.transmission},
            {"state", row.state},
            {"attempts", row.attempts},
            {"last_reason", row.last_reason.empty() ? json::value(nullptr) : json::value(row.last_reason)},
            {"created_at", core::to_rfc3339(row.created_at)},
            {"age_seconds", std::max<std::int64_t>(0, age.count())},
            {"next_attempt_at", waits ? time_or_null(row.due_at) : json::value(nullptr)},
            {"settled_at", time_or_null(row.settled_at)},
            {"decision", to_json(row.decision)}};
}
}  // namespace vorab::hospital_server::deliveries

#pragma once
// What a wall display shows of one case: the sealed arrival and what is known around it. Nobody here can read `sealed`.
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/envelope/slip.hpp"

namespace vorab::board {

enum class State { announced, seen, ready, arrived, cancelled };

/// The word in the feed: "new", "seen", "ready", "arrived", "cancelled" (schemas/board_feed.schema.json).
core::PublicText public_text(State state);
core::Result<State> parse_state(std::string_view word);

/// What has become of the team's call, in the feed's words: "scheduled", "ringing", "accepted", "unanswered",
/// "failed", or "none". malformed otherwise.
core::Result<core::PublicText> parse_alarm(std::string_view word);

struct Entry {
    core::CaseId case_id;
    std::int64_t sequence = 0;  ///< of the transmission that it came with: a lower one never overwrites a higher one
    core::Timestamp received_at{};
    State state = State::announced;
    std::string sealed;                       ///< JWE compact, for the mailbox's boards
    std::optional<core::Timestamp> eta = {};  ///< what a dispatch system knows better than the crew's own
    /// The team's call in one word of schemas/board_feed.schema.json, or "none". Empty: not told, as it was stays.
    std::optional<std::string> alarm = {};

    friend bool operator==(const Entry&, const Entry&) = default;
};

boost::json::object to_json(const Entry& entry);

/// The state once `coming` is shown in place of `shown`: what the crew sends later does not undo what people in the
/// house have said (seen, ready, arrived); only a cancelled case that is announced again is new again.
State state_after(const Entry& shown, const Entry& coming);

/// What a transmission brings to the boards of its mailbox; nothing when it carries no sealed arrival.
std::optional<Entry> entry_of(const envelope::RoutingSlip& slip, core::Timestamp received_at);

}  // namespace vorab::board

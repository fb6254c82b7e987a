#include "common/board/entry.hpp"

#include <array>

namespace vorab::board {

core::PublicText public_text(State state) {
    switch (state) {
        case State::announced:
            return "new";
        case State::seen:
            return "seen";
        case State::ready:
            return "ready";
        case State::arrived:
            return "arrived";
        case State::cancelled:
            return "cancelled";
    }
    return "new";
}

core::Result<State> parse_state(std::string_view word) {
    for (const State state : {State::announced, State::seen, State::ready, State::arrived, State::cancelled}) {
        if (public_text(state).view() == word) return state;
    }
    return core::Failure{core::Problem::malformed, "not a state of a board entry"};
}

core::Result<core::PublicText> parse_alarm(std::string_view word) {
    static const std::array<core::PublicText, 6> alarms{"none",     "scheduled",  "ringing",
                                                        "accepted", "unanswered", "failed"};
    for (const auto& alarm : alarms) {
        if (alarm.view() == word) return alarm;
    }
    return core::Failure{core::Problem::malformed, "not a word for the team's call"};
}

boost::json::object to_json(const Entry& entry) {
    boost::json::object json;
    json["id"] = entry.case_id.str();
    json["case"] = entry.case_id.str();
    json["received_at"] = core::to_rfc3339(entry.received_at);
    json["state"] = public_text(entry.state).str();
    json["board"] = entry.sealed;
    if (entry.eta) json["eta"] = core::to_rfc3339(*entry.eta);
    if (entry.alarm && *entry.alarm != "none") json["alarm"] = *entry.alarm;
    return json;
}

State state_after(const Entry& shown, const Entry& coming) {
    const bool transmission = coming.sequence > shown.sequence && coming.state == State::announced;
    return transmission && shown.state != State::cancelled ? shown.state : coming.state;
}

std::optional<Entry> entry_of(const envelope::RoutingSlip& slip, core::Timestamp received_at) {
    if (!slip.board) return std::nullopt;
    return Entry{.case_id = slip.case_id,
                 .sequence = slip.sequence,
                 .received_at = received_at,
                 .state = slip.kind == envelope::Kind::cancellation ? State::cancelled : State::announced,
                 .sealed = *slip.board};
}
}  // namespace vorab::board

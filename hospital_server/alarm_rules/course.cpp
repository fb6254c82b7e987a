#include "hospital_server/alarm_rules/course.hpp"

#include <array>
#include <stdexcept>

namespace vorab::hospital_server::alarm_rules {
namespace {
constexpr std::array states{State::scheduled, State::ringing, State::accepted, State::unanswered,
                            State::failed,    State::stopped, State::withdrawn};

bool is_open(State state) { return state == State::ringing || state == State::failed; }

std::size_t position(int step) { return static_cast<std::size_t>(step); }

bool has_next(const Course& course, const std::vector<Step>& chain) { return position(course.step) + 1 < chain.size(); }

core::Timestamp until_next(const Course& course, const std::vector<Step>& chain) {
    const bool known = position(course.step) < chain.size();
    return course.step_since + (known ? chain[position(course.step)].wait : std::chrono::seconds{60});
}

void call(Turn& turn, core::Timestamp now) {
    turn.call = true;
    turn.course.due = now + call_within;
}

void begin(Turn& turn, int step, core::Timestamp now) {
    turn.course.step = step;
    turn.course.started = false;
    turn.course.step_since = now;
    turn.events.push_back({EventKind::calling, step});
    call(turn, now);
}

void fail(Turn& turn) {
    if (turn.course.state == State::failed) return;
    turn.course.state = State::failed;
    turn.events.push_back({EventKind::failed, turn.course.step});
}

/// The next of the chain; at its end it begins anew where nobody at all could be called.
void advance(Turn& turn, const std::vector<Step>& chain, core::Timestamp now) {
    if (has_next(turn.course, chain)) return begin(turn, turn.course.step + 1, now);
    if (turn.course.ever_started) {
        turn.course.state = State::unanswered;
        turn.course.due.reset();
        turn.events.push_back({EventKind::unanswered, turn.course.step});
        return;
    }
    fail(turn);
    turn.course.step = 0;
    turn.course.started = false;
    turn.course.due = now + try_again_after;
}

std::vector<int> all_steps_but(int last, int one) {
    std::vector<int> steps;
    for (int step = 0; step <= last; ++step)
        if (step != one) steps.push_back(step);
    return steps;
}
}  // namespace

core::PublicText public_text(State state) {
    switch (state) {
        case State::scheduled:
            return "scheduled";
        case State::ringing:
            return "ringing";
        case State::accepted:
            return "accepted";
        case State::unanswered:
            return "unanswered";
        case State::failed:
            return "failed";
        case State::stopped:
            return "stopped";
        case State::withdrawn:
            return "withdrawn";
    }
    return "failed";
}

State state_named(std::string_view word) {
    for (const State state : states)
        if (public_text(state).view() == word) return state;
    throw std::logic_error("a state of an alarm that does not exist");
}

core::PublicText public_text(EventKind kind) {
    switch (kind) {
        case EventKind::scheduled:
            return "scheduled";
        case EventKind::retimed:
            return "retimed";
        case EventKind::withdrawn:
            return "withdrawn";
        case EventKind::calling:
            return "calling";
        case EventKind::started:
            return "started";
        case EventKind::refused:
            return "refused";
        case EventKind::attempt:
            return "attempt";
        case EventKind::accepted:
            return "accepted";
        case EventKind::ended:
            return "ended";
        case EventKind::unanswered:
            return "unanswered";
        case EventKind::failed:
            return "failed";
        case EventKind::stopped:
            return "stopped";
    }
    return "failed";
}

Turn on_due(const Course& course, const std::vector<Step>& chain, core::Timestamp now) {
    Turn turn{course};
    if (!course.due || *course.due > now) return turn;
    const bool failed = course.state == State::failed;
    if (course.state == State::scheduled) {
        turn.course.state = State::ringing;
        begin(turn, 0, now);
    } else if (!is_open(course.state)) {
        turn.course.due.reset();
    } else if (!failed && now >= until_next(course, chain)) {
        advance(turn, chain, now);
    } else if (!failed && course.started) {
        turn.course.due = until_next(course, chain);
    } else {
        call(turn, now);
    }
    return turn;
}

Turn on_started(const Course& course, const std::vector<Step>& chain, int step, core::Timestamp now) {
    Turn turn{course};
    if (!is_open(course.state)) {
        // It was stopped or taken while the call was on its way: nobody needs it any more.
        if (course.state != State::unanswered) turn.stop.push_back(step);
        return turn;
    }
    turn.course.ever_started = true;
    if (step != course.step || course.started) return turn;
    turn.course.started = true;
    turn.course.state = State::ringing;
    turn.course.step_since = now;
    turn.course.due = until_next(turn.course, chain);
    turn.events.push_back({EventKind::started, step});
    return turn;
}

Turn on_refused(const Course& course, const std::vector<Step>& chain, int step, bool again, std::string why,
                core::Timestamp now) {
    Turn turn{course};
    if (!is_open(course.state) || step != course.step || course.started) return turn;
    const bool first_time = course.state == State::ringing;
    if (first_time) turn.events.push_back({EventKind::refused, step, {}, std::move(why)});
    if (!again) {
        advance(turn, chain, now);
        return turn;
    }
    turn.course.due = now + try_again_after;
    const bool for_long = !course.ever_started && now - course.step_since >= failed_after;
    if (for_long) fail(turn);
    if (turn.course.state == State::failed)  // perhaps another of the chain can be reached
        turn.course.step = has_next(course, chain) ? course.step + 1 : 0;
    return turn;
}

Turn on_accepted(const Course& course, int step, std::string who, core::Timestamp now) {
    Turn turn{course};
    const auto name = who.empty() ? std::nullopt : std::optional{std::move(who)};
    turn.events.push_back({EventKind::accepted, step, name});
    if (!is_open(course.state) && course.state != State::unanswered) return turn;
    turn.course.state = State::accepted;
    turn.course.due.reset();
    turn.course.by = name;
    turn.course.at = now;
    turn.stop = all_steps_but(course.step, step);
    return turn;
}

Turn on_ended(const Course& course, const std::vector<Step>& chain, int step, std::string how, core::Timestamp now) {
    Turn turn{course};
    turn.events.push_back({EventKind::ended, step, {}, std::move(how)});
    if (course.state == State::ringing && step == course.step && course.started) advance(turn, chain, now);
    return turn;
}

Turn on_stop(const Course& course, std::string why) {
    Turn turn{course};
    const bool rang = is_open(course.state) || course.state == State::unanswered;
    if (!rang && course.state != State::scheduled) return turn;
    turn.course.state = State::stopped;
    turn.course.due.reset();
    turn.events.push_back({EventKind::stopped, course.step, {}, std::move(why)});
    if (is_open(course.state)) turn.stop = all_steps_but(course.step, -1);
    return turn;
}

}  // namespace vorab::hospital_server::alarm_rules

#include "hospital_server/alarms/line.hpp"

#include <algorithm>
#include <charconv>

#include "common/core/random.hpp"
#include "hospital_server/alarm_rules/dry_run.hpp"

namespace vorab::hospital_server::alarms {
namespace {
using alarm_rules::Step;
using alarm_rules::Turn;
using database::Connection;
using std::chrono::milliseconds;

/// The case may be changed by another process, which cannot wake us: so long does a line sleep at most.
constexpr milliseconds longest_sleep{2'000};
constexpr milliseconds after_an_outage{1'000};
constexpr std::size_t reference_size = 24;
constexpr std::size_t most_at_once = 64;  ///< changes in one transaction

Turn answer_to(const Happening& happening, const Stored& alarm, const std::vector<Step>& chain, core::Timestamp now) {
    const int step = happening.step;
    if (std::holds_alternative<Started>(happening.what)) return alarm_rules::on_started(alarm.course, chain, step, now);
    if (const auto* refused = std::get_if<Refused>(&happening.what))
        return alarm_rules::on_refused(alarm.course, chain, step, refused->again, refused->why, now);
    if (const auto* taken = std::get_if<Taken>(&happening.what))
        return alarm_rules::on_accepted(alarm.course, step, taken->who, now);
    if (const auto* ended = std::get_if<Ended>(&happening.what))
        return alarm_rules::on_ended(alarm.course, chain, step, ended->how, now);
    const auto& attempted = std::get<Attempted>(happening.what);
    return {.course = alarm.course,
            .events = {{alarm_rules::EventKind::attempt, step, attempted.who, attempted.result}}};
}

bool is_protocol(Connection& connection, const std::optional<core::TransmissionId>& transmission) {
    if (!transmission) return false;
    const auto kind = connection.query_one("SELECT kind FROM transmission WHERE id = ?", {transmission->str()});
    return kind && kind->text(0) == "protocol";
}

const Stored& of_rule(const std::vector<Stored>& alarms, const std::string& rule) {
    return *std::ranges::find_if(alarms, [&](const auto& alarm) { return alarm.rule == rule; });
}

void apply_plan(Connection& connection, const alarm_rules::Plan& plan, const core::CaseId& case_id,
                const std::vector<Stored>& alarms, core::Timestamp now) {
    for (const auto& one : plan.raise) raise(connection, case_id, one, now);
    for (const auto& move : plan.retime) {
        const auto& alarm = of_rule(alarms, move.rule);
        auto course = alarm.course;
        course.due = move.due;
        save(connection, alarm, course, now);
        if (move.told) add_event(connection, alarm.id, {alarm_rules::EventKind::retimed, 0}, alarm.to, {}, now);
    }
    for (const auto& one : plan.withdraw) {
        const auto& alarm = of_rule(alarms, one.rule);
        auto course = alarm.course;
        course.state = alarm_rules::State::withdrawn;
        course.due.reset();
        save(connection, alarm, course, now);
        const alarm_rules::Event event{alarm_rules::EventKind::withdrawn, 0, {}, one.why};
        add_event(connection, alarm.id, event, alarm.to, {}, now);
    }
}
}  // namespace

/// What is to be done after the commit.
struct Line::Outcome {
    struct Stop {
        std::string server, call_reference;
    };
    core::CaseId case_id;
    std::string version;   ///< of the case that was judged
    bool changed = false;  ///< there is something new to be shown of the case
    bool moved = false;    ///< an alarm of it stands otherwise: its mark may, too
    bool boards = false;   ///< the gateway's boards are to be told
    std::optional<alarm_rules::State> mark = {};
    std::string server;
    std::optional<espax::Call> call;
    std::vector<Stop> stop;
};

std::string call_reference(const std::string& reference, int step) { return reference + "-" + std::to_string(step); }

std::optional<std::pair<std::string, int>> split_reference(const std::string& call_reference) {
    if (call_reference.size() <= reference_size + 1 || call_reference[reference_size] != '-') return std::nullopt;
    int step = 0;
    const char* const end = call_reference.data() + call_reference.size();
    const auto [stopped, error] = std::from_chars(call_reference.data() + reference_size + 1, end, step);
    if (error != std::errc{} || stopped != end || step < 0) return std::nullopt;
    return std::pair{call_reference.substr(0, reference_size), step};
}

Line::Line(async::Executor executor, cases::Mailbox& mailbox, const alarm_rules::Settings& settings, Links& links,
           std::function<void(const std::string&)> owns, Changed changed, const core::Clock& clock,
           const core::Log& log)
    : mailbox_(mailbox),
      settings_(settings),
      links_(links),
      owns_(std::move(owns)),
      changed_(std::move(changed)),
      clock_(clock),
      log_(log),
      something_(executor),
      calls_(executor, log, "alarm calls") {}

void Line::note(Happening happening) {
    inbox_.push_back(std::move(happening));
    wake();
}

void Line::look(core::CaseId case_id) {
    changed_cases_.insert(case_id);
    wake();
}

async::Task<void> Line::run() {
    bool loaded = false;
    for (;;) {
        milliseconds pause = longest_sleep;
        try {
            if (!loaded) {
                co_await load();
            }
            loaded = true;
            co_await hear();
            co_await follow();
            pause = co_await ring_what_is_due();
        } catch (const database::DatabaseError& error) {
            log_.error("alarms: the database failed; tried again soon", {{"error", error.error_code()}});
            pause = after_an_outage;
        }
        [[maybe_unused]] const bool woken = co_await something_.wait(pause);
    }
}

/// Calls of an earlier life of this program may still ring: what is told of them is heard.
async::Task<void> Line::load() {
    auto unit =
        mailbox_.database.run([now = clock_.now()](Connection& connection) { return ringing_alarms(connection, now); });
    const auto ringing = co_await std::move(unit);
    for (const auto& alarm : ringing) {
        owns_(alarm.reference);
        if (!links_.has(alarm.server) || !alarm.course.ever_started) continue;
        for (int step = 0; step <= alarm.course.step; ++step)
            links_.at(alarm.server).adopt(call_reference(alarm.reference, step));
    }
}

/// An alarm server tells of many calls within a moment: what has come together goes into one transaction.
async::Task<void> Line::hear() {
    while (!inbox_.empty()) {
        std::vector<Change> answers;
        const std::size_t count = std::min(inbox_.size(), most_at_once);
        for (std::size_t i = 0; i < count; ++i) {
            const Happening& happening = inbox_[i];
            auto answer = [happening, now = clock_.now()](const Stored& alarm, const Chain& chain) {
                return answer_to(happening, alarm, chain, now);
            };
            answers.push_back({happening.reference, std::move(answer)});
        }
        co_await change(std::move(answers));
        // Only now: what the database did not take is tried again.
        inbox_.erase(inbox_.begin(), std::next(inbox_.begin(), static_cast<std::ptrdiff_t>(count)));
    }
}

/// Returns how long until the next one is due, at most until the next look at everything.
async::Task<milliseconds> Line::ring_what_is_due() {
    const auto now = clock_.now();
    auto unit =
        mailbox_.database.run([now](Connection& connection) { return first_due(connection, now, most_at_once); });
    const auto alarms = co_await std::move(unit);
    std::vector<Change> rings;
    auto next = now + longest_sleep;
    for (const auto& alarm : alarms) {
        if (*alarm.course.due > now) {
            next = std::min(next, *alarm.course.due);
            break;
        }
        rings.push_back({alarm.reference, [now](const Stored& stored, const Chain& chain) {
                             return alarm_rules::on_due(stored.course, chain, now);
                         }});
    }
    if (rings.empty()) co_return std::chrono::ceil<milliseconds>(next - now);
    co_await change(std::move(rings));
    co_return milliseconds{0};  // each has a next step now
}

/// Cases whose arrival time moved, that were cancelled, or where the patient is here. Of those that this process
/// changed we are told; the others are looked for now and then.
async::Task<void> Line::follow() {
    while (!changed_cases_.empty()) {
        const core::CaseId case_id = *changed_cases_.begin();
        co_await judge(case_id, std::nullopt);
        changed_cases_.erase(case_id);  // only now: what the database did not take is tried again
    }
    if (std::chrono::steady_clock::now() < follow_at_) co_return;
    follow_at_ = std::chrono::steady_clock::now() + longest_sleep;
    auto unit = mailbox_.database.run(
        [now = clock_.now()](Connection& connection) { return cases_to_follow(connection, now); });
    const auto cases = co_await std::move(unit);
    std::map<core::CaseId, std::string> followed;
    for (const auto& one : cases) {
        const auto known = followed_.find(one.case_id);
        if (known == followed_.end() || known->second != one.version) {
            co_await judge(one.case_id, std::nullopt);
        }
        followed.emplace(one.case_id, one.version);
    }
    followed_ = std::move(followed);
}

async::Task<void> Line::judge(core::CaseId case_id, std::optional<core::TransmissionId> transmission) {
    auto unit = mailbox_.database.run([this, case_id, transmission, now = clock_.now()](Connection& connection) {
        return judged_in(connection, case_id, transmission, now);
    });
    const auto outcome = co_await std::move(unit);
    followed_.insert_or_assign(case_id, outcome.version);
    perform(outcome);
    if (outcome.changed) wake();
}

async::Task<void> Line::change(std::vector<Change> changes) {
    auto unit = mailbox_.database.run([this, changes = std::move(changes), now = clock_.now()](Connection& connection) {
        return changed_in(connection, changes, now);
    });
    const auto outcomes = co_await std::move(unit);
    for (const auto& outcome : outcomes) perform(outcome);
}

async::Task<void> Line::show_mark(core::CaseId case_id) {
    auto unit = mailbox_.database.run([case_id](Connection& connection) { return mark_of(connection, case_id); });
    const auto mark = co_await std::move(unit);
    if (mark) changed_(mailbox_.id, case_id, mark);
}

/// One alarm whose case is held.
struct Line::Held {
    Stored alarm;
    CaseNow known;
};

std::vector<Line::Outcome> Line::changed_in(Connection& connection, const std::vector<Change>& changes,
                                            core::Timestamp now) const {
    database::Transaction transaction{connection};
    std::map<std::string, std::optional<Held>> alarms;  // by reference
    std::vector<Outcome> outcomes;
    for (const auto& [reference, turn_of] : changes) {
        const auto [known, fresh] = alarms.try_emplace(reference);
        if (fresh) known->second = hold(connection, reference);
        if (!known->second) continue;
        auto& [alarm, of_case] = *known->second;
        const Turn turn = turn_of(alarm, chain_of(alarm));
        Outcome& outcome = outcomes.emplace_back();
        outcome.case_id = alarm.case_id;
        apply_turn(connection, alarm, turn, of_case, now, outcome);
        alarm.course = turn.course;
    }
    mark_all(connection, outcomes, now);
    transaction.commit();
    return outcomes;
}

std::optional<Line::Held> Line::hold(Connection& connection, const std::string& reference) {
    auto known = lock_case_of_alarm(connection, reference);
    auto alarm = known ? find_alarm(connection, reference) : std::nullopt;
    if (!alarm) return std::nullopt;
    return Held{std::move(*alarm), std::move(*known)};
}

/// Each case is marked and shown once, by the last of its changes.
void Line::mark_all(Connection& connection, std::vector<Outcome>& outcomes, core::Timestamp now) const {
    std::map<core::CaseId, Outcome*> last;
    for (auto& outcome : outcomes) {
        if (!outcome.changed) continue;
        const auto [of_case, first] = last.try_emplace(outcome.case_id, &outcome);
        if (first) continue;
        outcome.moved = outcome.moved || of_case->second->moved;
        of_case->second->changed = false;
        of_case->second = &outcome;
    }
    for (const auto& [case_id, outcome] : last) mark(connection, *outcome, now);
}

void Line::apply_turn(Connection& connection, const Stored& alarm, const Turn& turn, const CaseNow& known,
                      core::Timestamp now, Outcome& outcome) const {
    const auto* rule = rule_named(alarm.rule);
    const auto* server = settings_.server_named(alarm.server);
    const auto chain = chain_of(alarm);
    const auto to = [&](int step) { return chain.at(std::min(static_cast<std::size_t>(step), chain.size() - 1)).to; };
    if (turn.call && rule && server) {
        espax::Call call{call_reference(alarm.reference, turn.course.step), to(turn.course.step), {}};
        call.text = alarm_rules::shown_text(*rule, server->profile, known.arrival, now, alarm_rules::local_time);
        call.priority = rule->priority;
        call.tone = rule->tone;
        outcome.server = alarm.server;
        outcome.call = std::move(call);
    }
    for (const int step : turn.stop) outcome.stop.push_back({alarm.server, call_reference(alarm.reference, step)});
    for (const auto& event : turn.events) {
        const bool calls = event.kind == alarm_rules::EventKind::calling && outcome.call;
        const auto text = calls ? std::optional{outcome.call->text} : std::nullopt;
        add_event(connection, alarm.id, event, to(event.step), text, now);
    }
    save(connection, alarm, turn.course, now);
    outcome.moved = outcome.moved || turn.course != alarm.course;
    outcome.changed = outcome.changed || outcome.moved || !turn.events.empty();
}

Line::Outcome Line::judged_in(Connection& connection, const core::CaseId& case_id,
                              const std::optional<core::TransmissionId>& transmission, core::Timestamp now) const {
    Outcome outcome;
    outcome.case_id = case_id;
    database::Transaction transaction{connection};
    const auto known = lock_case(connection, case_id);
    if (!known) return outcome;
    outcome.version = known->version;
    const auto alarms = alarms_of(connection, case_id);
    if (known->is_open()) {
        judge_open(connection, *known, alarms, !is_protocol(connection, transmission), now, outcome);
    } else {
        const char* why = known->cancelled ? "the case was cancelled" : "the patient is here";
        for (const auto& alarm : alarms)
            apply_turn(connection, alarm, alarm_rules::on_stop(alarm.course, why), *known, now, outcome);
    }
    if (outcome.changed) mark(connection, outcome, now);
    transaction.commit();
    return outcome;
}

void Line::judge_open(Connection& connection, const CaseNow& known, const std::vector<Stored>& alarms, bool may_raise,
                      core::Timestamp now, Outcome& outcome) const {
    std::vector<alarm_rules::Known> before;
    for (const auto& alarm : alarms)
        before.push_back({alarm.rule, alarm.server, alarm.to, alarm.priority, alarm.course.state, alarm.course.due});
    const alarm_rules::Situation situation{mailbox_.id, known.arrival, now};
    const auto verdicts = alarm_rules::judge(settings_.rules, situation, alarm_rules::local_time);
    auto plan = alarm_rules::plan(verdicts, before, now);
    if (!may_raise) plan.raise.clear();
    apply_plan(connection, plan, outcome.case_id, alarms, now);
    outcome.changed = outcome.moved = !plan.empty();
}

void Line::mark(Connection& connection, Outcome& outcome, core::Timestamp now) const {
    const auto before = mark_of(connection, outcome.case_id);
    outcome.mark = outcome.moved ? mark_case(connection, outcome.case_id) : before;
    outcome.boards = mailbox_.answers_to && outcome.mark != before;
    if (!outcome.boards) return;
    outbox::enqueue(connection, outcome.case_id, core::new_transmission_id(now), now,
                    {{.channel = "board", .target = *mailbox_.answers_to, .tells_state = true}});
}

void Line::perform(const Outcome& outcome) {
    for (const auto& [server, reference] : outcome.stop) {
        if (links_.has(server)) calls_.spawn(stop(server, reference));
    }
    if (outcome.call) calls_.spawn(call(outcome.server, *outcome.call));
    if (outcome.changed) changed_(mailbox_.id, outcome.case_id, outcome.mark);
    if (outcome.boards) mailbox_.dispatcher.wake(outcome.case_id);
}

async::Task<void> Line::call(std::string server, espax::Call call) {
    const auto [reference, step] = split_reference(call.reference).value();
    Happening happening{reference, step, Started{}};
    owns_(reference);
    auto& link = links_.at(server);
    const auto outcome = co_await link.start(std::move(call));
    if (const auto* refused = std::get_if<espax::CallRefused>(&outcome)) {
        const bool again = refused->action != espax::CodeAction::drop;
        log_.warning("an alarm is not taken by the alarm server",
                     {{"mailbox", mailbox_.id}, {"code", refused->code}, {"again", again}, {"why", refused->why}});
        std::string why = refused->why.str();
        if (refused->code != 0) why += " (" + std::to_string(refused->code) + ")";
        happening.what = Refused{again, std::move(why)};
    }
    note(std::move(happening));
}

async::Task<void> Line::stop(std::string server, std::string call_reference) {
    auto& link = links_.at(server);
    co_await link.stop(std::move(call_reference));
}

const alarm_rules::Rule* Line::rule_named(const std::string& name) const {
    const auto found = std::ranges::find_if(settings_.rules, [&](const auto& rule) { return rule.name == name; });
    return found == settings_.rules.end() ? nullptr : &*found;
}

/// A rule that the configuration no longer has goes on with the one it called.
Line::Chain Line::chain_of(const Stored& alarm) const {
    const auto* rule = rule_named(alarm.rule);
    if (rule) return rule->chain;
    return {Step{alarm.to, std::chrono::seconds{60}, false}};
}

}  // namespace vorab::hospital_server::alarms

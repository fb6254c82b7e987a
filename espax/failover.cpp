#include "espax/failover.hpp"

#include <algorithm>

namespace vorab::espax {
namespace {
constexpr std::chrono::hours for_ever{24 * 365};

bool worth_asking_another(const CallRefused& refused) {
    return refused.action == CodeAction::failover || refused.action == CodeAction::fatal;
}
}  // namespace

struct Failover::Link {
    Link(async::Executor executor, Peer peer, const core::Clock& clock, const core::Log& log, Observer observer)
        : return_within(peer.settings.profile.return_within),
          client(executor, std::move(peer.name), std::move(peer.settings), std::move(peer.connect), clock, log,
                 std::move(observer), std::move(peer.trace)),
          lost(executor),
          back(executor) {}

    /// 0 is best: told that it is active; 1: has not told; 2: on standby; 3: no session.
    int rank() const {
        if (!client.ready()) return 3;
        if (!client.standby()) return 1;
        return *client.standby() ? 2 : 0;
    }

    std::chrono::milliseconds return_within;
    Client client;
    async::Signal lost, back;
};

Failover::Failover(async::Executor executor, std::vector<Peer> peers, const core::Clock& clock, const core::Log& log,
                   Observer observer)
    : log_(log), observer_(std::move(observer)), tasks_(executor, log, "alarm server links") {
    for (auto& peer : peers) {
        const std::size_t at = links_.size();
        links_.push_back(std::make_unique<Link>(executor, std::move(peer), clock, log,
                                                [this, at](const Report& report) { observe(at, report); }));
    }
}

Failover::~Failover() = default;

void Failover::begin() {
    for (std::size_t at = 0; at < links_.size(); ++at) {
        tasks_.spawn(links_[at]->client.run());
        tasks_.spawn(follow_link(at));
    }
}

async::Task<void> Failover::leave(std::chrono::milliseconds at_most) {
    for (const auto& link : links_) co_await link->client.leave(at_most);
    constexpr std::chrono::milliseconds at_once{0};
    co_await tasks_.drain(at_once);
}

/// Where it runs already comes first: that server knows a repetition by its reference.
std::vector<std::size_t> Failover::order(const std::string& reference) const {
    std::vector<std::size_t> links(links_.size());
    for (std::size_t at = 0; at < links.size(); ++at) links[at] = at;
    std::ranges::stable_sort(links, {}, [&](std::size_t at) { return links_[at]->rank(); });
    const auto runs = placed_.find(reference);
    if (runs != placed_.end() && links_[runs->second.at]->client.ready())
        std::stable_partition(links.begin(), links.end(), [&](std::size_t at) { return at == runs->second.at; });
    return links;
}

async::Task<CallOutcome> Failover::start(Call call) {
    auto where = order(call.reference);
    auto placing = place(std::move(call), std::move(where));
    co_return co_await std::move(placing);
}

async::Task<CallOutcome> Failover::place_at(std::size_t at, Call call) {
    const std::string reference = call.reference;
    placing_[reference] = at;
    placed_.insert_or_assign(reference, Placed{at, call});
    const auto outcome = co_await links_[at]->client.start(std::move(call));
    placing_.erase(reference);
    const auto placed = placed_.find(reference);  // gone when the call is over already
    if (placed != placed_.end()) {
        placed->second.runs = std::holds_alternative<CallAccepted>(outcome);
        if (!placed->second.runs) placed_.erase(placed);
    }
    co_return outcome;
}

bool Failover::may_run_unanswered(const CallRefused& refused, std::size_t at) const {
    return refused.code == 0 && links_[at]->rank() < 2;
}

async::Task<CallOutcome> Failover::place(Call call, std::vector<std::size_t> where) {
    const std::string reference = call.reference;
    CallOutcome outcome = CallRefused{reference, 0, CodeAction::failover, "there is no alarm server"};
    std::vector<std::size_t> unanswered;
    for (const std::size_t at : where) {
        outcome = co_await place_at(at, call);
        const auto* refused = std::get_if<CallRefused>(&outcome);
        if (refused == nullptr) {
            // One that gave no answer may run it all the same: nobody must be called by both.
            late_.erase(reference);
            for (const std::size_t other : unanswered) tasks_.spawn(stop_at(other, reference));
            co_return outcome;
        }
        if (may_run_unanswered(*refused, at)) unanswered.push_back(at);
        if (!worth_asking_another(*refused)) break;
    }
    const auto late = late_.extract(reference);
    if (late.empty()) co_return outcome;
    placed_.insert_or_assign(reference, Placed{*late.mapped().begin(), std::move(call), true});
    co_return CallOutcome{CallAccepted{reference, {}, false}};
}

async::Task<void> Failover::stop_at(std::size_t at, std::string reference) {
    const auto stopped = co_await links_[at]->client.stop(std::move(reference));
    if (stopped.stopped && stopped.code == 200)
        log_.info("a second call was ended", {{"alarm_server", links_[at]->client.name()}});
}

async::Task<void> Failover::stop(std::string reference) {
    placed_.erase(reference);
    for (const auto& link : links_) {
        if (!link->client.ready()) continue;
        [[maybe_unused]] const auto stopped = co_await link->client.stop(reference);
    }
}

void Failover::adopt(const std::string& reference) {
    for (const auto& link : links_) link->client.adopt(reference);
}

/// A lost server gets a while to come back: it knows its calls, another one would call people again.
async::Task<void> Failover::until_back(Link& link) {
    const auto end = std::chrono::steady_clock::now() + link.return_within;
    while (!link.client.ready()) {
        const auto left = end - std::chrono::steady_clock::now();
        if (left.count() <= 0) co_return;
        [[maybe_unused]] const bool logged_in = co_await link.back.wait(left);
    }
}

async::Task<void> Failover::follow_link(std::size_t at) {
    auto& link = *links_[at];
    for (;;) {
        const bool lost = co_await link.lost.wait(for_ever);
        if (!lost) continue;
        const bool runs_here =
            std::ranges::any_of(placed_, [&](const auto& one) { return one.second.at == at && one.second.runs; });
        if (!runs_here) continue;
        co_await until_back(link);
        co_await place_again(at);
    }
}

/// What rang at a server that was lost, and nobody has taken.
async::Task<void> Failover::place_again(std::size_t lost) {
    std::vector<Call> calls;
    for (const auto& [reference, placed] : placed_)
        if (placed.at == lost && placed.runs && !placed.taken) calls.push_back(placed.call);
    for (auto& call : calls) {
        const std::string reference = call.reference;
        const auto outcome = co_await start(std::move(call));
        const bool runs = std::holds_alternative<CallAccepted>(outcome);
        log_.warning("a call of a lost alarm server was placed again", {{"runs", runs}});
        if (!runs) observer_(CallEnded{reference, "Failure", "the alarm server was lost", false});
    }
}

void Failover::stop_elsewhere(const std::string& reference, std::size_t but) {
    const auto placed = placed_.find(reference);
    if (placed != placed_.end() && placed->second.at != but) tasks_.spawn(stop_at(placed->second.at, reference));
}

void Failover::observe(std::size_t from, const Report& report) {
    if (const auto* one = std::get_if<CallAccepted>(&report)) return accepted(from, *one);
    if (const auto* one = std::get_if<CallEnded>(&report)) return ended(from, *one);
    if (std::holds_alternative<LinkDown>(report)) {
        links_[from]->lost.notify();
    } else if (std::holds_alternative<LoggedIn>(report)) {
        links_[from]->back.notify();
    } else if (std::holds_alternative<ServerCondition>(report)) {
        note_condition();
    } else if (const auto* taken = std::get_if<CallTaken>(&report)) {
        stop_elsewhere(taken->reference, from);
        if (const auto placed = placed_.find(taken->reference); placed != placed_.end()) placed->second.taken = true;
    }
    const bool answer = std::holds_alternative<CallRefused>(report) || std::holds_alternative<CallStopped>(report);
    if (!answer) observer_(report);  // whoever asked gets those
}

/// An answer in time goes to whoever started the call. One that is late may be a second call, or the only one.
void Failover::accepted(std::size_t from, const CallAccepted& accepted) {
    const auto& reference = accepted.reference;
    const auto placing = placing_.find(reference);
    if (placing != placing_.end()) {
        if (placing->second != from) late_[reference].insert(from);
        return;
    }
    const auto placed = placed_.find(reference);
    if (placed == placed_.end()) {
        placed_.insert_or_assign(reference, Placed{from, {}, true, true});  // without its text it is not placed again
        return observer_(accepted);
    }
    if (placed->second.at != from) tasks_.spawn(stop_at(from, reference));
}

/// The end of a call that runs elsewhere too, and that nobody took, is no end.
void Failover::ended(std::size_t from, const CallEnded& ended) {
    const auto placed = placed_.find(ended.reference);
    const bool elsewhere = placed != placed_.end() && placed->second.at != from;
    if (elsewhere && !ended.taken) return;
    if (!elsewhere && placed != placed_.end()) placed_.erase(placed);
    observer_(ended);
}

void Failover::note_condition() {
    const bool none = std::ranges::all_of(
        links_, [](const auto& link) { return link->client.ready() && link->client.standby() == true; });
    if (none && !none_active_) log_.error("every alarm server is on standby: no call can be placed");
    if (!none && none_active_) log_.info("an alarm server is active again");
    none_active_ = none;
}

std::vector<Failover::Health> Failover::health() const {
    std::vector<Health> all;
    for (const auto& link : links_) all.push_back({link->client.name(), link->client.ready(), link->client.standby()});
    return all;
}

}  // namespace vorab::espax

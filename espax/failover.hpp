#pragma once
// One alarm server, or two that stand in for each other, as one. Both links are up all the time; a call goes to the
// first server that is not on standby, and with the same reference to the other one when it is refused or not answered
// there. A call whose server is lost while it rings is placed again, at the same server when that is back soon (which
// knows it by its reference), else at the other one.
#include <functional>
#include <map>
#include <memory>
#include <set>
#include <vector>

#include "common/async/task_group.hpp"
#include "espax/client.hpp"

namespace vorab::espax {

class Failover {
  public:
    using Observer = std::function<void(const Report&)>;

    struct Peer {
        core::PublicText name;  ///< in log lines
        SessionSettings settings;
        Connect connect;
        Session::Trace trace = {};
    };

    /// One or two peers, the preferred one first. `observer` hears what is told of calls, each call's end once.
    Failover(async::Executor executor, std::vector<Peer> peers, const core::Clock& clock, const core::Log& log,
             Observer observer);
    ~Failover();
    Failover(const Failover&) = delete;
    Failover& operator=(const Failover&) = delete;

    /// Keeps all links up, until leave().
    void begin();
    /// Logs out everywhere; nothing runs any more then.
    async::Task<void> leave(std::chrono::milliseconds at_most);

    /// Starts the call, or finds out that it runs already. CallRefused when no server takes it now.
    async::Task<CallOutcome> start(Call call);
    /// Ends it wherever it may run.
    async::Task<void> stop(std::string reference);
    /// A call that an earlier life of this program has started.
    void adopt(const std::string& reference);

    struct Health {
        core::PublicText name;
        bool ready = false;
        std::optional<bool> standby = {};  ///< empty while it has not told
    };
    std::vector<Health> health() const;

  private:
    struct Link;
    struct Placed {
        std::size_t at = 0;  ///< which link
        Call call;
        bool runs = false;  ///< the server has said so
        bool taken = false;
    };

    std::vector<std::size_t> order(const std::string& reference) const;
    async::Task<CallOutcome> place(Call call, std::vector<std::size_t> where);
    async::Task<CallOutcome> place_at(std::size_t at, Call call);
    bool may_run_unanswered(const CallRefused& refused, std::size_t at) const;
    async::Task<void> stop_at(std::size_t at, std::string reference);
    async::Task<void> follow_link(std::size_t at);
    async::Task<void> until_back(Link& link);
    async::Task<void> place_again(std::size_t lost);
    void stop_elsewhere(const std::string& reference, std::size_t but);
    void observe(std::size_t from, const Report& report);
    void accepted(std::size_t from, const CallAccepted& accepted);
    void ended(std::size_t from, const CallEnded& ended);
    void note_condition();

    const core::Log& log_;
    Observer observer_;
    std::vector<std::unique_ptr<Link>> links_;
    std::map<std::string, Placed> placed_;               ///< by reference: calls that run, or are being placed
    std::map<std::string, std::size_t> placing_;         ///< at which link an answer is awaited
    std::map<std::string, std::set<std::size_t>> late_;  ///< links that took a call after all, while another was asked
    bool none_active_ = false;
    async::TaskGroup tasks_;
};

}  // namespace vorab::espax

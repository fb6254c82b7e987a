#pragma once
// The link to one alarm server: keeps a session up for as long as run() runs, and carries calls over it.
#include <map>
#include <memory>

#include "common/core/log.hpp"
#include "espax/session.hpp"
#include "espax/stream.hpp"
#include "espax/timers.hpp"

namespace vorab::espax {

using CallOutcome = std::variant<CallAccepted, CallRefused>;

class Client {
  public:
    /// Called on the loop's thread with everything a session reports, also after start() has returned: taken, ended.
    using Observer = std::function<void(const Report&)>;

    /// `name` stands in log lines. `clock` and `log` must outlive the client, the client whatever it awaits.
    Client(async::Executor executor, core::PublicText name, SessionSettings settings, Connect connect,
           const core::Clock& clock, const core::Log& log, Observer observer = {}, Session::Trace trace = {});

    /// Connects, serves and connects again, until cancelled or until leave(). For a TaskGroup.
    async::Task<void> run();

    /// Returns when the server has answered, or with CallRefused (code 0) when it did not or there is no session: at
    /// once in the latter case. Two starts of one reference at the same time share one request.
    async::Task<CallOutcome> start(Call call);
    async::Task<CallStopped> stop(std::string reference);

    /// Logs out and ends run(); waits for that no longer than `at_most`.
    async::Task<void> leave(std::chrono::milliseconds at_most);

    /// A call that an earlier life of this program has started: what is told of it is known again.
    void adopt(const std::string& reference) { session_.adopt(reference); }

    bool ready() const { return session_.ready(); }
    std::optional<bool> standby() const { return session_.standby(); }  ///< empty while the server has not told
    const core::PublicText& name() const { return name_; }

  private:
    template <class Value>
    struct Waiter {
        explicit Waiter(async::Executor executor) : done(executor) {}
        async::Signal done;
        std::optional<Value> value;
    };
    template <class Value>
    using Waiters = std::multimap<std::string, std::shared_ptr<Waiter<Value>>>;

    async::Task<void> serve(std::unique_ptr<Stream> stream);
    std::chrono::milliseconds next_wait();
    void feed(const Event& event);
    void perform(const Action& action);
    void deliver(const Report& report);
    void note(const Report& report);
    void not_connected(const core::Failure& failure);
    template <class Value>
    void settle(Waiters<Value>& waiters, const std::string& reference, const Value& value);

    async::Executor executor_;
    core::PublicText name_;
    Profile profile_;
    Connect connect_;
    const core::Log& log_;
    Observer observer_;
    Session session_;
    std::unique_ptr<Stream> stream_;
    Timers<Timer> timers_;
    async::Signal link_down_;
    Waiters<CallOutcome> starts_;
    Waiters<CallStopped> stops_;
    core::PublicText last_trouble_;  ///< so that the same reason is logged once
    unsigned failures_ = 0;          ///< connections in a row that did not become a session
    bool login_refused_ = false;
    bool leaving_ = false;
};

}  // namespace vorab::espax

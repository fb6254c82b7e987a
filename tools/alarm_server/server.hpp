#pragma once
// The simulated alarm server on a TCP port.
#include <functional>
#include <memory>

#include "common/async/task_group.hpp"
#include "tools/alarm_server/alarm_server.hpp"

namespace vorab::alarm_server {

class Server {
  public:
    /// Listens at once on `address`:`port` (0: any free one); throws boost::system::system_error when it cannot.
    /// `on_note` gets one JSON line for each login, call, stop and so on.
    Server(async::Executor executor, Options options, const core::Clock& clock, const core::Log& log,
           const std::string& address, std::uint16_t port, std::function<void(std::string_view json)> on_note);
    ~Server();

    std::uint16_t port() const;
    async::Task<void> run();   ///< accepts until cancelled; for a TaskGroup
    async::Task<void> stop();  ///< ends all connections and the listening

    /// Changed while it runs: the next request meets the new behaviour.
    Options& options();
    void announce(const espax::Condition& condition);
    void answer_call(const std::string& which, const Outcome& outcome);  ///< see AlarmServer
    void refuse(int code, int count);                                    ///< the next starts; count 0: all
    void complain(int code);                                             ///< IND.ERROR
    void shut_down();         ///< CMD.SHUTDOWN to every session; new connections are still taken
    void drop_connections();  ///< as if the cable was pulled
    std::size_t running_calls() const;

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vorab::alarm_server

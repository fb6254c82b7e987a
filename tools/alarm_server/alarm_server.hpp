#pragma once
// A simulated alarm server that conforms to ESPA-X 1.00 as far as public facts go, without I/O: what connections bring
// goes in, what is to be done comes out. Calls are played by a script: started, queued, processing, accepted by a
// human.
#include <compare>
#include <map>
#include <variant>
#include <vector>

#include "common/core/clock.hpp"
#include "espax/document.hpp"
#include "espax/frame.hpp"
#include "tools/alarm_server/options.hpp"

namespace vorab::alarm_server {

using ConnectionId = std::uint64_t;

struct Timer {
    enum class Purpose { session, script, late };
    Purpose purpose = Purpose::session;
    std::uint64_t key = 0;  ///< a connection or a TAN
    friend auto operator<=>(const Timer&, const Timer&) = default;
};

struct Send {
    ConnectionId connection;
    std::string bytes;
};
struct Close {
    ConnectionId connection;
};
struct SetTimer {  ///< replaces an earlier one of the same name; one that has lost its purpose may still expire
    Timer timer;
    std::chrono::milliseconds after;
};
struct Note {  ///< one JSON object for whoever watches
    std::string json;
};
using Output = std::variant<Send, Close, SetTimer, Note>;
using Outputs = std::vector<Output>;

class AlarmServer {
  public:
    /// `clock` must outlive the server.
    AlarmServer(Options options, const core::Clock& clock);

    Outputs connected(ConnectionId connection);
    Outputs received(ConnectionId connection, std::string_view bytes);
    Outputs disconnected(ConnectionId connection);
    Outputs expired(const Timer& timer);

    /// IND.S-SYSTEM to every session.
    Outputs announce(const espax::Condition& condition);
    /// The telephone of a running call is answered, by TAN or reference, or the first of "all".
    Outputs answer_call(const std::string& which, const Outcome& outcome);
    /// Answers the next starts with this code; a count of 0: all of them, a code of 0: none.
    void refuse(int code, int count);
    /// IND.ERROR to every connection.
    Outputs complain(int code);
    /// Changed while it runs: the next request meets the new behaviour.
    Options& options() { return options_; }

    /// CMD.SHUTDOWN to every session, then all connections close.
    Outputs shut_down();

    std::size_t running_calls() const { return calls_.size(); }

  private:
    struct Peer {
        espax::Deframer deframer;
        std::string session;  ///< empty before the login
    };
    struct RunningCall {
        espax::StartRequest request;
        std::string tan, created;
        int step = 0;
    };
    using Calls = std::map<std::uint64_t, RunningCall>;  ///< by TAN
    struct LateAnswer {
        ConnectionId connection = 0;
        espax::Document document;
        std::uint32_t number = 0;
    };
    struct Turn;  ///< one request being served

    void read(Outputs& out, ConnectionId connection, const espax::Frame& frame);
    void serve(Turn& turn, const espax::LoginRequest& login);
    void serve(Turn& turn, const espax::HeartbeatRequest&);
    void serve(Turn& turn, const espax::LogoutRequest&);
    void serve(Turn& turn, const espax::ConditionRequest&);
    void serve(Turn& turn, const espax::StartRequest& start);
    void serve(Turn& turn, const espax::StopRequest& stop);
    void serve(Turn& turn, const espax::StateRequest& state);
    template <class Other>
    void serve(Turn& turn, const Other&);

    void reply(Turn& turn, espax::Message answer);
    void indicate(Outputs& out, espax::Message message);
    void complain(Outputs& out, ConnectionId connection, int code);
    void send(Outputs& out, ConnectionId connection, espax::Document document, std::uint32_t number = 0);
    int verdict_on(const espax::StartRequest& start);
    void play(Outputs& out, Calls::iterator call);
    void attempt(Outputs& out, const RunningCall& call, std::string status, std::string result);
    void finish(Outputs& out, Calls::iterator call, const Outcome& outcome);
    void end(Outputs& out, Calls::iterator call, std::string reason, std::string result);
    Calls::iterator selected(const espax::Selection& selection);
    espax::Process process_of(const RunningCall& call) const;
    Outputs with_fault(Outputs out) const;

    Options options_;
    const core::Clock& clock_;
    std::map<ConnectionId, Peer> peers_;
    Calls calls_;
    std::map<std::uint64_t, LateAnswer> late_;  ///< by TAN
    std::uint64_t last_tan_ = 4710;
    int refused_ = 0;
};

}  // namespace vorab::alarm_server

#pragma once
// The client's side of one ESPA-X link, without I/O: events in, actions out. One Session lives as long as the program
// and over any number of connections; its running calls and its counting of invokeIDs survive a lost link, the login
// does not.
#include <compare>
#include <functional>

#include "common/core/clock.hpp"
#include "common/core/sensitive.hpp"
#include "espax/call.hpp"
#include "espax/call_book.hpp"
#include "espax/document.hpp"
#include "espax/frame.hpp"

namespace vorab::espax {

struct SessionSettings {
    Profile profile;
    std::string user;
    core::Sensitive<std::string> password;  ///< sent in clear text, as the protocol has it; never traced
    std::string client = "Vorab";           ///< LI-CLIENT, 1 to 30 characters
    std::string client_software = "Vorab";
};

struct Timer {
    enum class Purpose { answer, heartbeat, condition };
    Purpose purpose = Purpose::answer;
    std::uint64_t invoke = 0;  ///< of the request whose answer is awaited
    friend auto operator<=>(const Timer&, const Timer&) = default;
};

// Events.
struct Connected {};
struct Received {
    std::string_view bytes;
};
struct TimerExpired {
    Timer timer;
};
struct StartCall {
    Call call;
};
struct StopCall {
    std::string reference;
};
struct LogOut {};
struct Disconnected {};  ///< all timers that were set are to be forgotten
using Event = std::variant<Connected, Received, TimerExpired, StartCall, StopCall, LogOut, Disconnected>;

// Actions, to be done in their order.
struct Send {
    std::string bytes;
};
struct SetTimer {
    Timer timer;
    std::chrono::milliseconds after;
};
struct CancelTimer {
    Timer timer;
};
struct Close {
    core::PublicText why;
};
using Action = std::variant<Send, SetTimer, CancelTimer, Close, Report>;

class Session {
  public:
    enum class Direction { sent, received };
    using Trace = std::function<void(Direction, std::string_view frame)>;

    /// `clock` must outlive the session. A trace sees every frame, those of ours without the password and without the
    /// text for the handset; bytes that are no frame come as they are.
    Session(SessionSettings settings, const core::Clock& clock, Trace trace = {});
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    std::vector<Action> on(const Event& event);

    /// A call that an earlier life of this program has started: its indications are known again.
    void adopt(const std::string& reference);

    bool ready() const { return state_ == State::ready; }
    std::optional<bool> standby() const { return standby_; }

  private:
    enum class State { disconnected, logging_in, ready, leaving, closing };
    using Actions = std::vector<Action>;
    struct Pending {
        std::string_view request;  ///< "REQ.P-START"
        std::string reference;
    };

    void handle(Actions& out, const Connected&);
    void handle(Actions& out, const Received& received);
    void handle(Actions& out, const TimerExpired& expired);
    void handle(Actions& out, const StartCall& start);
    void handle(Actions& out, const StopCall& stop);
    void handle(Actions& out, const LogOut&);
    void handle(Actions& out, const Disconnected&);

    void read(Actions& out, const Frame& frame);
    void limit(Actions& out, std::size_t before);
    void answer(Actions& out, const Document& document);
    void indication(Actions& out, const Document& document);
    void login_answered(Actions& out, const Document& document);
    void start_answered(Actions& out, const StartAnswer& answer, const std::string& reference);
    void late_start(Actions& out, const StartAnswer& answer);
    void stop_answered(Actions& out, int code, const std::string& reference);
    void heartbeat_answered(Actions& out, int code);
    void unanswered(Actions& out, const Pending& pending, core::PublicText why);
    void ended_unanswered(Actions& out, const std::string& reference, const std::string& tan);
    std::map<std::uint64_t, Pending>::iterator pending_start(const std::string& reference);
    void condition(Actions& out, const Condition& condition);

    void request(Actions& out, Message message, std::chrono::milliseconds within, std::string reference = {});
    void close(Actions& out, core::PublicText why);

    SessionSettings settings_;
    const core::Clock& clock_;
    Trace trace_;
    CallBook calls_;
    Deframer deframer_;
    State state_ = State::disconnected;
    std::string session_id_;
    std::optional<bool> standby_;
    std::uint64_t last_invoke_ = 0;
    std::map<std::uint64_t, Pending> pending_;
    int frames_ = 0;  ///< since the last heartbeat that was answered
    int odd_frames_ = 0;
};

}  // namespace vorab::espax

#pragma once
// A call to a team (an ESPA-X process) as the program sees it, and everything that is reported about it and the link.
#include <variant>

#include "espax/messages.hpp"
#include "espax/profile.hpp"

namespace vorab::espax {

enum class Priority { low, standard, medium, high, emergency };  ///< CP-PRIO
enum class Tone { standard, urgent, emergency, special };        ///< CP-SIGNAL

struct Call {
    std::string reference;    ///< CP-PR-REF, 1 to 32 characters: the idempotency key, the same for every repetition
    std::string destination;  ///< group, number or alarm name, as the profile's address mode says
    std::string text;         ///< shown on the handset: no name, no birth date
    Priority priority = Priority::standard;
    Tone tone = Tone::standard;
    std::uint16_t attempts = 1;
    std::uint16_t delay = 0;  ///< seconds between two attempts
};

/// The request for a call. A wrong reference or destination is refused (schema_violation), a long text is cut.
core::Result<StartRequest> start_request(const Call& call, const Profile& profile);

/// The server runs the call. `tan` is empty when it did not name one, as with a duplicate.
struct CallAccepted {
    std::string reference, tan;
    bool duplicate = false;
};
/// The server does not run the call, or nobody knows (code 0: no answer, no link). To be repeated with the same
/// reference.
struct CallRefused {
    std::string reference;
    int code = 0;
    CodeAction action = CodeAction::drop;
    core::PublicText why;
};
/// Something happened in a running call. Words are the server's own.
struct CallProgress {
    std::string reference;
    std::string status, result;       ///< SP-STATUS/SP-RESULT of the call or SS-STATUS/SS-RESULT of one attempt
    std::string person, number, key;  ///< of one attempt; empty where the whole call is meant
};
/// A human took the alarm. `person` is empty where the server only tells that somebody did.
struct CallTaken {
    std::string reference, person, number;
};
struct CallEnded {
    std::string reference, reason, result;
    bool taken = false;  ///< some human had taken it
};
/// The answer to a stop: true when the call does not run any more (also when it had ended before).
struct CallStopped {
    std::string reference;
    int code = 0;
    bool stopped = false;
};
struct LoggedIn {
    std::string server, software;
};
struct LoginRefused {
    int code = 0;
    CodeAction action = CodeAction::fatal;
};
struct ServerCondition {
    Condition condition;
};
/// The connection is gone. Calls that run keep running as far as is known; their indications may come in the next
/// session.
struct LinkDown {
    bool was_ready = false;
};
/// Something the peer should not have done, and that was ignored.
struct Oddity {
    core::PublicText what;
};

using Report = std::variant<CallAccepted, CallRefused, CallProgress, CallTaken, CallEnded, CallStopped, LoggedIn,
                            LoginRefused, ServerCondition, LinkDown, Oddity>;

}  // namespace vorab::espax

#pragma once
// How the simulated alarm server behaves.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/core/result.hpp"
#include "common/core/sensitive.hpp"
#include "espax/messages.hpp"
#include "espax/tls_options.hpp"

namespace vorab::alarm_server {

/// Things that real servers were seen or feared to do.
enum class Fault {
    none,
    indications_first,  ///< the indications come before the answer to the start
    split_frames,       ///< every frame in small pieces
    merged_frames,      ///< all frames of one moment in one piece
    wrong_length,       ///< the answer to a start has a header whose length is impossible
    no_namespace,       ///< documents without xmlns
    prefix,             ///< documents with a namespace prefix
    odd_words,          ///< result words beyond the schema and a number with "+"; nobody accepts in the end
    missing_fields,     ///< no TAN, no RSP-INFO, no RSP-REASON
    silent,             ///< logs in, then answers nothing
    silent_start,       ///< answers all but a start, and runs it all the same
    standby,            ///< says that it is on standby
    late_start,         ///< answers a start only after options.late_by, and runs it at once
    twice,              ///< says everything about a call twice
    flood,              ///< answers the question for its condition with a thousand heartbeats that nobody asked for
};

/// "indications-first" and so on: the names above with hyphens.
core::Result<Fault> fault_named(std::string_view name);

/// How the telephone that is called behaves, in the words of ESPA-X.
struct Outcome {
    std::string attempt = "Accepted";        ///< SS-RESULT
    std::string end = "Positive confirmed";  ///< SP-RESULT
};
/// "accepted", "rejected", "busy", "no-answer", "reached" (a telephone rang, nobody confirmed).
core::Result<Outcome> outcome_named(std::string_view name);

struct Options {
    std::string user = "vorab";
    core::Sensitive<std::string> password;
    std::string software = "DAKS-Pro simulated";  ///< LI-SERVERSW: some clients look at its beginning
    bool strict = false;                          ///< refuse (602) what the schema forbids, though real servers take it
    std::optional<std::chrono::milliseconds> accept_after;  ///< when a call has its outcome; never when absent
    Outcome outcome;
    std::string person = "Dienstarzt";         ///< whose telephone it is
    std::chrono::milliseconds late_by{5'000};  ///< for Fault::late_start
    int refuse = 0;                            ///< answer every start with this code; 0: run it
    int refuse_count = 0;                      ///< only so many times; 0: always
    Fault fault = Fault::none;
    std::string health = "OK";  ///< S-HEALTH and S-LOAD
    std::string load = "Low";
    std::optional<espax::TlsServerOptions> tls;         ///< plain TCP without it
    std::chrono::milliseconds session_timeout{60'000};  ///< a session that is silent for so long is closed
};

}  // namespace vorab::alarm_server

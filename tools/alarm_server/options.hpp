#pragma once
// How the simulated alarm server behaves.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include "common/core/result.hpp"
#include "common/core/sensitive.hpp"
#include "espax/messages.hpp"

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
};

/// "indications-first" and so on: the names above with hyphens.
core::Result<Fault> fault_named(std::string_view name);

struct Options {
    std::string user = "vorab";
    core::Sensitive<std::string> password;
    std::string software = "DAKS-Pro simulated";  ///< LI-SERVERSW: some clients look at its beginning
    bool strict = false;                          ///< refuse (602) what the schema forbids, though real servers take it
    std::optional<std::chrono::milliseconds> accept_after;  ///< when a human takes a call; never when absent
    int refuse = 0;                                         ///< answer every start with this code; 0: run it
    int refuse_count = 0;                                   ///< only so many times; 0: always
    Fault fault = Fault::none;
    std::chrono::milliseconds session_timeout{60'000};  ///< a session that is silent for so long is closed
};

}  // namespace vorab::alarm_server

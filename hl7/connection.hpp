#pragma once
// A byte stream between two HL7 systems, as both ends of MLLP need it: one read or one write at a time. Plain TCP
// today; TLS is another implementation of the same door.
#include <chrono>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>

#include "common/async/task.hpp"
#include "common/core/result.hpp"

namespace vorab::hl7 {

using Span = std::chrono::milliseconds;

/// What a read brought: bytes (valid until the next read), or the end, or neither: the peer was silent all the time.
struct Heard {
    std::string_view bytes = {};
    bool ended = false;
};

class Connection {
  public:
    virtual ~Connection() = default;
    virtual async::Task<Heard> read(Span at_most) = 0;
    /// False when the bytes could not all be handed over in time; the connection is of no more use then.
    virtual async::Task<bool> write(std::string_view bytes, Span at_most) = 0;
    /// Still open, and nothing has arrived that nobody read.
    virtual bool quiet() = 0;
    /// Why the peer would not be let in if it came now: its certificate has ended, or was revoked meanwhile.
    virtual std::optional<core::PublicText> objection() { return std::nullopt; }
    /// Ends it, whoever reads or writes: the read says so, the write fails.
    virtual void cut() = 0;
};

/// Opens a connection, or says Problem::unreachable.
using Connector = std::function<async::Task<core::Result<std::unique_ptr<Connection>>>()>;

}  // namespace vorab::hl7

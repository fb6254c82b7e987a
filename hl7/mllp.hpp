#pragma once
// MLLP release 1 without input or output: <VT> message <FS> <CR> (HL7 v2.5 implementation guide, appendix C). The
// deframer takes bytes as they come and finds its place again at every VT: it never glues two frames and never guesses
// a message.
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include "common/core/result.hpp"

namespace vorab::hl7 {

/// One frame as it goes over the wire. Malformed when the message holds VT or FS, which would break the frame.
core::Result<std::string> frame(std::string_view message);

enum class FramingFault : std::uint8_t {
    bytes_between,  ///< something other than line ends outside a frame: skipped
    restarted,      ///< a new VT before the frame's end: what came before it is discarded
    truncated,      ///< the connection ended or fell silent inside a frame
    too_large,      ///< longer than allowed: skipped until the next VT
    empty,          ///< VT, FS with nothing between
    unclosed,       ///< FS without CR: taken as the end all the same, and counted
};
inline constexpr std::size_t framing_faults = 6;

core::PublicText public_text(FramingFault fault);

struct FramedMessage {
    std::string bytes;
};
/// The fault and the first of the bytes that were given up. They may hold a patient's words: they belong in a
/// quarantine, never in a log.
struct FramingProblem {
    FramingFault fault;
    std::string quarantine;
};
using MllpEvent = std::variant<FramedMessage, FramingProblem>;

struct MllpLimits {
    std::size_t frame = 32u << 20;
    std::size_t quarantine = 4096;  ///< bytes kept of what was given up
};

class Deframer {
  public:
    explicit Deframer(MllpLimits limits = {}) : limits_(limits) {}

    /// Everything that these bytes complete, in order.
    std::vector<MllpEvent> push(std::string_view bytes);

    /// The peer has been silent for a moment: a frame that lacks only its CR is complete, bytes between frames are
    /// reported.
    std::vector<MllpEvent> pause();

    /// The connection has ended, or was silent for too long inside a frame: what is not complete is given up.
    std::vector<MllpEvent> end();

    bool inside_frame() const { return state_ == State::inside || state_ == State::end_seen; }
    /// Whether pause() would have something to say.
    bool unsettled() const { return state_ == State::end_seen || (state_ == State::outside && !collected_.empty()); }
    std::uint64_t count(FramingFault fault) const { return counts_[static_cast<std::size_t>(fault)]; }

  private:
    enum class State : std::uint8_t { outside, inside, end_seen, skipping };

    void step(char byte, std::vector<MllpEvent>& events);
    void outside(char byte, std::vector<MllpEvent>& events);
    void begin_frame();
    void collect(std::string_view bytes, std::vector<MllpEvent>& events);
    void complete(std::vector<MllpEvent>& events);
    void give_up(FramingFault fault, std::vector<MllpEvent>& events);
    void report_between(std::vector<MllpEvent>& events);

    MllpLimits limits_;
    State state_ = State::outside;
    std::string collected_;  ///< of the frame, or of the bytes between frames (bounded)
    std::uint64_t counts_[framing_faults] = {};
};

}  // namespace vorab::hl7

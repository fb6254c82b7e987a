#pragma once
// Acknowledgements: which one a message asks for (MSH-15, MSH-16: HL7 v2.5 section 2.9), its bytes, and reading a
// peer's.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "hl7/message.hpp"
#include "hl7/stamp.hpp"

namespace vorab::hl7 {

enum class Verdict : std::uint8_t {
    accepted,  ///< AA, CA
    error,     ///< AE, CE: the content is wrong; sending it again is pointless
    rejected,  ///< AR, CR: the kind of message is not taken, or not now; it may be sent again
};
core::PublicText public_text(Verdict verdict);

/// Where a fault is (ERR-2): the segment, which one of that name, the field; 0 when the whole segment is meant.
struct Location {
    core::PublicText segment = {};
    unsigned sequence = 1;
    unsigned field = 0;
};

/// What became of a received message.
struct Outcome {
    Verdict verdict = Verdict::accepted;
    int code = 207;  ///< HL7 table 0357: 101 required field missing, 207 application internal error, ...
    Location location = {};
    core::PublicText text = {};  ///< for the people on the other side; public by type
};

/// Which reply goes back on the connection now.
enum class Reply : std::uint8_t { none, application, commit };

/// Original mode when MSH-15 and MSH-16 are both empty: an application acknowledgement. Else the commit acknowledgement
/// where MSH-15 asks for one, else the application acknowledgement where MSH-16 does. Never one for an acknowledgement.
Reply reply_wanted(const Message& received, Verdict verdict);

/// Whether the header can be taken at all: one message in the frame, MSH-9 and MSH-10 present.
std::optional<Outcome> header_fault(const Message& received);

/// The reply in the received message's delimiters and charset, MSH-3..6 swapped; empty when none is wanted.
std::string acknowledge(const Message& received, const Outcome& outcome, const Stamp& stamp);

/// The application acknowledgement that follows a commit acknowledgement as a message of its own, when MSH-15 and
/// MSH-16 both asked; empty otherwise.
std::string acknowledge_later(const Message& received, const Outcome& outcome, const Stamp& stamp);

/// The reply to a frame that Message::parse() refused: AE for what is no HL7, AR for what is beyond the limits. MSA-2
/// is empty.
std::string acknowledge_unreadable(const core::Failure& failure, const Stamp& stamp);

/// A peer's acknowledgement. `text` is the peer's own and may hold a patient's words: show it to staff, never log it.
struct Acknowledgement {
    Verdict verdict = Verdict::accepted;
    bool commit = false;     ///< CA, CE, CR: safely received, not yet processed
    std::string control_id;  ///< MSA-2: the MSH-10 that it answers
    int code = 0;            ///< ERR-3 (ERR-1 before v2.5), when it is a number
    std::string text;        ///< MSA-3 or ERR-8
};

bool is_acknowledgement(const Message& message);

/// Malformed when there is no MSA or MSA-1 is none of the six codes.
core::Result<Acknowledgement> read_acknowledgement(const Message& message);

}  // namespace vorab::hl7

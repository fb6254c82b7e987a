#pragma once
// A simulated hospital information system: takes HL7 v2 messages over MLLP, says what it got, and answers as told. It
// shows what a real one would see of Vorab, and how Vorab bears one that refuses, is late or never answers.
#include <filesystem>
#include <functional>
#include <optional>
#include <string>
#include <string_view>

#include "common/async/task.hpp"
#include "common/core/clock.hpp"
#include "hl7/acknowledgement.hpp"
#include "hl7/message.hpp"
#include "tools/his/filing_cabinet.hpp"

namespace vorab::his {

enum class Answer {
    accept,  ///< AA or CA, as the message asks
    error,   ///< AE or CE: the content is wrong
    reject,  ///< AR or CR: not now
    none,    ///< silence
    late,    ///< accepted, after half a minute of silence
};

/// "AA", "AE", "AR", "none", "late".
core::Result<Answer> parse_answer(std::string_view text);

/// {"event":"message","type":"ORU^R01","control_id":...,"filler":...,"case":...,"observations":N}: what stands in the
/// message, and no patient. `filler` is the document's number at its sender (OBR-3, TXA-12): "<case>-<version>".
std::string describe(const hl7::Message& message);

class His {
  public:
    using Print = std::function<void(std::string_view line)>;

    /// What it keeps of what it is sent, where somebody wants to look.
    struct Keeping {
        std::optional<std::filesystem::path> log = {};  ///< a file to which every message is added as it came
        std::optional<FilingCabinet> cabinet = {};      ///< the documents of messages that it accepts
    };

    His(Answer answer, Keeping keeping, const core::Clock& clock, Print print);

    /// The reply to one message; empty for none. For hl7::MllpListener.
    async::Task<std::string> take(std::string message);

  private:
    std::string reply_to(std::string message);
    void keep(std::string_view message) const;
    hl7::Outcome judge(const hl7::Message& message) const;

    Answer answer_;
    Keeping keeping_;
    const core::Clock& clock_;
    Print print_;
    std::uint64_t replies_ = 0;
};

}  // namespace vorab::his

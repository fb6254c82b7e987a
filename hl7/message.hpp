#pragma once
// An HL7 v2 message as it came (HL7 v2.5 chapter 2): the bytes are kept whole, the parse only notes where segments
// begin. Reading a field returns a view into the bytes and allocates nothing; what is never read is never split.
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "common/core/result.hpp"

namespace vorab::hl7 {

/// MSH-1 and MSH-2. A delimiter that the sender does not use is '\0' and splits nothing.
struct Delimiters {
    char field = '|';
    char component = '^';
    char repetition = '~';
    char escape = '\\';
    char subcomponent = '&';
    char truncation = '\0';  ///< v2.7: the fifth character of MSH-2

    friend bool operator==(const Delimiters&, const Delimiters&) = default;
};

enum class Level : std::uint8_t { segment, field, repetition, component, subcomponent };

/// A view of one piece of a message, valid as long as the message lives and is not moved. Fields, components and
/// sub-components count from 1, as the standard does; repetitions from 0: message["PID"][5][0][1] is the family name.
class Part {
  public:
    Part() = default;
    Part(std::string_view raw, Level level, const Delimiters& delimiters)
        : raw_(raw), delimiters_(delimiters), level_(level) {}

    /// The piece of the next level down; missing when there is none. Segment[0] is the segment's name.
    Part operator[](std::size_t number) const;
    /// How many pieces of the next level there are: 0 when this part is missing; fields of a segment, its name not
    /// counted.
    std::size_t count() const;

    std::string_view raw() const { return raw_; }            ///< as received: escaped, in the message's charset
    bool missing() const { return raw_.data() == nullptr; }  ///< the sender stopped before it: no change
    bool empty() const { return raw_.empty(); }              ///< missing, or nothing between two delimiters
    bool deletes() const { return raw_ == "\"\""; }          ///< the HL7 null: the receiver shall delete its value
    const Delimiters& delimiters() const { return delimiters_; }

  private:
    std::string_view raw_;
    Delimiters delimiters_;
    Level level_ = Level::segment;
};

/// Bounds of one message: a message beyond them is refused before anybody reads it.
struct MessageLimits {
    std::size_t bytes = 32u << 20;  ///< a 20 MB PDF grows by 4/3 as base64
    std::size_t segments = 5'000;
    std::size_t fields = 500;         ///< in one segment
    std::size_t repetitions = 1'000;  ///< in one field
    std::size_t components = 500;     ///< in one field, sub-components counted as well
};

class Message {
  public:
    /// Takes CR, LF or CRLF as segment end and lets a byte order mark pass. Fails with malformed (no MSH, delimiters
    /// that cannot be meant) or too_large (a limit is passed).
    static core::Result<Message> parse(std::string bytes, const MessageLimits& limits = {});

    /// The first segment of that name; a missing part when there is none.
    Part operator[](std::string_view name) const;

    /// What stands in the first sub-component asked for, raw; empty when absent.
    std::string_view get(std::string_view segment, std::size_t field, std::size_t repetition = 0,
                         std::size_t component = 1, std::size_t subcomponent = 1) const {
        return (*this)[segment][field][repetition][component][subcomponent].raw();
    }

    /// All segments in order: for (auto i = m.find("OBX"); i < m.size(); i = m.find("OBX", i + 1)) ... m.segment(i) ...
    std::size_t size() const { return segments_.size(); }
    Part segment(std::size_t index) const;
    std::size_t find(std::string_view name, std::size_t from = 0) const;  ///< size() when there is none

    const Delimiters& delimiters() const { return delimiters_; }
    std::string_view serialise() const { return bytes_; }  ///< exactly what was received

  private:
    struct Span {
        std::uint32_t begin;
        std::uint32_t size;
    };
    std::string_view text(Span span) const { return std::string_view{bytes_}.substr(span.begin, span.size); }
    bool note_segments(std::size_t begin, const MessageLimits& limits);

    std::string bytes_;
    std::vector<Span> segments_;
    Delimiters delimiters_;
};

}  // namespace vorab::hl7

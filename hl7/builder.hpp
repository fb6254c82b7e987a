#pragma once
// Builds an HL7 v2 message segment by segment, in order. Values are UTF-8 and arrive in the target's charset, escaped:
// no value can begin a field, a segment or a frame. Use:
//   Builder message{Charset::iso_8859_1};
//   message.segment("PID").field(3, {"4711", "", "", "KH", "PI"}).field(5, {"Müller", "Jürgen"}).field(8, "M");
//   std::string bytes = message.take();
#include <initializer_list>
#include <string>
#include <string_view>

#include "common/core/encoding.hpp"
#include "hl7/charset.hpp"
#include "hl7/message.hpp"

namespace vorab::hl7 {

class Builder {
  public:
    using Components = std::initializer_list<std::string_view>;

    explicit Builder(Charset charset = Charset::utf8, Delimiters delimiters = {})
        : charset_(charset), delimiters_(delimiters) {}

    /// Begins a segment. "MSH" writes MSH-1 and MSH-2 by itself.
    Builder& segment(std::string_view name);

    /// Writes field `number`; a number that does not rise within its segment throws std::logic_error. An empty value
    /// leaves the field empty, which means "no change" to the receiver. Empty components at the end are left out.
    Builder& field(std::size_t number, std::string_view value);
    Builder& field(std::size_t number, Components components);
    Builder& repeat(Components components);  ///< one more repetition of the field just written

    Builder& delete_value(std::size_t number);                ///< the HL7 null: `""`
    Builder& copy(std::size_t number, std::string_view raw);  ///< raw bytes of a message with the same delimiters
    Builder& base64(std::size_t number, Components before,
                    core::BytesView bytes);  ///< the last component is `bytes`, encoded in place

    std::string take();                                          ///< the message; every segment ends in CR
    std::size_t changed_characters() const { return changed_; }  ///< what the charset lacks, see from_utf8()

  private:
    void move_to(std::size_t number);
    void append(std::string_view value);
    void append(Components components);

    Charset charset_;
    Delimiters delimiters_;
    std::string bytes_;
    std::size_t field_ = 0;  ///< the number of the field that is being written
    std::size_t changed_ = 0;
};

}  // namespace vorab::hl7

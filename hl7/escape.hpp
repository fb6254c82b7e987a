#pragma once
// HL7 v2 escape sequences, both ways (HL7 v2.5 section 2.7). What is escaped holds no delimiter and no control
// character, so no value can begin a second field, segment or MLLP frame.
#include <string>
#include <string_view>

#include "hl7/charset.hpp"
#include "hl7/message.hpp"

namespace vorab::hl7 {

/// Appends `bytes` (already in the message's charset) escaped: delimiters by name, line ends (CR, LF, CRLF) as \.br\,
/// other control characters and a value that would read as the HL7 null as \Xhh\. Without an escape character: a space
/// for each.
void append_escaped(std::string& out, std::string_view bytes, const Delimiters& delimiters);

/// The bytes meant by `raw`. \.br\ and \.sp\ become LF; highlighting and code switching vanish; what is not known or
/// not closed stays as it is. The result is a value: it is never looked at as delimiters again.
std::string unescaped(std::string_view raw, const Delimiters& delimiters);

/// A part as UTF-8 text: unescaped once, decoded once.
std::string text_of(const Part& part, Charset charset);

}  // namespace vorab::hl7

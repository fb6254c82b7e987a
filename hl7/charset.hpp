#pragma once
// Character sets of HL7 v2 in German hospitals, to UTF-8 and back. MSH-18 names follow HL7 table 0211, with the
// spellings that are seen in the wild.
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace vorab::hl7 {

class Message;

enum class Charset : std::uint8_t { utf8, iso_8859_1, iso_8859_15, windows_1252 };

/// "8859/1", "iso-8859-15", "UNICODE UTF-8", "ISO IR100", "cp1252" ...; nothing for an empty or unknown name.
std::optional<Charset> charset_by_name(std::string_view name);

/// The name for MSH-18.
std::string_view msh18_name(Charset charset);

/// What the bytes are in: what the operator configured for the peer, else MSH-18, else UTF-8 where the bytes are valid
/// UTF-8, else Windows-1252.
Charset charset_of(const Message& message, std::optional<Charset> configured = std::nullopt);

bool is_utf8(std::string_view bytes);

/// Never fails: a byte that means nothing becomes U+FFFD. ISO-8859-1 is read as its superset Windows-1252, because the
/// control characters that it has instead are never meant.
std::string to_utf8(std::string_view bytes, Charset charset);

struct Encoded {
    std::string bytes;
    std::size_t changed = 0;  ///< characters that the target lacks: written by their base letter, or as '?'
};

/// UTF-8 to the target. What the target lacks is transliterated (ł to l, ş to s, € to EUR): a name must stay readable.
Encoded from_utf8(std::string_view text, Charset target);

}  // namespace vorab::hl7

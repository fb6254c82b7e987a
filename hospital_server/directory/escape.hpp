#pragma once
// What a person types, made safe inside the directory's own languages.
#include <string>
#include <string_view>

namespace vorab::hospital_server::directory {

/// A value in a search filter (RFC 4515 section 3).
std::string escaped_in_filter(std::string_view value);
/// A value in a distinguished name (RFC 4514 section 2.4).
std::string escaped_in_dn(std::string_view value);

/// `text` with each "{name}" replaced.
std::string filled(std::string text, std::string_view name, std::string_view value);

}  // namespace vorab::hospital_server::directory

#pragma once
// Short texts that people read on a screen: counted in characters, without control characters.
#include <cstddef>
#include <string_view>

#include "common/core/json.hpp"

namespace vorab::envelope {

/// `text` is valid UTF-8, as the strict JSON reader leaves it.
bool is_printable(std::string_view text, std::size_t most_characters);

/// The member `name`, noted as a problem in `in` when it has not `least` to `most` printable characters.
std::string printable(core::JsonFields& in, const core::PublicText& name, std::size_t least, std::size_t most);
std::optional<std::string> optional_printable(core::JsonFields& in, const core::PublicText& name, std::size_t least,
                                              std::size_t most);

}  // namespace vorab::envelope

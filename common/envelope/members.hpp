#pragma once
// Members that our JSON objects have in common: ids, times, and short texts that people read on a screen (counted in
// characters, without control characters). What is wrong is noted in the reader; what comes back then is empty.
#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include "common/core/clock.hpp"
#include "common/core/json.hpp"

namespace vorab::envelope {

/// `text` is valid UTF-8, as the strict JSON reader leaves it.
bool is_printable(std::string_view text, std::size_t most_characters);

/// The member `name`, noted as a problem in `in` when it has not `least` to `most` printable characters.
std::string printable(core::JsonFields& in, const core::PublicText& name, std::size_t least, std::size_t most);
std::optional<std::string> optional_printable(core::JsonFields& in, const core::PublicText& name, std::size_t least,
                                              std::size_t most);

core::Timestamp read_time(core::JsonFields& in, const core::PublicText& name);
std::optional<core::Timestamp> read_optional_time(core::JsonFields& in, const core::PublicText& name);

template <class Id>
Id read_id(core::JsonFields& in, const core::PublicText& name) {
    const auto id = Id::parse(in.text(name));
    if (id) return *id;
    in.refuse(name, id.error().detail);
    return {};
}

}  // namespace vorab::envelope

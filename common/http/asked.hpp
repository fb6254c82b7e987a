#pragma once
// What a query asks for, where it is a number or a time.
#include <optional>

#include "common/core/clock.hpp"
#include "common/http/message.hpp"

namespace vorab::http {

/// The number of this name from 1 to `most`; the fallback without it. malformed otherwise.
core::Result<std::int64_t> number_asked(const Request& request, std::string_view name, std::int64_t most,
                                        std::int64_t fallback);

/// RFC 3339; nothing without it. malformed otherwise.
core::Result<std::optional<core::Timestamp>> time_asked(const Request& request, std::string_view name);

}  // namespace vorab::http

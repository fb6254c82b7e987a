#pragma once
// What went over the wire, for a person who compares it with what should have: header in hex, document as text.
#include <string>
#include <string_view>

#include "common/core/clock.hpp"
#include "espax/session.hpp"

namespace vorab::espax {

/// A few lines for one frame: time, server, direction, the header's ten bytes in hex, the document, and all bytes in
/// hex where it is no frame.
std::string trace_lines(core::Timestamp now, std::string_view server, Session::Direction direction,
                        std::string_view frame);

}  // namespace vorab::espax

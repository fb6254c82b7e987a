#pragma once
// The sealed arrival as a member `board` of a JSON object: in the routing slip, and in what a hospital says of it.
#include <optional>
#include <string>

#include "common/core/json.hpp"

namespace vorab::envelope {

/// JWE compact of the form ECDH-ES and A256GCM leave, at most 2 KiB; anything else is refused in `in`. Whether it opens
/// is the board's business. Nothing where there is none.
std::optional<std::string> read_board(core::JsonFields& in);

}  // namespace vorab::envelope

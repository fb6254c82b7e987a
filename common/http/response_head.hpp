#pragma once
// The first bytes of an answer.
#include <cstdint>
#include <optional>
#include <string>

#include "common/http/message.hpp"

namespace vorab::http {

struct AnswerFraming {
    bool keep_alive = true;
    bool chunked = false;
    std::uint64_t length = 0;  ///< of the body; also what HEAD announces
};

/// Status line and header, with the empty line. Throws std::invalid_argument when a field holds a line break: whoever
/// built it would let a peer write our headers.
std::string response_head(const Response& response, const AnswerFraming& framing);

}  // namespace vorab::http

#pragma once
// A large document that is read, and let go as a whole: its values lie in storage of their own, which only grows. That
// halves what parsing and forgetting cost. As strict as core/json.hpp.
#include "common/core/json.hpp"

namespace vorab::core {

/// What is moved stays in that storage; what is copied elsewhere does not.
Result<boost::json::object> parse_json_document(std::string_view text, JsonLimits limits = {});

}  // namespace vorab::core

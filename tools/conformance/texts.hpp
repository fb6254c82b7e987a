#pragma once
// Compiled into the program: what is published, and what is sent.
#include <string_view>

namespace vorab::conformance {
std::string_view problem_schema_text();
std::string_view test_record_text();  ///< schemas/examples/kinds/test.json
}  // namespace vorab::conformance

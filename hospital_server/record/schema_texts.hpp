#pragma once
// The published schemas, compiled into the program: what validates is what is published.
#include <string_view>

namespace vorab::hospital_server::record {
std::string_view slip_schema_text();
std::string_view arrival_schema_text();
std::string_view record_schema_text();
}  // namespace vorab::hospital_server::record

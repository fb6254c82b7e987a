#pragma once
// The audit as people read it: filtered pages, newest first, and whole exports, oldest first. Whoever reads it is in
// it.
#include <optional>
#include <string>

#include <boost/json/array.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::usage_data {

struct Filter {
    std::optional<core::Timestamp> from = {};
    std::optional<core::Timestamp> until = {};  ///< not included
    std::string event = {};                     ///< one, or the beginning of some: "case."
    std::string user = {};
    std::string case_id = {};
};

/// AuditEntry of schemas/tracker.openapi.yaml; those before the entry of this number, newest first.
boost::json::array page(database::Connection& connection, const Filter& filter, std::int64_t before,
                        std::int64_t limit);

/// One line an entry.
enum class Format { jsonl, csv };
core::Result<Format> parse_format(std::string_view word);

/// The first line of a CSV file; empty for the other.
std::string heading(Format format);

/// The next lines after the entry `last`, which moves on; empty at the end.
std::string next_lines(database::Connection& connection, const Filter& filter, Format format, std::int64_t& last);

}  // namespace vorab::hospital_server::usage_data

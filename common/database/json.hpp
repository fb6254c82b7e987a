#pragma once
// Columns as JSON, null where they are NULL.
#include <boost/json/value.hpp>

#include "common/database/connection.hpp"

namespace vorab::database {

inline boost::json::value text_or_null(const Row& row, std::size_t column) {
    const auto text = row.optional_text(column);
    return text ? boost::json::value(*text) : boost::json::value(nullptr);  // parentheses: braces would make a list
}

inline boost::json::value number_or_null(const Row& row, std::size_t column) {
    const auto number = row.optional_integer(column);
    return number ? boost::json::value(*number) : boost::json::value(nullptr);
}

/// RFC 3339.
inline boost::json::value time_or_null(const Row& row, std::size_t column) {
    if (row.is_null(column)) return nullptr;
    return boost::json::value(core::to_rfc3339(timestamp_of(row, column)));
}

}  // namespace vorab::database

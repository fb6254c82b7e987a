#pragma once
// Do a file's bytes look like what it is said to be? By its first bytes alone: nothing is decoded here.
#include <string_view>

#include "common/core/encoding.hpp"

namespace vorab::hospital_server::record {

/// `beginning`: at least the first kilobyte, or all of a shorter file. False for a media type that is not in the
/// schema.
bool is_as_said(std::string_view media_type, core::BytesView beginning);

}  // namespace vorab::hospital_server::record

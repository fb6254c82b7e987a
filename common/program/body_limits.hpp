#pragma once
// body_mebibytes and body_mebibytes_per_client of a section that describes a listener.
#include "common/configuration/reader.hpp"
#include "common/http/body_room.hpp"

namespace vorab::program {

/// The share of one client must be less than the whole, so that nobody takes all of it alone.
http::BodyLimits read_body_limits(configuration::Section& section);

}  // namespace vorab::program

#pragma once
// A compact JWE that must be of one kind: algorithm and type are known before it is looked at, never taken from it.
#include <string_view>

#include <boost/json/object.hpp>

#include "common/envelope/jwe_parts.hpp"

namespace vorab::sealing {

struct ExpectedJwe {
    envelope::JweParts parts;
    boost::json::object header;
};

/// malformed, algorithm_refused: `alg` is another, or `enc` not A256GCM.
core::Result<ExpectedJwe> read_expected_jwe(std::string_view sealed, std::string_view alg, std::string_view typ);

}  // namespace vorab::sealing

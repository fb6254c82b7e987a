#pragma once
// A routing slip, and an envelope around it that has the right form and opens for nobody.
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "common/core/encoding.hpp"
#include "common/envelope/jwe_parts.hpp"

namespace vorab::test {

inline boost::json::object example_slip() {
    return {{"version", 1},
            {"transmission", "019bc1bd-cc80-772a-8e19-dd57113d10c6"},
            {"case", "92257e50dc7a1e77cee50ea4aa604baf"},
            {"mailbox", "zna-musterstadt"},
            {"kind", "pre_notification"},
            {"sequence", 1},
            {"created_at", "2026-01-15T14:00:00+01:00"},
            {"sender", {{"organisation", "Rettungsdienst Musterstadt"}, {"callsign", "RTW Musterstadt 83-1"}}}};
}

inline std::string zeros(std::size_t bytes) { return core::to_base64url(core::Bytes(bytes, 0)); }

inline boost::json::object example_header() {
    return {{"alg", "ECDH-ES+A256KW"}, {"enc", "A256GCM"},
            {"kid", zeros(32)},        {"typ", "vorab-envelope"},
            {"slip", example_slip()},  {"epk", {{"kty", "EC"}, {"crv", "P-256"}, {"x", zeros(32)}, {"y", zeros(32)}}}};
}

inline envelope::JweParts example_parts(const boost::json::object& header) {
    return {core::to_base64url(core::bytes_of(boost::json::serialize(header))), zeros(40), zeros(12), zeros(100),
            zeros(16)};
}
}  // namespace vorab::test

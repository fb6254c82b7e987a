#include "common/sealing/expected_jwe.hpp"

#include "common/core/json.hpp"

namespace vorab::sealing {
using core::Failure;
using core::Problem;

core::Result<ExpectedJwe> read_expected_jwe(std::string_view sealed, std::string_view alg, std::string_view typ) {
    auto parts = envelope::read_compact(sealed);
    if (!parts) return parts.error();
    auto header = envelope::read_protected_header(*parts, {"alg", "enc", "kid", "typ", "cty", "epk"});
    if (!header) return header.error();
    if (core::text_member(*header, "alg") != alg || core::text_member(*header, "enc") != "A256GCM") {
        return Failure{Problem::algorithm_refused, "alg or enc is not the one for this"};
    }
    if (core::text_member(*header, "typ") != typ) {
        return Failure{Problem::malformed, "typ: something else was sealed here"};
    }
    return ExpectedJwe{std::move(*parts), std::move(*header)};
}
}  // namespace vorab::sealing

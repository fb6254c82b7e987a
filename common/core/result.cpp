#include "common/core/result.hpp"

namespace vorab::core {

PublicText public_text(Problem problem) {
    switch (problem) {
        case Problem::malformed:
            return "malformed";
        case Problem::unauthenticated:
            return "unauthenticated";
        case Problem::forbidden:
            return "forbidden";
        case Problem::unknown_mailbox:
            return "unknown_mailbox";
        case Problem::not_found:
            return "not_found";
        case Problem::wrong_method:
            return "wrong_method";
        case Problem::conflict:
            return "conflict";
        case Problem::too_large:
            return "too_large";
        case Problem::unsupported_type:
            return "unsupported_type";
        case Problem::algorithm_refused:
            return "algorithm_refused";
        case Problem::unknown_key:
            return "unknown_key";
        case Problem::envelope_not_opened:
            return "envelope_not_opened";
        case Problem::signature_invalid:
            return "signature_invalid";
        case Problem::slip_mismatch:
            return "slip_mismatch";
        case Problem::schema_violation:
            return "schema_violation";
        case Problem::stale:
            return "stale";
        case Problem::too_many_requests:
            return "too_many_requests";
        case Problem::unreachable:
            return "unreachable";
        case Problem::refused_by_peer:
            return "refused_by_peer";
        case Problem::unavailable:
            return "unavailable";
        case Problem::internal:
            return "internal";
    }
    return "internal";
}
}  // namespace vorab::core

#include "tools/conformance/gateway_checks.hpp"

#include <iterator>

namespace vorab::conformance {

Checks gateway_checks() {
    Checks all;
    for (auto part : {token_checks, mailbox_checks, sending_checks, shape_checks, record_checks, attachment_checks,
                      answer_checks, dispatch_checks, transport_checks}) {
        Checks checks = part();
        std::ranges::move(checks, std::back_inserter(all));
    }
    return all;
}
}  // namespace vorab::conformance

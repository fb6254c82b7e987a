#pragma once
// The checks of a gateway, in the order in which they are run. Each file holds one part of the interface.
#include "tools/conformance/bench.hpp"

namespace vorab::conformance {

Checks token_checks();
Checks mailbox_checks();
Checks sending_checks();
Checks shape_checks();   ///< envelopes that must be refused
Checks record_checks();  ///< well-sealed records that must be refused
Checks attachment_checks();
Checks answer_checks();    ///< status, events
Checks dispatch_checks();  ///< positions, assignments
Checks transport_checks();

Checks gateway_checks();  ///< all of them

}  // namespace vorab::conformance

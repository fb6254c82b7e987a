#pragma once
// To the boards that the gateway serves: what has become of the team's call (contract section 4). A word of the house's
// own, none of the patient's: the gateway may read it, and learns nothing that the boards' states do not tell it.
#include "common/http/client.hpp"
#include "common/outbox/delivery.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::channels {

/// Tells the mark as it is when it is told, so that what was late is not old.
std::shared_ptr<outbox::Channel> make_board_channel(async::Executor executor, const std::string& gateway_url,
                                                    const http::TlsContext& tls, cases::Mailbox& mailbox,
                                                    const core::Clock& clock);

}  // namespace vorab::hospital_server::channels

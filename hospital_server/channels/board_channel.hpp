#pragma once
// To the boards that the gateway serves (contract section 4): what has become of the team's call, a word of the house's
// own which the gateway may read; and the arrival as the house knows it now, sealed for the boards, which it may not.
#include "common/http/client.hpp"
#include "common/outbox/delivery.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::channels {

/// Tells both as they are when they are told, so that what was late is not old. `board_key` is the file of the
/// mailbox's board key; where there is none the mark alone is told.
std::shared_ptr<outbox::Channel> make_board_channel(async::Executor executor, const std::string& gateway_url,
                                                    const http::TlsContext& tls, cases::Mailbox& mailbox,
                                                    std::filesystem::path board_key, const core::Clock& clock);

}  // namespace vorab::hospital_server::channels

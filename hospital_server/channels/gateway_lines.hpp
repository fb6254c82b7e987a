#pragma once
// What goes back to the gateway: answers to crews, marks to the boards that it serves. Raised by what people say and
// what alarms come to, not by what arrives.
#include "hospital_server/channels/answer_channel.hpp"

namespace vorab::hospital_server::channels {

/// From now on the mailbox has these lines. What is passed by reference must outlive it.
void add_gateway_lines(async::Executor executor, const std::string& gateway_url, const http::TlsContext& tls,
                       cases::Mailbox& mailbox, const std::vector<MailboxConfig>& configured,
                       sealing::AnswerSigner signer, async::BlockingPool& cryptography, const core::Clock& clock);

}  // namespace vorab::hospital_server::channels

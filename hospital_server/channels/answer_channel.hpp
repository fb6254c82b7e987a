#pragma once
// To the crew, by way of the gateway: what people here have said to it, signed by the hospital and sealed for the
// crew's own key. Over mutual TLS, as the hospital that the gateway knows (contract section 3).
#include "common/async/blocking_pool.hpp"
#include "common/http/client.hpp"
#include "common/outbox/delivery.hpp"
#include "common/sealing/answer.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::channels {

/// `signer` and `cryptography` must outlive the channel.
std::shared_ptr<outbox::Channel> make_answer_channel(async::Executor executor, const std::string& gateway_url,
                                                     const http::TlsContext& tls, cases::Mailbox& mailbox,
                                                     sealing::AnswerSigner signer, async::BlockingPool& cryptography,
                                                     const core::Clock& clock);

}  // namespace vorab::hospital_server::channels

#pragma once
// To ED software: POST {url}?id={nida_id}[&mailbox={mailbox}] with the form field nida_id (handbook:
// "Direktdatenbankimport").
#include "common/outbox/delivery.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server::channels {

std::shared_ptr<outbox::Channel> make_web_request_channel(async::Executor executor, const WebRequestConfig& config,
                                                          const core::MailboxId& mailbox, const core::Clock& clock);

}  // namespace vorab::hospital_server::channels

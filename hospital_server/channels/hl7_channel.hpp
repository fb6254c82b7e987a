#pragma once
// To the hospital information system: the pre-notification as ORU^R01 over MLLP, built when it is sent.
#include "common/outbox/delivery.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::channels {

std::shared_ptr<outbox::Channel> make_hl7_channel(async::Executor executor, const Hl7Config& config,
                                                  cases::Mailbox& mailbox, const core::Log& log);

}  // namespace vorab::hospital_server::channels

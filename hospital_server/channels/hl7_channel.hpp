#pragma once
// To the hospital information system, over MLLP: documents of a linked case, or each transmission as it comes
// (his/config.hpp). The message is built when it is sent.
#include "common/outbox/delivery.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/documents/printing.hpp"
#include "hospital_server/his/config.hpp"

namespace vorab::hospital_server::channels {

std::shared_ptr<outbox::Channel> make_hl7_channel(async::Executor executor, const his::TargetConfig& config,
                                                  cases::Mailbox& mailbox, documents::Printing& printing,
                                                  const core::Log& log);

}  // namespace vorab::hospital_server::channels

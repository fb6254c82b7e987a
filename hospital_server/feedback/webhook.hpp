#pragma once
// To a feedback system: that there is something to fetch. POST {event, mailbox, case, transmission, at}, signed; event
// is pre_notification, protocol, cancellation or closed (the patient has arrived). The data it fetches itself.
#include "common/outbox/delivery.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/feedback/config.hpp"

namespace vorab::hospital_server::feedback {

std::shared_ptr<outbox::Channel> make_webhook(async::Executor executor, const FeedbackConfig& config,
                                              cases::Mailbox& mailbox, const core::Clock& clock);

}  // namespace vorab::hospital_server::feedback

#pragma once
// The record in the words of HL7: a pure mapping.
#include "hl7/pre_notification.hpp"
#include "hospital_server/cases/current.hpp"

namespace vorab::hospital_server::channels {

hl7::PreNotification to_hl7(const cases::Current& current, const core::MailboxId& mailbox);

}  // namespace vorab::hospital_server::channels

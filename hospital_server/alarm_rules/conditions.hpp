#pragma once
// The part of an [[alarm_rule]] that says which cases it is for.
#include "common/configuration/reader.hpp"
#include "hospital_server/alarm_rules/rule.hpp"

namespace vorab::hospital_server::alarm_rules {

Conditions read_conditions(configuration::Section& section, const std::vector<core::MailboxId>& mailboxes);

}  // namespace vorab::hospital_server::alarm_rules

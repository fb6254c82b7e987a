#pragma once
// To the alarm server: one ESPA-X call per case, by its priority. The text names no patient: keyword, time of arrival,
// age and sex are what a team needs to start.
#include "common/outbox/delivery.hpp"
#include "espax/client.hpp"
#include "hospital_server/cases/current.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::channels {

/// The link to one alarm server, shared by all mailboxes: an account may be logged in only once.
std::shared_ptr<espax::Client> make_alarm_link(async::Executor executor, const AlarmConfig& config,
                                               const core::Clock& clock, const core::Log& log);

std::shared_ptr<outbox::Channel> make_espax_channel(std::shared_ptr<espax::Client> link, const AlarmConfig& config,
                                                    cases::Mailbox& mailbox);

/// The call that this case raises, if any: pure.
std::optional<espax::Call> call_for(const cases::Current& current, const AlarmConfig& config);

}  // namespace vorab::hospital_server::channels

#pragma once
// To other systems in the hospital: one event per transmission on vorab/{mailbox}/cases/{case}/{event}, no patient
// data.
#include "common/bus/publisher.hpp"
#include "common/outbox/delivery.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::channels {

/// How this process introduces itself to the broker.
bus::BusOptions bus_options(const MqttConfig& config);

std::shared_ptr<outbox::Channel> make_mqtt_channel(bus::Publisher& publisher, cases::Mailbox& mailbox);

}  // namespace vorab::hospital_server::channels

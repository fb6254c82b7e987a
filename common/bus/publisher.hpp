#pragma once
// Events for other systems over MQTT 3.1.1: a hint, never the truth. The outbox is our persistence, so the broker keeps
// nothing for us: clean session, QoS 1, no file persistence. The only room that sees paho.
#include <memory>
#include <string>

#include "common/bus/options.hpp"

namespace vorab::bus {

class Publisher {
  public:
    /// Connects in the background and keeps connecting; a broker that is down does not keep the process from starting.
    /// `log` must outlive the publisher. Call everything on the loop's thread.
    Publisher(async::Executor executor, BusOptions options, const core::Log& log);
    ~Publisher();

    /// Returns when the broker has acknowledged. unreachable: not connected, or no acknowledgement in time; malformed:
    /// a topic with a wildcard or NUL, on which a broker drops the connection.
    async::Task<core::Result<void>> publish(std::string topic, std::string payload);

    bool connected() const;

  private:
    struct State;
    struct Waiter;
    std::shared_ptr<State> state_;
};
}  // namespace vorab::bus

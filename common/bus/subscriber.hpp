#pragma once
// Hears what others say on the bus. What was said while we were not connected is never heard: whoever needs the truth
// asks the database, and is told here when it is time to.
#include <functional>
#include <memory>
#include <string>

#include "common/bus/options.hpp"

namespace vorab::bus {

class Subscriber {
  public:
    /// Called on the loop's thread; must not throw.
    using Hear = std::function<void(std::string topic, std::string payload)>;

    /// `topics` is a filter of MQTT 3.1.1 ("vorab/gateway/#"). `back` is called at each new connection, the first too:
    /// something may have been missed. Connects in the background and keeps connecting; `log` must outlive it.
    Subscriber(async::Executor executor, BusOptions options, std::string topics, Hear hear, std::function<void()> back,
               const core::Log& log);
    ~Subscriber();

    bool connected() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};
}  // namespace vorab::bus

#pragma once
// What one instance of the gateway tells the others over MQTT: "look into the database now". A hint without content;
// the database is the truth, and is asked every few seconds anyway. So a broker that is gone costs seconds, no news.
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "common/async/task_group.hpp"
#include "common/bus/publisher.hpp"
#include "common/bus/subscriber.hpp"

namespace vorab::gateway {

class Events {
  public:
    /// Without `broker` there are no hints, neither way.
    Events(async::Executor executor, const std::optional<bus::BusOptions>& broker, const core::Log& log);
    ~Events();

    /// `look` is called when another instance has told of `what`, and when hints may have been missed. Before run().
    void on(const char* what, std::function<void()> look);

    /// Returns at once. Many calls while one hint is under way become one more hint.
    void tell(const char* what);

    /// Whether hints go both ways now.
    bool connected() const;

  private:
    struct Topic {
        std::function<void()> look;
        bool under_way = false;
        bool again = false;
    };
    void hear(const std::string& topic, const std::string& payload);
    async::Task<void> publish(std::string what);

    std::string instance_;  ///< so that nobody follows its own hint
    std::map<std::string, Topic> topics_;
    async::TaskGroup sending_;
    std::unique_ptr<bus::Publisher> publisher_;
    std::unique_ptr<bus::Subscriber> subscriber_;
};
}  // namespace vorab::gateway

#pragma once
// A Mosquitto of the test's own on a port of its own, without persistence; and somebody who listens to it.
#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>

#include "tests/support/child_process.hpp"

namespace vorab::test {

class PrivateMosquitto {
  public:
    PrivateMosquitto();  ///< chooses a port; start() starts

    void start();  ///< returns when it accepts connections
    void stop();   ///< kill -9
    void pause();  ///< it keeps its connections and says nothing
    void resume();
    std::string uri() const { return "tcp://127.0.0.1:" + std::to_string(port_); }

    /// Runs mosquitto_sub on `topics` until it has seen `count` messages; its lines are "topic payload".
    class Listener {
      public:
        Listener(const PrivateMosquitto& broker, const std::string& topics, int count,
                 std::chrono::seconds at_most = std::chrono::seconds{10});
        std::string lines();  ///< waits until they have come; what came by `at_most` is returned in any case

      private:
        std::filesystem::path file_;
        ChildProcess process_;
    };

  private:
    TemporaryDirectory home_{"vorab-mosquitto", "mosquitto"};
    unsigned short port_ = free_port();
    std::optional<ChildProcess> process_;
    mutable int listeners_ = 0;
};
}  // namespace vorab::test

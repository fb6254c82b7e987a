#pragma once
// Many websockets that watch, and one connection that makes something happen for them to see.
#include <string>
#include <vector>

#include "bench/load/crowd.hpp"

namespace vorab::bench {

class Audience : public Connections {
  public:
    using Connections::Connections;

    /// Opens the publisher's connection and `count` websockets, each with an upgrade of its own, 32 at a time. The
    /// first `stalled` of them read nothing from then on, with a receive buffer as small as the kernel lets it be.
    void join(Supply& upgrades, std::size_t count, std::size_t stalled);

    /// Sends the request and waits until everybody who reads has a text frame with `mark` in it, and the publisher its
    /// answer. Latencies count from the request; bad are those that heard nothing within ten seconds.
    Result tell(std::string_view request, const std::string& mark);

    /// Of the text of the last event.
    std::size_t event_bytes() const { return event_bytes_; }

  private:
    void go_on(std::size_t i, Supply& upgrades, std::size_t& joined);
    bool hears(std::size_t i, const std::string& mark);

    std::vector<std::string> unread_;  ///< by connection: what is no whole frame yet
    std::vector<bool> awaited_;        ///< who has not heard it
    std::size_t stalled_ = 0;
    std::size_t event_bytes_ = 0;
};
}  // namespace vorab::bench

#pragma once
// Many connections on one epoll loop, each with one request after the other.
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "bench/load/connection.hpp"

namespace vorab::bench {

/// Seconds of the steady clock.
inline double now() {
    return std::chrono::duration<double>(std::chrono::steady_clock::now().time_since_epoch()).count();
}

struct Result {
    std::uint64_t requests = 0;
    std::uint64_t bad = 0;  ///< answers that were no 2xx, and connections that broke
    double seconds = 0;
    std::vector<float> latencies = {};  ///< seconds, sorted
    double percentile(double of) const;
};

/// What is sent: one request again and again, or each of many once.
class Supply {
  public:
    /// `text`: one or more requests with Content-Length, one after the other. It must live as long.
    explicit Supply(std::string_view text);
    std::optional<std::string_view> next();  ///< none: all have been sent

  private:
    std::vector<std::string_view> requests_;
    std::size_t next_ = 0;
};

/// Connections to one server, and the loop that says which of them are ready.
class Connections {
  public:
    Connections(SSL_CTX* context, std::uint16_t port) : context_(context), port_(port) {}
    Connections(const Connections&) = delete;
    Connections& operator=(const Connections&) = delete;

  protected:
    ~Connections();

    std::size_t open(SSL_SESSION* resume);
    void each_ready(double at_most, const std::function<void(std::size_t)>& use);

    std::vector<std::unique_ptr<Connection>> connections_;

  private:
    SSL_CTX* context_;
    std::uint16_t port_;
    int epoll_ = -1;
};

class Crowd : public Connections {
  public:
    using Connections::Connections;

    /// Connects `count` (32 at a time), and sends some requests over all of them at once, so that a proxy has opened
    /// its own connections, too. Throws when one fails.
    void warm_up(std::size_t count, Supply& supply);

    /// Each connection sends its next request as soon as it has an answer; with a `rate` (requests a second, over all)
    /// when the next one is due: its latency counts from then. Ends earlier when everything has been sent.
    Result run(Supply& supply, double seconds, double rate);

    /// One connection with one request after the other, `at_once` of them at a time; with a ticket they are resumed.
    Result shake_hands(std::size_t count, std::size_t at_once, SSL_SESSION* ticket, std::string_view request);

    /// `count` connections at the same moment, each with one request.
    Result storm(std::size_t count, std::string_view request);

  private:
    void settle_all(Supply& supply, int times);
};
}  // namespace vorab::bench

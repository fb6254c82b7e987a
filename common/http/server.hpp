#pragma once
// An HTTPS server: bytes become one honest request within limits, or an error answer and a closed connection.
// The front check refuses what Beast 1.81 would let pass: smuggling shapes, doubled headers, chunked requests, bad
// targets (docs/reference/http-front-check.md lists each rule with its test).
#include <chrono>
#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/async/task_group.hpp"
#include "common/core/log.hpp"
#include "common/http/body_room.hpp"
#include "common/http/message.hpp"
#include "common/http/tls.hpp"

namespace vorab::http {

struct ServerLimits {
    std::size_t header_bytes = 8192;
    std::size_t header_fields = 64;
    std::size_t target_bytes = 1024;
    std::uint64_t body_bytes =
        2 * 1024 * 1024;  ///< refused by Content-Length before the handler runs; handlers set tighter ones
    std::chrono::seconds handshake{10};
    std::chrono::seconds header{10};     ///< from the first byte of a request to the end of its header
    std::chrono::seconds body_idle{30};  ///< longest silence within a body
    BodyLimits bodies = {};              ///< one more is answered with 503
    std::uint64_t body_rate = 512;       ///< bytes a second, on average: a body slower than this after `body_idle` ends
    std::chrono::seconds keep_alive{75};          ///< longest silence between two requests
    std::chrono::seconds write_idle{30};          ///< longest time a peer may not read while we have something to say
    std::size_t connections = 10'000;             ///< beyond this, accepting pauses
    std::size_t connections_per_address = 1'000;  ///< one more is closed at once
    std::size_t websocket_queue_bytes = 256 * 1024;
};

/// Why somebody did not get as far as a request.
enum class Turned { handshake, too_many };

/// What a server has seen since it began, for its metrics.
struct ServerCounts {
    std::uint64_t accepted = 0;
    std::uint64_t handshakes_failed = 0;
    std::uint64_t too_many = 0;  ///< connections beyond those of one address
    std::uint64_t refused = 0;   ///< requests that the front check refused
    std::uint64_t answered = 0;
};

struct ServerOptions {
    std::string address = "0.0.0.0";
    std::uint16_t port = 0;                   ///< 0: the system chooses; see Listener::port()
    std::optional<TlsContext> tls = {};       ///< without it plain HTTP: for the operations port on loopback only
    std::vector<std::string> hosts = {};      ///< allowed Host header values without port; empty: any
    std::vector<std::string> balancers = {};  ///< numeric addresses that begin each connection with a PROXY v2 header
    ServerLimits limits = {};
    /// Told of every request that the front check refused, before the answer: for an audit. Must not throw.
    std::function<void(core::Problem, const Peer&)> refused = {};
    /// Told of every connection that ended before its first request could be read: TLS did not come about, or the
    /// address holds too many; `reason` for an audit, at most 64 characters. Must not throw.
    std::function<void(Turned, const std::string& address, const core::PublicText& reason)> turned_away = {};
    /// Who sends this request, where that is known before its body is read: whose share of the room it takes. Without
    /// it, and where it says nothing, the peer's address.
    std::function<std::optional<std::string>(const Request&)> sender = {};
    bool access_log = false;  ///< a line for each request: method, route, status, duration, peer; never the URL
};

class Server {
  public:
    /// Binds and listens; throws boost::system::system_error when the port is taken.
    Server(async::Executor executor, ServerOptions options, Handler handler, const core::Log& log);
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    std::uint16_t port() const;

    /// Accepts until cancelled. Each connection is a task of the server's own group.
    async::Task<void> run();

    /// Stops accepting, lets running requests end within `grace`, then cuts them. Idle connections close at once.
    async::Task<void> drain(std::chrono::milliseconds grace);

    std::size_t connections() const;
    const ServerCounts& counts() const;

  private:
    struct State;
    std::shared_ptr<State> state_;
};
}  // namespace vorab::http

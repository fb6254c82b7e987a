#pragma once
// The life of a server program: it starts, serves until SIGTERM or SIGINT, reads its files again on SIGHUP, and leaves.
#include <boost/asio/io_context.hpp>

#include "common/async/event_loop.hpp"

namespace vorab::program {

class Service {
  public:
    virtual ~Service() = default;
    /// Reads what it needs and listens. Throws when the database does not answer or a port is taken.
    virtual async::Task<void> start() = 0;
    /// Certificates and what else may change, without dropping a connection.
    virtual async::Task<void> reload() = 0;
    /// Listeners, then requests (with a grace), then background work.
    virtual async::Task<void> drain(std::chrono::milliseconds grace) = 0;
};

/// Runs the service on this loop from start() to the end of drain().
void serve(boost::asio::io_context& loop, Service& service, const core::Log& log);

}  // namespace vorab::program

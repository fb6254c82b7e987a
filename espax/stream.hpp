#pragma once
// A byte stream to the alarm server: TCP, or TLS over it.
#include <functional>
#include <memory>
#include <span>
#include <string>

#include "common/async/task.hpp"
#include "common/core/result.hpp"
#include "espax/tls_options.hpp"

namespace vorab::espax {

class Stream {
  public:
    virtual ~Stream() = default;
    /// How many bytes came; 0 when the stream is closed or broken, by either side.
    virtual async::Task<std::size_t> read(std::span<char> buffer) = 0;
    /// Queues the bytes and returns. A peer that reads nothing gets the stream closed.
    virtual void send(std::string bytes) = 0;
    /// Ends reading at once, and the connection as soon as what was queued is written.
    virtual void close() = 0;
};

/// Connects, or says why not: unreachable, or refused_by_peer for a certificate that does not hold.
using Connect = std::function<async::Task<core::Result<std::unique_ptr<Stream>>>()>;

/// Plain TCP, port 2023 by custom.
Connect plain_tcp(async::Executor executor, std::string host, std::uint16_t port, std::chrono::milliseconds within);

/// TLS over TCP, port 2024 by custom. Throws core::FailureError when the files of `tls` cannot be used.
Connect tls_tcp(async::Executor executor, std::string host, std::uint16_t port, const TlsOptions& tls,
                std::chrono::milliseconds within);

}  // namespace vorab::espax

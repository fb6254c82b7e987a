#pragma once
// What a plain and a TLS connection have in common: one write at a time, the others wait in a queue; a peer that reads
// nothing gets the connection closed.
#include <deque>
#include <memory>

#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/write.hpp>

#include "espax/stream.hpp"

namespace vorab::espax {

/// Shared with the write that is under way, which may outlive the stream by one turn of the loop. `Socket` is a TCP
/// socket or a TLS stream over one.
template <class Socket>
struct QueuedConnection : std::enable_shared_from_this<QueuedConnection<Socket>> {
    static constexpr std::size_t longest_queue = 1'024 * 1'024;

    explicit QueuedConnection(Socket connected) : socket(std::move(connected)) {}

    void send(std::string bytes) {
        if (closing) return;
        queued += bytes.size();
        queue.push_back(std::move(bytes));
        if (queued > longest_queue) return abort();
        if (queue.size() == 1) write_next();
    }

    void write_next() {
        boost::asio::async_write(
            socket, boost::asio::buffer(queue.front()),
            [self = this->shared_from_this()](boost::system::error_code error, std::size_t) { self->written(error); });
    }

    void written(boost::system::error_code error) {
        if (error) return abort();
        queued -= queue.front().size();
        queue.pop_front();
        if (!queue.empty()) return write_next();
        if (closing) abort();
    }

    void close() {
        closing = true;
        if (queue.empty()) return abort();
        boost::system::error_code ignored;
        socket.lowest_layer().shutdown(boost::asio::socket_base::shutdown_receive, ignored);
    }

    void abort() {
        closing = true;
        boost::system::error_code ignored;
        socket.lowest_layer().close(ignored);
    }

    Socket socket;
    std::deque<std::string> queue;
    std::size_t queued = 0;  ///< bytes
    bool closing = false;
};

template <class Socket>
class QueuedStream final : public Stream {
  public:
    explicit QueuedStream(Socket socket) : connection_(std::make_shared<QueuedConnection<Socket>>(std::move(socket))) {}
    ~QueuedStream() override { connection_->close(); }
    QueuedStream(const QueuedStream&) = delete;
    QueuedStream& operator=(const QueuedStream&) = delete;

    async::Task<std::size_t> read(std::span<char> buffer) override {
        const auto connection = connection_;
        const auto space = boost::asio::buffer(buffer.data(), buffer.size());
        auto [error, count] = co_await connection->socket.async_read_some(space, async::as_result);
        co_return error ? 0 : count;
    }
    void send(std::string bytes) override { connection_->send(std::move(bytes)); }
    void close() override { connection_->close(); }

  private:
    std::shared_ptr<QueuedConnection<Socket>> connection_;
};

}  // namespace vorab::espax

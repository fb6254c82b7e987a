#include "espax/plain_stream.hpp"

#include <deque>

#include <boost/asio/write.hpp>

namespace vorab::espax {
namespace asio = boost::asio;

namespace {

constexpr std::size_t longest_queue = 1'024 * 1'024;

/// Shared with the write that is under way, which may outlive the stream by one turn of the loop.
struct Connection : std::enable_shared_from_this<Connection> {
    explicit Connection(PlainSocket connected) : socket(std::move(connected)) {}

    void send(std::string bytes) {
        if (closing) return;
        queued += bytes.size();
        queue.push_back(std::move(bytes));
        if (queued > longest_queue) return abort();
        if (queue.size() == 1) write_next();
    }

    void write_next() {
        asio::async_write(
            socket, asio::buffer(queue.front()),
            [self = shared_from_this()](boost::system::error_code error, std::size_t) { self->written(error); });
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
        socket.shutdown(PlainSocket::shutdown_receive, ignored);
    }

    void abort() {
        closing = true;
        boost::system::error_code ignored;
        socket.close(ignored);
    }

    PlainSocket socket;
    std::deque<std::string> queue;
    std::size_t queued = 0;  ///< bytes
    bool closing = false;
};

class PlainStream final : public Stream {
  public:
    explicit PlainStream(PlainSocket socket) : connection_(std::make_shared<Connection>(std::move(socket))) {}
    ~PlainStream() override { connection_->close(); }

    async::Task<std::size_t> read(std::span<char> buffer) override {
        const auto connection = connection_;
        const auto space = asio::buffer(buffer.data(), buffer.size());
        auto [error, count] = co_await connection->socket.async_read_some(space, async::as_result);
        co_return error ? 0 : count;
    }
    void send(std::string bytes) override { connection_->send(std::move(bytes)); }
    void close() override { connection_->close(); }

  private:
    std::shared_ptr<Connection> connection_;
};

}  // namespace

std::unique_ptr<Stream> plain_stream(PlainSocket socket) {
    boost::system::error_code ignored;
    socket.set_option(asio::ip::tcp::no_delay{true}, ignored);
    return std::make_unique<PlainStream>(std::move(socket));
}

}  // namespace vorab::espax

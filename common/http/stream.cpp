#include "common/http/stream.hpp"

#include <array>
#include <utility>

#include <boost/asio/this_coro.hpp>

namespace vorab::http {
namespace asio = boost::asio;

Stream::Stream(Socket socket) : socket_(std::move(socket)) {
    boost::system::error_code gone;
    const auto endpoint = socket_.remote_endpoint(gone);
    if (!gone) peer_.address = endpoint.address().to_string();
    socket_.non_blocking(true, gone);
    socket_.set_option(asio::ip::tcp::no_delay{true}, gone);
}

void Stream::cancel() {
    cancelled_ = true;  // the wait may just have ended by itself: the next one must not begin
    boost::system::error_code ignored;
    socket_.cancel(ignored);
}

void Stream::close() {
    boost::system::error_code ignored;
    socket_.close(ignored);
}

async::Task<bool> Stream::wait(Next next) {
    if (cancelled_) co_return false;
    const auto direction = next == Next::wait_readable ? Socket::wait_read : Socket::wait_write;
    auto [error] = co_await socket_.async_wait(direction, async::as_result);
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
    co_return !error && !cancelled_;
}

async::Task<std::size_t> Stream::read_some(std::span<char> buffer) {
    const bool later = std::exchange(later_, false);
    if (later && !holds_bytes()) {
        const bool ready = co_await wait(Next::wait_readable);
        if (!ready) co_return 0;
    }
    for (;;) {
        const Step step = try_read(buffer);
        if (step.next == Next::done) co_return step.bytes;
        if (step.next == Next::ended) co_return 0;
        const bool ready = co_await wait(step.next);
        if (!ready) co_return 0;
    }
}

async::Task<bool> Stream::write(std::string_view bytes) {
    while (!bytes.empty()) {
        const Step step = try_write(bytes);
        if (step.next == Next::ended) co_return false;
        if (step.next == Next::done) {
            bytes.remove_prefix(step.bytes);
            continue;
        }
        const bool ready = co_await wait(step.next);
        if (!ready) co_return false;
    }
    co_return true;
}

async::Task<void> Stream::discard(std::size_t most) {
    std::array<char, 4096> bin{};
    for (std::size_t seen = 0; seen < most;) {
        boost::system::error_code error;
        const auto count = socket_.receive(asio::buffer(bin), 0, error);
        seen += count;
        if (!error) continue;
        if (error != asio::error::would_block) co_return;
        const bool ready = co_await wait(Next::wait_readable);
        if (!ready) co_return;
    }
}

namespace {
class PlainStream final : public Stream {
  public:
    using Stream::Stream;

    Step try_read(std::span<char> buffer) override {
        boost::system::error_code error;
        const auto count = socket_.receive(asio::buffer(buffer.data(), buffer.size()), 0, error);
        return step(error, count, Next::wait_readable);
    }
    Step try_write(std::string_view bytes) override {
        boost::system::error_code error;
        const auto count = socket_.send(asio::buffer(bytes), 0, error);
        return step(error, count, Next::wait_writable);
    }
    void shutdown() override {
        boost::system::error_code gone;
        socket_.shutdown(Socket::shutdown_send, gone);
    }

  private:
    bool holds_bytes() const override { return false; }

    static Step step(const boost::system::error_code& error, std::size_t count, Next wait) {
        if (!error) return {Next::done, count};
        return {error == asio::error::would_block ? wait : Next::ended, 0};
    }
};
}  // namespace

std::unique_ptr<Stream> plain_stream(Socket socket) { return std::make_unique<PlainStream>(std::move(socket)); }

}  // namespace vorab::http

#pragma once
// A Connection over a socket, with or without TLS on it. For the two files that make one.
#include <array>
#include <netinet/tcp.h>
#include <sys/socket.h>

#include <boost/asio/write.hpp>

#include "common/async/timer.hpp"
#include "hl7/tcp_connection.hpp"

namespace vorab::hl7 {

/// Keep-alive probes find a peer that has vanished within two minutes.
inline void prepare(TcpSocket& socket) {
    const auto set = [&](int level, int name, int value) {
        ::setsockopt(socket.native_handle(), level, name, &value, sizeof value);  // refused: no reason not to talk
    };
    set(IPPROTO_TCP, TCP_NODELAY, 1);
    set(SOL_SOCKET, SO_KEEPALIVE, 1);
    set(IPPROTO_TCP, TCP_KEEPIDLE, 60);
    set(IPPROTO_TCP, TCP_KEEPINTVL, 10);
    set(IPPROTO_TCP, TCP_KEEPCNT, 3);
}

template <class Stream>
class StreamConnection : public Connection {
  public:
    explicit StreamConnection(Stream stream)
        : stream_(std::move(stream)), deadline_(stream_.get_executor(), [this] { socket().cancel(); }) {
        prepare(socket());
    }

    async::Task<Heard> read(Span at_most) override {
        if (ended_) co_return Heard{{}, true};  // the reactor tells an end only once: another read would wait for ever
        deadline_.expires_after(at_most);
        const auto space = boost::asio::buffer(buffer_);
        const auto [failed, size] = co_await stream_.async_read_some(space, async::as_result);
        deadline_.never();
        if (failed == boost::asio::error::operation_aborted) co_return Heard{{}, ended_};
        ended_ = bool{failed};
        co_return Heard{std::string_view{buffer_.data(), size}, ended_};
    }

    async::Task<bool> write(std::string_view bytes, Span at_most) override {
        deadline_.expires_after(at_most);
        const auto all = boost::asio::buffer(bytes);
        const auto [failed, size] = co_await boost::asio::async_write(stream_, all, async::as_result);
        deadline_.never();
        co_return !failed;
    }

    bool quiet() override {
        char byte = 0;
        const auto found = ::recv(socket().native_handle(), &byte, 1, MSG_PEEK | MSG_DONTWAIT);
        return found < 0 && (errno == EAGAIN || errno == EWOULDBLOCK);
    }

    void cut() override {
        ended_ = true;
        boost::system::error_code ignored;
        socket().close(ignored);
    }

  protected:
    Stream& stream() { return stream_; }

  private:
    TcpSocket& socket() { return static_cast<TcpSocket&>(stream_.lowest_layer()); }

    Stream stream_;
    async::Deadline deadline_;
    std::array<char, 65'536> buffer_{};
    bool ended_ = false;
};

}  // namespace vorab::hl7

#pragma once
// Real sockets on the loopback, driven by hand: a peer that says exactly what a test wants it to say.
#include <boost/asio/ip/tcp.hpp>

#include "hl7/mllp.hpp"
#include "hl7/tcp_connection.hpp"

namespace vorab::test {

/// Reads until `count` messages came, or the peer ended, or it was silent for `at_most`.
inline async::Task<std::vector<std::string>> read_messages(hl7::Connection& connection, std::size_t count,
                                                           hl7::Span at_most) {
    hl7::Deframer deframer;
    std::vector<std::string> messages;
    while (messages.size() < count) {
        const hl7::Heard heard = co_await connection.read(at_most);
        if (heard.bytes.empty()) break;
        for (auto& event : deframer.push(heard.bytes)) messages.push_back(std::get<hl7::FramedMessage>(event).bytes);
    }
    co_return messages;
}

/// Listens on a port of its own and hands over connections one by one.
class Doorstep {
  public:
    explicit Doorstep(async::Executor executor)
        : acceptor_(executor, {boost::asio::ip::make_address("127.0.0.1"), 0}) {}
    std::uint16_t port() const { return acceptor_.local_endpoint().port(); }
    async::Task<std::unique_ptr<hl7::Connection>> next() {
        auto socket = co_await acceptor_.async_accept(async::use_task);
        co_return hl7::tcp_connection(std::move(socket));
    }

  private:
    boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, async::Executor> acceptor_;
};

}  // namespace vorab::test

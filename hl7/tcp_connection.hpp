#pragma once
// MLLP over plain TCP: for the hospital's own, protected network.
#include <cstdint>

#include <boost/asio/ip/tcp.hpp>

#include "hl7/connection.hpp"

namespace vorab::hl7 {

using TcpSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, async::Executor>;

/// Takes a connected socket over; keep-alive probes find a peer that has vanished within two minutes.
std::unique_ptr<Connection> tcp_connection(TcpSocket socket);

/// Resolves and connects anew at each call.
Connector tcp_connector(async::Executor executor, std::string host, std::uint16_t port, Span at_most);

/// A connected socket, or Problem::unreachable.
async::Task<core::Result<TcpSocket>> tcp_connect(async::Executor executor, std::string host, std::uint16_t port,
                                                 Span at_most);

}  // namespace vorab::hl7

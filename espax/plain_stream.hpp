#pragma once
// A Stream over a connected TCP socket.
#include <boost/asio/ip/tcp.hpp>

#include "espax/stream.hpp"

namespace vorab::espax {

using PlainSocket = boost::asio::basic_stream_socket<boost::asio::ip::tcp, async::Executor>;

std::unique_ptr<Stream> plain_stream(PlainSocket socket);

}  // namespace vorab::espax

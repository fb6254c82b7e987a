#include "espax/plain_stream.hpp"

#include "espax/queued_stream.hpp"

namespace vorab::espax {

std::unique_ptr<Stream> plain_stream(PlainSocket socket) {
    boost::system::error_code ignored;
    socket.set_option(boost::asio::ip::tcp::no_delay{true}, ignored);
    return std::make_unique<QueuedStream<PlainSocket>>(std::move(socket));
}

}  // namespace vorab::espax

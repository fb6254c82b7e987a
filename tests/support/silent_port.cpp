#include "tests/support/silent_port.hpp"

#include <arpa/inet.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace vorab::test {

SilentPort::SilentPort() : socket_(::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) {
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    socklen_t size = sizeof address;
    auto* const named = reinterpret_cast<sockaddr*>(&address);
    const bool listening =
        ::bind(socket_, named, size) == 0 && ::listen(socket_, 16) == 0 && ::getsockname(socket_, named, &size) == 0;
    if (!listening) throw std::runtime_error("no port for a silent listener");
    port_ = ntohs(address.sin_port);
}

SilentPort::~SilentPort() { ::close(socket_); }
}  // namespace vorab::test

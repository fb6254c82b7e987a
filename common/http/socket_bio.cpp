#include "common/http/socket_bio.hpp"

#include <cerrno>
#include <memory>
#include <new>
#include <sys/socket.h>

namespace vorab::http {
namespace {
int socket_of(BIO* bio) { return static_cast<int>(reinterpret_cast<std::intptr_t>(BIO_get_data(bio))); }

bool must_wait() { return errno == EAGAIN || errno == EWOULDBLOCK || errno == EINTR; }

int read_socket(BIO* bio, char* buffer, int size) {
    BIO_clear_retry_flags(bio);
    const auto count = ::recv(socket_of(bio), buffer, static_cast<std::size_t>(size), 0);
    if (count < 0 && must_wait()) BIO_set_retry_read(bio);
    if (count == 0) BIO_set_flags(bio, BIO_FLAGS_IN_EOF);
    return static_cast<int>(count);
}

int write_socket(BIO* bio, const char* bytes, int size) {
    BIO_clear_retry_flags(bio);
    const auto count = ::send(socket_of(bio), bytes, static_cast<std::size_t>(size), MSG_NOSIGNAL);
    if (count < 0 && must_wait()) BIO_set_retry_write(bio);
    return static_cast<int>(count);
}

long control(BIO* bio, int command, long, void*) {
    if (command == BIO_CTRL_EOF) return BIO_test_flags(bio, BIO_FLAGS_IN_EOF) != 0 ? 1 : 0;
    return command == BIO_CTRL_FLUSH ? 1 : 0;
}

BIO_METHOD* new_method() {
    BIO_METHOD* const method = BIO_meth_new(BIO_get_new_index() | BIO_TYPE_SOURCE_SINK, "socket without SIGPIPE");
    if (method == nullptr) throw std::bad_alloc();
    BIO_meth_set_read(method, &read_socket);
    BIO_meth_set_write(method, &write_socket);
    BIO_meth_set_ctrl(method, &control);
    return method;
}
}  // namespace

BIO* new_socket_bio(int socket) {
    static const std::unique_ptr<BIO_METHOD, void (*)(BIO_METHOD*)> method{new_method(), &BIO_meth_free};
    BIO* const bio = BIO_new(method.get());
    if (bio == nullptr) throw std::bad_alloc();
    BIO_set_data(bio, reinterpret_cast<void*>(static_cast<std::intptr_t>(socket)));
    BIO_set_init(bio, 1);
    return bio;
}
}  // namespace vorab::http

#include "hospital_server/views/converter_process.hpp"

#include <array>
#include <cerrno>
#include <csignal>
#include <poll.h>
#include <spawn.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <system_error>
#include <unistd.h>
#include <utility>

namespace vorab::hospital_server::views {
namespace {
using std::chrono::steady_clock;

[[noreturn]] void fail(int error, const char* doing) { throw std::system_error(error, std::generic_category(), doing); }

class Descriptor {
  public:
    explicit Descriptor(int number) : number_(number) {}
    ~Descriptor() { close(); }
    Descriptor(const Descriptor&) = delete;
    Descriptor& operator=(const Descriptor&) = delete;
    int number() const { return number_; }
    void close() {
        if (number_ >= 0) ::close(std::exchange(number_, -1));
    }

  private:
    int number_;
};

/// The child, whose standard input and output are one socket of ours.
class Child {
  public:
    Child(const std::filesystem::path& program, int socket) {
        posix_spawn_file_actions_t actions{};
        ::posix_spawn_file_actions_init(&actions);
        ::posix_spawn_file_actions_adddup2(&actions, socket, STDIN_FILENO);
        ::posix_spawn_file_actions_adddup2(&actions, socket, STDOUT_FILENO);
        std::string path = program.string();
        std::array<char*, 2> arguments{path.data(), nullptr};
        std::array<char*, 1> environment{nullptr};  // whatever the server was told stays with the server
        const int failed = ::posix_spawn(&id_, path.c_str(), &actions, nullptr, arguments.data(), environment.data());
        ::posix_spawn_file_actions_destroy(&actions);
        if (failed != 0) fail(failed, "starting the converter");
    }
    ~Child() {
        if (id_ > 0) ::kill(id_, SIGKILL);
        wait();
    }
    Child(const Child&) = delete;
    Child& operator=(const Child&) = delete;

    /// True when it ended by itself and said that all is well.
    bool wait() {
        if (id_ <= 0) return false;
        int status = 0;
        while (::waitpid(id_, &status, 0) < 0 && errno == EINTR) {
        }
        id_ = -1;
        return WIFEXITED(status) && WEXITSTATUS(status) == 0;
    }

  private:
    pid_t id_ = -1;
};

/// False when the time is over.
bool ready(int socket, short events, steady_clock::time_point deadline) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - steady_clock::now());
    pollfd waited{socket, events, 0};
    return left.count() > 0 && ::poll(&waited, 1, static_cast<int>(left.count())) > 0;
}

bool send_all(int socket, core::BytesView file, steady_clock::time_point deadline) {
    while (!file.empty()) {
        if (!ready(socket, POLLOUT, deadline)) return false;
        const auto sent = ::send(socket, file.data(), file.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
        if (sent <= 0) return false;
        file.remove_prefix(static_cast<std::size_t>(sent));
    }
    return ::shutdown(socket, SHUT_WR) == 0;
}

std::optional<core::Bytes> receive_all(int socket, steady_clock::time_point deadline) {
    constexpr std::size_t most = std::size_t{200} * 1024 * 1024;  // a PNG of as many pixels as the converter takes
    core::Bytes all;
    std::array<unsigned char, 65536> piece{};
    for (;;) {
        if (!ready(socket, POLLIN, deadline)) return std::nullopt;
        const auto count = ::recv(socket, piece.data(), piece.size(), MSG_DONTWAIT);
        if (count == 0) return all;
        if (count < 0 || all.size() > most) return std::nullopt;
        all.append(piece.data(), static_cast<std::size_t>(count));
    }
}
}  // namespace

std::optional<core::Bytes> convert(const std::filesystem::path& program, core::BytesView file,
                                   std::chrono::milliseconds limit) {
    const auto deadline = steady_clock::now() + limit;
    std::array<int, 2> pair{};
    if (::socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair.data()) != 0) fail(errno, "talking to the converter");
    const Descriptor ours{pair[0]};
    Descriptor theirs{pair[1]};
    Child child{program, theirs.number()};
    theirs.close();
    if (!send_all(ours.number(), file, deadline)) return std::nullopt;
    auto png = receive_all(ours.number(), deadline);
    if (!png || !child.wait()) return std::nullopt;
    return png;
}
}  // namespace vorab::hospital_server::views

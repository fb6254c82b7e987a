#include "tests/support/private_mosquitto.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

namespace vorab::test {
namespace {
constexpr const char* account = "mosquitto";

bool accepts(unsigned short port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    address.sin_port = htons(port);
    const bool connected = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return connected;
}

std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}

/// Asks every 10 ms for at most ten seconds: neither program tells us otherwise.
template <class Question>
bool comes_true(Question question) {
    for (int attempt = 0; attempt < 1000; ++attempt) {
        if (question()) return true;
        std::this_thread::sleep_for(std::chrono::milliseconds{10});
    }
    return false;
}
}  // namespace

PrivateMosquitto::PrivateMosquitto() {
    home_.write("mosquitto.conf", "listener " + std::to_string(port_) + " 127.0.0.1\nallow_anonymous true\n");
}

void PrivateMosquitto::start() {
    const std::vector<std::string> argv{"mosquitto", "-c", (home_.path() / "mosquitto.conf").string()};
    process_.emplace(argv, home_.path() / "log", account);
    if (!comes_true([&] { return accepts(port_); }))
        throw std::runtime_error("the private Mosquitto does not start: " + content_of(home_.path() / "log"));
}

void PrivateMosquitto::stop() {
    if (process_) process_->stop(SIGKILL);
    process_.reset();
}

void PrivateMosquitto::pause() { ::kill(process_->id(), SIGSTOP); }
void PrivateMosquitto::resume() { ::kill(process_->id(), SIGCONT); }

PrivateMosquitto::Listener::Listener(const PrivateMosquitto& broker, const std::string& topics, int count,
                                     std::chrono::seconds at_most)
    : file_(broker.home_.path() / ("listener-" + std::to_string(++broker.listeners_))),
      process_({"stdbuf", "-oL", "mosquitto_sub", "-h", "127.0.0.1", "-p", std::to_string(broker.port_), "-t", topics,
                "-q", "1", "-v", "-C", std::to_string(count), "-W", std::to_string(at_most.count()), "-d"},
               file_) {
    if (!comes_true([&] { return content_of(file_).find("received SUBACK") != std::string::npos; }))
        throw std::runtime_error("mosquitto_sub does not subscribe: " + content_of(file_));
}

std::string PrivateMosquitto::Listener::lines() {
    process_.wait();
    return content_of(file_);
}
}  // namespace vorab::test

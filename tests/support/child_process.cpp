#include "tests/support/child_process.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <cstdlib>
#include <fcntl.h>
#include <fstream>
#include <grp.h>
#include <pwd.h>
#include <random>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vorab::test {
namespace {
const passwd* account(const char* user) {
    if (user == nullptr || ::geteuid() != 0) return nullptr;
    const passwd* found = ::getpwnam(user);
    if (found == nullptr) throw std::runtime_error(std::string{"no such account: "} + user);
    return found;
}

void give_to(const std::filesystem::path& path, const char* user) {
    const passwd* owner = account(user);
    if (owner != nullptr && ::chown(path.c_str(), owner->pw_uid, owner->pw_gid) != 0)
        throw std::runtime_error("chown of a temporary file");
}

[[noreturn]] void become(const std::vector<char*>& argv, int log, const passwd* user) {
    ::dup2(log, STDOUT_FILENO);
    ::dup2(log, STDERR_FILENO);
    const bool changed =
        user == nullptr || (::setgroups(0, nullptr) == 0 && ::setgid(user->pw_gid) == 0 && ::setuid(user->pw_uid) == 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);  // after the change of user, which would clear it
    if (changed) ::execvp(argv.front(), argv.data());
    ::_exit(127);
}
}  // namespace

ChildProcess::ChildProcess(std::vector<std::string> argv, const std::filesystem::path& log, const char* user) {
    const passwd* who = account(user);
    std::vector<char*> pointers;
    for (auto& word : argv) pointers.push_back(word.data());
    pointers.push_back(nullptr);
    const int output = ::open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);
    if (output < 0) throw std::runtime_error("no log file for a child process");
    id_ = ::fork();
    if (id_ == 0) become(pointers, output, who);
    ::close(output);
    if (id_ < 0) throw std::runtime_error("fork");
}

ChildProcess::~ChildProcess() {
    if (!ended()) stop(SIGTERM);
}

bool ChildProcess::ended() {
    if (id_ < 0) return true;
    if (::waitpid(id_, &status_, WNOHANG) != id_) return false;
    id_ = -1;
    return true;
}

int ChildProcess::stop(int signal) {
    if (id_ < 0) return status_;
    ::kill(id_, signal);
    return wait();
}

int ChildProcess::wait() {
    if (id_ < 0) return status_;
    ::waitpid(id_, &status_, 0);
    id_ = -1;
    return status_;
}

TemporaryDirectory::TemporaryDirectory(const std::string& name, const char* owner) : owner_(owner) {
    std::string pattern = (std::filesystem::temp_directory_path() / (name + "-XXXXXX")).string();
    if (::mkdtemp(pattern.data()) == nullptr) throw std::runtime_error("no temporary directory");
    path_ = pattern;
    give_to(path_, owner_);
}

TemporaryDirectory::~TemporaryDirectory() {
    std::error_code ignored;
    std::filesystem::remove_all(path_, ignored);
}

std::filesystem::path TemporaryDirectory::write(const std::string& name, const std::string& content) const {
    const auto file = path_ / name;
    std::ofstream{file} << content;
    std::filesystem::permissions(file, std::filesystem::perms::owner_read | std::filesystem::perms::owner_write);
    give_to(file, owner_);
    return file;
}

unsigned short free_port() {
    constexpr unsigned attempts = 200;
    std::random_device random;
    // Below those that the system gives to outgoing connections, and those of tools/demo/house.py.
    std::uniform_int_distribution<unsigned short> not_of_others{10'000, 19'999};
    for (unsigned attempt = 0; attempt < attempts; ++attempt) {
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        address.sin_port = htons(not_of_others(random));
        const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        const bool free = ::bind(socket, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
        ::close(socket);
        if (free) return ntohs(address.sin_port);
    }
    throw std::runtime_error("no free port");
}
}  // namespace vorab::test

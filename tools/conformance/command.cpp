#include "tools/conformance/command.hpp"

#include <array>
#include <csignal>
#include <fcntl.h>
#include <poll.h>
#include <spawn.h>
#include <stdexcept>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

namespace vorab::conformance {
namespace {
pid_t start(const std::string& command, const std::filesystem::path& output) {
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDOUT_FILENO, output.c_str(), O_WRONLY | O_CREAT | O_TRUNC, 0600);
    posix_spawn_file_actions_adddup2(&files, STDOUT_FILENO, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETPGROUP);
    std::string shell = "sh", option = "-c", words = command;
    std::array<char*, 4> arguments{shell.data(), option.data(), words.data(), nullptr};
    pid_t child = 0;
    const int wrong = posix_spawn(&child, "/bin/sh", &files, &attributes, arguments.data(), environ);
    posix_spawn_file_actions_destroy(&files);
    posix_spawnattr_destroy(&attributes);
    if (wrong != 0) throw std::runtime_error("the command cannot be started");
    return child;
}

bool ends_within(pid_t child, std::chrono::seconds at_most) {
    const int handle =
        static_cast<int>(syscall(SYS_pidfd_open, child, 0));  // glibc 2.36 declares it without extern "C"
    pollfd end{handle, POLLIN, 0};
    const int ended = poll(&end, 1, static_cast<int>(std::chrono::milliseconds{at_most}.count()));
    close(handle);
    return ended == 1;
}
}  // namespace

int run_command(const std::string& command, const std::filesystem::path& output, std::chrono::seconds at_most) {
    const pid_t child = start(command, output);
    const bool ended = ends_within(child, at_most);
    if (!ended) kill(-child, SIGKILL);
    int status = 0;
    waitpid(child, &status, 0);
    return ended && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}
}  // namespace vorab::conformance

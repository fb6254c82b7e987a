#pragma once
// A real server as a child of the test: it dies with the test program, however that ends.
#include <filesystem>
#include <string>
#include <sys/types.h>
#include <vector>

namespace vorab::test {

class ChildProcess {
  public:
    /// Starts argv[0] (looked up in PATH), output to `log`. As root it runs as `user`, else as whoever we are.
    ChildProcess(std::vector<std::string> argv, const std::filesystem::path& log, const char* user = nullptr);
    ~ChildProcess();  ///< SIGTERM, and waits
    ChildProcess(const ChildProcess&) = delete;
    ChildProcess& operator=(const ChildProcess&) = delete;

    pid_t id() const { return id_; }
    bool ended();          ///< true also when it never started
    int stop(int signal);  ///< sends the signal, waits, and returns the wait status
    int wait();            ///< waits for its own end

  private:
    pid_t id_ = -1;
    int status_ = 0;
};

/// A directory under the system's temporary folder, gone with its owner. `owner` as above.
class TemporaryDirectory {
  public:
    explicit TemporaryDirectory(const std::string& name, const char* owner = nullptr);
    ~TemporaryDirectory();
    TemporaryDirectory(const TemporaryDirectory&) = delete;
    TemporaryDirectory& operator=(const TemporaryDirectory&) = delete;
    const std::filesystem::path& path() const { return path_; }
    /// Writes a file that only `owner` can read.
    std::filesystem::path write(const std::string& name, const std::string& content) const;

  private:
    std::filesystem::path path_;
    const char* owner_;
};

/// A TCP port of 127.0.0.1 that nobody has at the moment, from below those that the system gives to outgoing connections:
/// what listens there later, or again after it was killed, still finds it free.
unsigned short free_port();

}  // namespace vorab::test

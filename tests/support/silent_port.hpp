#pragma once
// A port that takes connections and never says a word.
namespace vorab::test {

class SilentPort {
  public:
    SilentPort();
    ~SilentPort();
    SilentPort(const SilentPort&) = delete;
    SilentPort& operator=(const SilentPort&) = delete;

    unsigned short port() const { return port_; }

  private:
    int socket_ = -1;
    unsigned short port_ = 0;
};
}  // namespace vorab::test

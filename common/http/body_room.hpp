#pragma once
// Memory for the bodies of one server that are held whole, all together, so that it does not end before the
// connections do; and of it no more than a share for one client, so that whoever sends large bodies slowly keeps
// nobody else out. On the loop's thread.
#include <cstddef>
#include <string>
#include <unordered_map>

namespace vorab::http {

/// Bytes.
struct BodyLimits {
    std::size_t all = 64 * 1024 * 1024;     ///< of all bodies that are held whole at a time
    std::size_t of_one = 16 * 1024 * 1024;  ///< of those that one client sends; less than `all`
};

class BodyRoom {
  public:
    explicit BodyRoom(const BodyLimits& limits) : left_(limits.all), of_one_(limits.of_one) {}

    /// False when this client's share, or all of it, is taken already.
    bool take(const std::string& client, std::size_t bytes);
    void give_back(const std::string& client, std::size_t bytes);

  private:
    std::size_t left_;
    std::size_t of_one_;
    std::unordered_map<std::string, std::size_t> held_;  ///< by those who hold any now
};
}  // namespace vorab::http

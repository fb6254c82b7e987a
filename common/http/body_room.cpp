#include "common/http/body_room.hpp"

namespace vorab::http {

bool BodyRoom::take(const std::string& client, std::size_t bytes) {
    if (bytes == 0) return true;
    if (bytes > left_) return false;
    const auto held = held_.try_emplace(client, 0).first;
    if (held->second + bytes > of_one_) {
        if (held->second == 0) held_.erase(held);
        return false;
    }
    held->second += bytes;
    left_ -= bytes;
    return true;
}

void BodyRoom::give_back(const std::string& client, std::size_t bytes) {
    if (bytes == 0) return;
    const auto held = held_.find(client);
    held->second -= bytes;
    left_ += bytes;
    if (held->second == 0) held_.erase(held);
}
}  // namespace vorab::http

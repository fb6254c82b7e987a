#pragma once
// Which entries this process is writing, or has written lately: what the database says of them may have been read
// before the write, and must not take a newer picture off the boards.
#include <chrono>
#include <map>
#include <utility>

#include "common/core/ids.hpp"

namespace vorab::board {

class OwnWrites {
  public:
    using Time = std::chrono::steady_clock::time_point;
    using Key = std::pair<core::MailboxId, core::CaseId>;

    void begin(const Key& key) {
        auto& write = writes_[key];
        ++write.running;
    }
    void end(const Key& key, Time now) {
        auto& write = writes_[key];
        --write.running;
        write.ended = now;
    }

    /// Whether something read at `time` may be older than what we know.
    bool since(const Key& key, Time time) const {
        const auto write = writes_.find(key);
        return write != writes_.end() && (write->second.running > 0 || write->second.ended >= time);
    }

    void forget_before(Time time) {
        std::erase_if(writes_,
                      [&](const auto& write) { return write.second.running == 0 && write.second.ended < time; });
    }

  private:
    struct Write {
        int running = 0;
        Time ended{};
    };
    std::map<Key, Write> writes_;
};
}  // namespace vorab::board

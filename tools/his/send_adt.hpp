#pragma once
// Sends an admission of every built-in patient, as a hospital information system tells its subscribers.
#include <cstdint>
#include <functional>
#include <string>
#include <string_view>

#include "common/async/task.hpp"
#include "common/core/clock.hpp"

namespace vorab::his {

/// "localhost:2576"; malformed otherwise.
struct Peer {
    std::string host;
    std::uint16_t port = 0;
    static core::Result<Peer> parse(std::string_view text);
};

/// One line a message on `print`: {"event":"sent","control_id":...,"answer":"accepted"}. True when all were accepted.
async::Task<bool> send_admissions(async::Executor executor, Peer peer, const core::Clock& clock,
                                  std::function<void(std::string_view)> print);

}  // namespace vorab::his

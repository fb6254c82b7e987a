#pragma once
// Runs a coroutine in a test: a hang is a failure, an exception reaches the test case.
#include <boost/asio/io_context.hpp>

#include "common/async/event_loop.hpp"

namespace vorab::test {

inline void run(boost::asio::io_context& loop, async::Task<void> task) {
    async::run(loop, std::move(task), std::chrono::seconds{20});
}
}  // namespace vorab::test

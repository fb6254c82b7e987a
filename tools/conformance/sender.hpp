#pragma once
// A sender under test, lesson by lesson.
#include <iosfwd>
#include <string>

#include "common/async/task.hpp"
#include "tools/conformance/options.hpp"
#include "tools/conformance/report.hpp"

namespace vorab::conformance {

struct SenderOptions {
    std::uint16_t port = 8443;
    std::string host = "localhost";
    std::filesystem::path folder = "conformance-sender";
    std::string command = {};  ///< empty: a person starts the sender, lesson by lesson
    std::chrono::seconds longest{60};
    Common common = {};
};

SenderOptions read_sender_options(configuration::Arguments& arguments);

/// Prints each finding as it comes.
async::Task<void> examine_sender(async::Executor executor, SenderOptions options, Report& report, std::ostream& out);

}  // namespace vorab::conformance

#pragma once
// A command of the person who tests, run by the shell.
#include <chrono>
#include <filesystem>
#include <string>

namespace vorab::conformance {

/// Waits for its end and returns its exit code; -1 when it had to be ended after `at_most`. Blocking. What it says goes
/// to `output`.
int run_command(const std::string& command, const std::filesystem::path& output, std::chrono::seconds at_most);

}  // namespace vorab::conformance

#pragma once
// The command line, and the file with settings that stands for most of it: NAME=value a line, as a shell reads it.
#include <filesystem>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "common/configuration/arguments.hpp"

namespace vorab::conformance {

extern const char* const usage;

/// `--settings FILE` replaced by what stands there: VORAB_GATEWAY=... becomes `--gateway ...`, where it is not given.
/// Throws UsageError when the file cannot be read.
std::vector<std::string> with_settings(std::vector<std::string> words);

/// What both sides take.
struct Common {
    std::set<std::string> only = {};  ///< ids, or their first part; empty: all
    std::optional<std::filesystem::path> report = {};
    std::optional<std::filesystem::path> html = {};
    bool list = false;
    bool wants(const std::string& id) const;
};

Common read_common(configuration::Arguments& arguments);

}  // namespace vorab::conformance

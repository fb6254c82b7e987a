#pragma once
// Reads the small files that hold keys and certificates.
#include <filesystem>
#include <string>

#include "common/core/result.hpp"

namespace vorab::signing {

/// not_found with the path, too_large beyond 256 KiB.
core::Result<std::string> read_pem_file(const std::filesystem::path& path);

}  // namespace vorab::signing

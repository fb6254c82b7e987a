#pragma once
// One photograph through the confined converter (hospital_server/converter): a process for each.
#include <chrono>
#include <filesystem>
#include <optional>

#include "common/core/encoding.hpp"

namespace vorab::hospital_server::views {

/// Blocks: for a pool's thread. Nothing: the converter said that this is no picture, died of it, or took longer than
/// `limit`. Throws std::system_error when it cannot be started.
std::optional<core::Bytes> convert(const std::filesystem::path& program, core::BytesView file,
                                   std::chrono::milliseconds limit);

}  // namespace vorab::hospital_server::views

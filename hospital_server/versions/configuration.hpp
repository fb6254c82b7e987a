#pragma once
// Every configuration file that this server has run with, so that a former one can be restored with one command
// (mission D3). Secrets are in files of their own and not part of it.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/database/connection.hpp"

namespace vorab::hospital_server::versions {

struct Version {
    std::int64_t id = 0;
    core::Timestamp saved_at;
    std::string author;
    std::string cause;  ///< "start", "reload", "restore"
    std::string content;
};

/// Saves the file as it is, unless the newest version is the same. Its author is the owner of the file, for whoever
/// wrote it is. Returns the id of the version that holds it. Throws std::runtime_error when the file cannot be read.
std::int64_t save(database::Connection& connection, const std::filesystem::path& file, const std::string& cause,
                  core::Timestamp now);

/// Newest first, without their content.
std::vector<Version> list(database::Connection& connection);
std::optional<Version> find(database::Connection& connection, std::int64_t id);

/// Saves what the file holds now, then puts that version into its place, whole or not at all. Throws
/// std::runtime_error when it cannot be written.
void restore(database::Connection& connection, const std::filesystem::path& file, const Version& version,
             core::Timestamp now);

}  // namespace vorab::hospital_server::versions

#include <filesystem>
#include <sys/stat.h>

#include "hospital_server/audit/deletion_record.hpp"
#include "hospital_server/retention/batches.hpp"

namespace vorab::hospital_server::retention {
namespace {
constexpr int files_at_once = 100;

/// "vorab.log", "vorab.log.3.gz", "hospital.jsonl": whatever else lies there is not ours to delete.
bool is_log(const std::filesystem::path& file) {
    const std::string name = file.filename().string();
    return name.find(".log") != std::string::npos || name.find(".jsonl") != std::string::npos;
}

bool is_older(const std::filesystem::path& file, core::Timestamp before) {
    struct ::stat found {};
    if (::lstat(file.c_str(), &found) != 0 || !S_ISREG(found.st_mode)) return false;
    return std::chrono::system_clock::from_time_t(found.st_mtime) < before;
}
}  // namespace

Batch delete_log_files(database::Connection& server, const Turn& turn) {
    if (!turn.of.folder) return {};
    int gone = 0;
    std::error_code nobody_asks;  // a file that cannot go now is met again by the next run
    for (const auto& entry : std::filesystem::directory_iterator{*turn.of.folder, nobody_asks}) {
        const bool due = is_log(entry.path()) && is_older(entry.path(), turn.before);
        if (due && std::filesystem::remove(entry.path(), nobody_asks)) ++gone;
        if (gone == files_at_once) break;
    }
    if (gone > 0) audit::record_deletion(server, {.deletion_class = "technical_logs", .count = gone}, turn.now);
    return {static_cast<std::uint64_t>(gone)};
}
}  // namespace vorab::hospital_server::retention

#include "hospital_server/storage/space.hpp"

#include <algorithm>
#include <limits>
#include <sys/statvfs.h>

namespace vorab::hospital_server::storage {
namespace {
using std::chrono::steady_clock;
constexpr auto everything = std::numeric_limits<std::int64_t>::max();
constexpr std::chrono::seconds look_again{1};
constexpr std::chrono::minutes database_full{1};

struct Volume {
    std::int64_t free = 0;
    std::int64_t size = 0;
};

/// What ordinary users may still take, in bytes. A folder that cannot be asked counts as full: whoever named it wants
/// it watched.
Volume volume_of(const std::filesystem::path& folder) {
    struct statvfs found {};
    if (::statvfs(folder.c_str(), &found) != 0) return {};
    const auto block = static_cast<std::int64_t>(found.f_frsize);
    return {static_cast<std::int64_t>(found.f_bavail) * block, static_cast<std::int64_t>(found.f_blocks) * block};
}
}  // namespace

SpaceConfig read_space(configuration::Section section) {
    SpaceConfig config;
    config.folders = section.paths("folders");
    const auto mebibytes = section.integer_or("reserve_mebibytes", 1, 10'000'000, 2048);
    config.reserve_bytes = static_cast<std::uint64_t>(mebibytes) * 1024 * 1024;
    config.reserve_percent = section.integer_or("reserve_percent", 0, 50, 5);
    return config;
}

Space::Space(SpaceConfig config, const core::Log& log) : config_(std::move(config)), log_(log), left_(everything) {}

void Space::look() {
    const auto now = steady_clock::now();
    if (looked_at_ != steady_clock::time_point{} && now - looked_at_ < look_again) return;
    looked_at_ = now;
    left_ = everything;
    for (const auto& folder : config_.folders) {
        const Volume volume = volume_of(folder);
        const auto reserve =
            std::max(static_cast<std::int64_t>(config_.reserve_bytes), volume.size / 100 * config_.reserve_percent);
        if (volume.free - reserve >= left_) continue;
        left_ = volume.free - reserve;
        reserve_ = reserve;
    }
    const bool refusing = left_ <= 0 || now < full_until_;
    if (refusing && !refusing_) log_.error("storage is full: intake is refused", {{"left_bytes", left_}});
    if (!refusing && refusing_) log_.info("there is room again: intake is open");
    refusing_ = refusing;
}

core::Result<void> Space::room_for(Weight weight) {
    look();
    const auto needed = weight == Weight::attachment && left_ != everything ? reserve_ : 0;
    if (refusing_ || left_ <= needed) {
        return core::failure(core::Problem::unavailable,
                             "the hospital's storage is full: nothing more is taken until its operator has made room");
    }
    return {};
}

void Space::note_full() {
    full_until_ = steady_clock::now() + database_full;
    looked_at_ = {};
    look();
}

std::int64_t Space::left() {
    look();
    return left_;
}
}  // namespace vorab::hospital_server::storage

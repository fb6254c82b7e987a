#pragma once
// Is there room to store more? Asked before anything is taken, so that the database never meets a full disk: InnoDB
// ends itself when a rollback finds no place, and then what is stored cannot be read either.
#include <chrono>
#include <filesystem>
#include <vector>

#include "common/configuration/reader.hpp"
#include "common/core/log.hpp"
#include "common/core/result.hpp"

namespace vorab::hospital_server::storage {

struct SpaceConfig {
    std::vector<std::filesystem::path> folders;  ///< where the database lies; none: nothing is watched
    std::uint64_t reserve_bytes = std::uint64_t{2} * 1024 * 1024 * 1024;
    std::int64_t reserve_percent = 5;  ///< of the file system; the larger of the two holds
};

/// [storage]: folders, reserve_mebibytes, reserve_percent.
SpaceConfig read_space(configuration::Section section);

enum class Weight { record, attachment };

class Space {
  public:
    Space(SpaceConfig config, const core::Log& log);

    /// unavailable when what is free is down to the reserve; attachments are refused at twice the reserve already, so
    /// that the last room is the records'. Looks at the file systems once a second at most.
    core::Result<void> room_for(Weight weight);

    /// The database has met the end of its disk, wherever that is: nothing is taken for a minute.
    void note_full();

    /// Free beyond the reserve, of the tightest folder: negative when nothing more is taken. Largest int64 when nothing
    /// is watched.
    std::int64_t left();

  private:
    void look();

    SpaceConfig config_;
    const core::Log& log_;
    std::chrono::steady_clock::time_point looked_at_{};
    std::chrono::steady_clock::time_point full_until_{};
    std::int64_t left_;
    std::int64_t reserve_ = 0;  ///< of the tightest folder
    bool refusing_ = false;     ///< so that it is logged once, and its end
};
}  // namespace vorab::hospital_server::storage

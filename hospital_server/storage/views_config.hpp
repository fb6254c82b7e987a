#pragma once
// [views] of the configuration: what is stored in the clear for software that reads the database.
#include <filesystem>

#include "common/configuration/reader.hpp"

namespace vorab::hospital_server::storage {

struct ViewsConfig {
    bool enabled = false;
    std::filesystem::path converter;  ///< the program vorab-picture
    std::int64_t days = 30;           ///< how far back a start looks for what was not made
};

ViewsConfig read_views(configuration::Section section);

}  // namespace vorab::hospital_server::storage

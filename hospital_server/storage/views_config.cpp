#include "hospital_server/storage/views_config.hpp"

namespace vorab::hospital_server::storage {

ViewsConfig read_views(configuration::Section section) {
    ViewsConfig config;
    config.enabled = section.flag_or("enabled", false);
    config.converter = section.path("converter");
    config.days = section.integer_or("days", 1, 3650, 30);
    return config;
}

}  // namespace vorab::hospital_server::storage

#include "hospital_server/self_test/config.hpp"

namespace vorab::hospital_server::self_test {

SelfTestConfig read_config(configuration::Section& root) {
    SelfTestConfig config;
    if (!root.has("self_test")) return config;
    auto section = root.section("self_test");
    config.every = std::chrono::seconds{section.integer_or("every_seconds", 5, 3600, config.every.count())};
    return config;
}
}  // namespace vorab::hospital_server::self_test

#pragma once
// [self_test] of the configuration.
#include <chrono>

#include "common/configuration/reader.hpp"

namespace vorab::hospital_server::self_test {

struct SelfTestConfig {
    std::chrono::seconds every{120};
};
SelfTestConfig read_config(configuration::Section& root);

}  // namespace vorab::hospital_server::self_test

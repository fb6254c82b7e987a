#pragma once
// Where the broker is, and who we are to it.
#include <chrono>
#include <optional>
#include <string>

#include "common/async/task.hpp"
#include "common/core/log.hpp"
#include "common/core/result.hpp"
#include "common/core/sensitive.hpp"

namespace vorab::bus {

struct BusOptions {
    std::string uri;        ///< "tcp://host:1883" or "ssl://host:8883"
    std::string client_id;  ///< unique at the broker
    std::string user = {};
    core::Sensitive<std::string> password = {};
    std::optional<std::string> ca = {};  ///< PEM file; for ssl://
    std::chrono::milliseconds acknowledged_within{5'000};
};
}  // namespace vorab::bus

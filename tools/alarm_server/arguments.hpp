#pragma once
// The command line of vorab-alarm-server.
#include <span>

#include "tools/alarm_server/options.hpp"

namespace vorab::alarm_server {

struct Arguments {
    std::string address = "127.0.0.1";
    std::uint16_t port = 2023;
    Options options;
};

/// The failure names the option that is wrong. Reads the password file.
core::Result<Arguments> read_arguments(std::span<const char* const> words);

extern const char* const usage;

}  // namespace vorab::alarm_server

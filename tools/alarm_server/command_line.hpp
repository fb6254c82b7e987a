#pragma once
// The command line of vorab-alarm-server.
#include "common/configuration/arguments.hpp"
#include "tools/alarm_server/options.hpp"

namespace vorab::alarm_server {

struct CommandLine {
    std::string address;
    std::uint16_t port = 0;
    Options options;
};

/// Reads the password file. Throws configuration::UsageError, which names the option that is wrong.
CommandLine read_command_line(configuration::Arguments& given);

/// The options that take no value.
extern const std::set<std::string> flags;
extern const char* const usage;

}  // namespace vorab::alarm_server

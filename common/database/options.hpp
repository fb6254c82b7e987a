#pragma once
// The [database] section of a server's configuration.
#include "common/configuration/reader.hpp"
#include "common/database/connection.hpp"

namespace vorab::database {

/// Reads socket or host/port/tls_ca, user, password_file, name. Problems are noted in the section.
ConnectionOptions read_options(configuration::Section& section);

}  // namespace vorab::database

#pragma once
// What a server answers to those who operate it, on a port of its own: /healthz (it runs), /readyz (its database
// answers) and /metrics (Prometheus text format 0.0.4). No patient's data, no names.
#include <functional>

#include "common/database/database.hpp"
#include "common/http/router.hpp"

namespace vorab::program {

/// `metrics` makes the text of /metrics; it and the database outlive the router.
void mount_operations(http::Router& router, database::Database& database, std::function<std::string()> metrics);

}  // namespace vorab::program

#pragma once
// What each of the server's three ports listens with, as the configuration says.
#include "hospital_server/config.hpp"

namespace vorab::hospital_server {

http::ServerOptions tracker_door(const Config& config, const http::TlsContext& tls);
http::ServerOptions intake_door(const Config& config, const http::TlsContext& tls);
http::ServerOptions operations_door(const Config& config);

}  // namespace vorab::hospital_server

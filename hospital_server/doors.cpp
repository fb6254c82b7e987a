#include "hospital_server/doors.hpp"

namespace vorab::hospital_server {
namespace {
http::ServerOptions at(const std::string& address, std::uint16_t port) {
    http::ServerOptions options;
    options.address = address;
    options.port = port;
    return options;
}
}  // namespace

http::ServerOptions tracker_door(const Config& config, const http::TlsContext& tls) {
    auto options = at(config.address, config.port);
    options.tls = tls;
    options.limits.bodies = config.bodies;
    return options;
}

http::ServerOptions intake_door(const Config& config, const http::TlsContext& tls) {
    auto options = at(config.intake_address, config.intake_port);
    options.tls = tls;
    options.limits.bodies = config.intake_bodies;
    return options;
}

http::ServerOptions operations_door(const Config& config) {
    return at(config.operations_address, config.operations_port);
}
}  // namespace vorab::hospital_server

#pragma once
// The gateway's configuration: deploy/gateway.example.toml is the manual, each key explained there.
#include <filesystem>
#include <string>
#include <vector>

#include "common/board/boards.hpp"
#include "common/bus/options.hpp"
#include "common/core/log.hpp"
#include "common/database/connection.hpp"
#include "common/http/server.hpp"
#include "common/http/tls.hpp"
#include "gateway/limits/limits.hpp"

namespace vorab::gateway {

struct Config {
    std::filesystem::path file;  ///< where this was read from
    std::string issuer;          ///< "https://gateway.example:8443": issuer and audience of the tokens
    core::LogLevel log_level = core::LogLevel::info;

    std::string address;
    std::uint16_t port = 0;
    http::TlsServerOptions tls;
    std::vector<std::string> hosts;
    std::vector<std::string> balancers = {};
    std::size_t connections = 0;
    std::size_t connections_per_address = 0;
    bool access_log = false;
    http::BodyLimits bodies;

    std::string operations_address;
    std::uint16_t operations_port = 0;

    database::ConnectionOptions database;
    unsigned database_connections = 8;

    std::vector<std::filesystem::path> token_signing_keys;  ///< the first one signs, all verify
    std::chrono::seconds token_lifetime{43'200};            ///< mission G1: 12 hours

    http::TlsClientOptions hospital_tls;  ///< our certificate towards the hospitals, and whom we trust there
    std::chrono::milliseconds hospital_answer{8'000};  ///< after this an envelope is parked
    std::chrono::hours parking{3};                     ///< mission G5

    /// Where hospitals reach us with what they say to the crews; without a port nobody does.
    struct HospitalListener {
        std::string address;
        std::uint16_t port = 0;
        std::filesystem::path client_ca;  ///< whose certificates the hospitals show
        std::optional<std::filesystem::path> client_revoked = {};
    };
    std::optional<HospitalListener> hospital_listener;
    std::chrono::hours outcome_retention{7 * 24};

    LimitOptions limits;
    ChunkQuota parked_chunks;  ///< of one case, while its hospital is silent

    std::chrono::days audit{180};  ///< audit rows are gone after this
    board::BoardOptions board;
    std::optional<bus::BusOptions> broker = {};  ///< hints between instances; without it they look every two seconds
    std::optional<std::filesystem::path> admin_page;  ///< without it rescue services administer nothing themselves
    std::filesystem::path api_documentation;          ///< folder with the rendered OpenAPI page
};

/// Reads the file, or returns every problem in it, one line each.
std::variant<Config, std::vector<std::string>> read_config(const std::filesystem::path& file);

}  // namespace vorab::gateway

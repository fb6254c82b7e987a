#include "gateway/config.hpp"

#include "common/configuration/reader.hpp"
#include "common/database/options.hpp"
#include "common/program/body_limits.hpp"

namespace vorab::gateway {
namespace {
core::LogLevel level_of(configuration::Section& root) {
    const std::string word = root.text_or("log_level", "info");
    if (word == "debug") return core::LogLevel::debug;
    if (word == "warning") return core::LogLevel::warning;
    if (word != "info") root.refuse("log_level", "one of debug, info, warning");
    return core::LogLevel::info;
}

/// The section may be left out: the defaults are made for real missions.
LimitOptions read_limits(configuration::Section& root) {
    LimitOptions limits;
    if (!root.has("limits")) return limits;
    auto section = root.section("limits");
    const auto read = [&](const char* key, int& value) {
        value = static_cast<int>(section.integer_or(key, 1, 1'000'000, value));
    };
    read("requests_per_second", limits.requests_per_second);
    read("request_burst", limits.request_burst);
    read("wrong_secrets_per_client", limits.wrong_secrets_per_client);
    read("wrong_secrets_per_address", limits.wrong_secrets_per_address);
    return limits;
}

bus::BusOptions broker_of(configuration::Section broker) {
    bus::BusOptions options;
    options.uri = broker.text("uri");
    options.user = broker.text_or("user", "");
    if (!options.user.empty()) options.password = broker.secret("password_file");
    if (const auto ca = broker.optional_path("ca")) options.ca = ca->string();
    return options;
}

Config::HospitalListener hospital_listener(configuration::Section& hospitals) {
    return {hospitals.text_or("address", "0.0.0.0"), hospitals.port("port"), hospitals.path("client_ca"),
            hospitals.optional_path("client_revoked")};
}

void read_server(configuration::Section server, Config& config) {
    config.address = server.text_or("address", "0.0.0.0");
    config.port = server.port("port");
    config.tls.certificate_chain = server.path("certificate");
    config.tls.private_key = server.path("private_key");
    config.tls.allow_tls_1_2 = server.flag_or("tls_1_2", false);
    config.hosts = server.texts_or("hosts", {});
    config.balancers = server.texts_or("balancers", {});
    config.connections = static_cast<std::size_t>(server.integer_or("connections", 10, 1'000'000, 10'000));
    config.connections_per_address =
        static_cast<std::size_t>(server.integer_or("connections_per_address", 1, 1'000'000, 1'000));
    config.access_log = server.flag_or("access_log", false);
    config.bodies = program::read_body_limits(server);
}

void read_hospitals(configuration::Section hospitals, Config& config) {
    config.hospital_tls.server_ca = hospitals.path("ca");
    config.hospital_tls.certificate_chain = hospitals.path("certificate");
    config.hospital_tls.private_key = hospitals.path("private_key");
    config.hospital_answer = std::chrono::milliseconds{hospitals.integer_or("answer_milliseconds", 100, 60'000, 8'000)};
    config.parking = std::chrono::hours{hospitals.integer_or("parking_hours", 1, 3, 3)};
    if (hospitals.has("port")) config.hospital_listener = hospital_listener(hospitals);
    config.outcome_retention = std::chrono::hours{24 * hospitals.integer_or("outcome_days", 1, 30, 7)};
}
}  // namespace

std::variant<Config, std::vector<std::string>> read_config(const std::filesystem::path& file) {
    configuration::Reader reader{file};
    auto& root = reader.root();
    Config config;
    config.file = file;
    config.issuer = root.text("issuer");
    if (!config.issuer.starts_with("https://") || config.issuer.ends_with('/')) {
        root.refuse("issuer", "an https:// address without a final slash is expected");
    }
    config.log_level = level_of(root);

    read_server(root.section("server"), config);

    auto operations = root.section("operations");
    config.operations_address = operations.text_or("address", "127.0.0.1");
    config.operations_port = operations.port("port");

    auto database = root.section("database");
    config.database = database::read_options(database);
    config.database_connections = static_cast<unsigned>(database.integer_or("connections", 1, 64, 8));

    auto token = root.section("token");
    config.token_signing_keys = token.paths("signing_keys");
    config.token_lifetime = std::chrono::seconds{token.integer_or("lifetime_seconds", 60, 43'200, 43'200)};

    read_hospitals(root.section("hospitals"), config);
    config.limits = read_limits(root);
    if (root.has("attachments")) {
        auto attachments = root.section("attachments");
        config.parked_chunks.chunks = attachments.integer_or("parked_chunks", 1, 65'536, 256);
        config.parked_chunks.bytes = attachments.integer_or("parked_mebibytes", 1, 4096, 64) * 1024 * 1024;
    }

    auto board = root.section("board");
    config.board.page = board.path("page");
    config.board.browser_silence = std::chrono::seconds{board.integer_or("browser_silence_seconds", 1, 3600, 60)};
    if (root.has("audit")) {
        config.audit = std::chrono::days{root.section("audit").integer_or("keep_days", 1, 3650, config.audit.count())};
    }
    if (root.has("broker")) config.broker = broker_of(root.section("broker"));
    if (root.has("administration")) config.admin_page = root.section("administration").path("page");
    config.api_documentation = root.section("documentation").path("page");

    auto problems = reader.problems();
    if (!problems.empty()) return problems;
    return config;
}
}  // namespace vorab::gateway

#include "hospital_server/config.hpp"

#include <algorithm>

#include "common/configuration/reader.hpp"
#include "common/database/options.hpp"
#include "common/http/client.hpp"
#include "common/program/body_limits.hpp"

namespace vorab::hospital_server {
namespace {
using configuration::Section;

core::LogLevel level_of(Section& root) {
    const std::string word = root.text_or("log_level", "info");
    if (word == "debug") return core::LogLevel::debug;
    if (word == "warning") return core::LogLevel::warning;
    if (word != "info") root.refuse("log_level", "one of debug, info, warning");
    return core::LogLevel::info;
}

http::TlsServerOptions tls_of(Section& section) {
    http::TlsServerOptions tls;
    tls.certificate_chain = section.path("certificate");
    tls.private_key = section.path("private_key");
    tls.allow_tls_1_2 = section.flag_or("tls_1_2", false);
    return tls;
}

core::MailboxId mailbox_id(Section& section, const char* key, const std::string& text) {
    const auto id = core::MailboxId::parse(text);
    if (!id) section.refuse(key, id.error().detail.str());
    return id ? *id : core::MailboxId{};
}

std::vector<core::MailboxId> mailbox_ids(Section& section) {
    std::vector<core::MailboxId> ids;
    for (const auto& text : section.texts_or("mailboxes", {})) ids.push_back(mailbox_id(section, "mailboxes", text));
    return ids;
}

std::vector<MailboxKeyFile> keys_of(Section& section) {
    std::vector<MailboxKeyFile> keys;
    for (auto& key : section.sections("key")) {
        MailboxKeyFile file{key.path("private_key"), std::nullopt};
        const std::string until = key.text_or("use_until", "");
        if (!until.empty()) {
            const auto time = core::parse_rfc3339(until);
            if (!time) key.refuse("use_until", time.error().detail.str());
            if (time) file.use_until = *time;
        }
        keys.push_back(std::move(file));
    }
    if (keys.empty()) section.refuse("key", "at least one [[mailbox.key]] with private_key is needed");
    return keys;
}

MailboxConfig mailbox_of(Section& section) {
    MailboxConfig mailbox;
    mailbox.id = mailbox_id(section, "id", section.text("id"));
    mailbox.name = section.text("name");
    auto database = section.section("database");
    mailbox.database = database::read_options(database);
    mailbox.keys = keys_of(section);
    mailbox.board_key = section.future_path("board_key");
    return mailbox;
}

WebRequestConfig web_request_of(Section& section) {
    WebRequestConfig request;
    request.target = section.text("target");
    request.peer = outbound::read_peer(section);
    request.with_mailbox = section.flag_or("with_mailbox", false);
    request.mailboxes = mailbox_ids(section);
    return request;
}

MqttConfig mqtt_of(Section section) {
    MqttConfig mqtt;
    mqtt.uri = section.text("uri");
    mqtt.user = section.text_or("user", "");
    if (!mqtt.user.empty()) mqtt.password = section.secret("password_file");
    mqtt.ca = section.optional_path("ca");
    return mqtt;
}

GatewayConfig gateway_of(Section section) {
    GatewayConfig gateway;
    gateway.url = section.text("url");
    const auto origin = http::Origin::parse(gateway.url);
    if (!origin || !origin->tls) section.refuse("url", "https://host:port is expected");
    gateway.tls.server_ca = section.path("ca");
    gateway.tls.certificate_chain = section.path("certificate");
    gateway.tls.private_key = section.path("private_key");
    return gateway;
}

void read_servers(Section& root, Config& config) {
    auto server = root.section("server");
    config.address = server.text_or("address", "0.0.0.0");
    config.port = server.port("port");
    config.tls = tls_of(server);
    config.bodies = program::read_body_limits(server);

    auto intake = root.section("intake");
    config.intake_address = intake.text_or("address", "0.0.0.0");
    config.intake_port = intake.port("port");
    config.intake_tls = tls_of(intake);
    config.intake_tls.client_ca = intake.path("gateway_ca");
    config.intake_tls.client_revoked = intake.optional_path("gateway_revoked");
    config.intake_bodies = program::read_body_limits(intake);
    config.envelopes_at_once = static_cast<std::size_t>(intake.integer_or("envelopes_per_sender", 1, 64, 4));

    auto operations = root.section("operations");
    config.operations_address = operations.text_or("address", "127.0.0.1");
    config.operations_port = operations.port("port");

    auto database = root.section("database");
    config.database = database::read_options(database);
    config.database_connections = static_cast<unsigned>(database.integer_or("connections", 1, 64, 4));
    config.mailbox_connections = static_cast<unsigned>(database.integer_or("connections_per_mailbox", 1, 64, 8));

    auto pages = root.section("pages");
    config.tracker_page = pages.path("tracker");
    config.board.page = pages.path("board");
    config.api_documentation = pages.path("documentation");
}

void read_attachments(Section& root, Config& config) {
    if (!root.has("attachments")) return;
    auto attachments = root.section("attachments");
    config.attachments.attachments = attachments.integer_or("per_case", 1, 50, 50);
    config.attachments.bytes = attachments.integer_or("mebibytes_per_case", 1, 65'536, 4096) * 1024 * 1024;
    config.undescribed_chunks = std::chrono::hours{attachments.integer_or("undescribed_hours", 4, 72, 24)};
}

void read_answers(Section& root, Config& config) {
    if (!root.has("answers")) return;
    config.undo_time = std::chrono::seconds{root.section("answers").integer_or("undo_seconds", 0, 60, 10)};
}

/// What groups are given must be there.
void check_mailboxes(Section& root, const char* key, const std::vector<people::GroupRights>& table,
                     const std::vector<MailboxConfig>& mailboxes) {
    const auto is_ours = [&mailboxes](const core::MailboxId& id) {
        return std::ranges::any_of(mailboxes, [&id](const MailboxConfig& mailbox) { return mailbox.id == id; });
    };
    for (const auto& group : table) {
        for (const auto& id : group.mailboxes) {
            if (!is_ours(id)) root.refuse(key, "a group names " + id.str() + ", which is none of the mailboxes here");
        }
    }
}

void read_people(Section& root, Config& config) {
    if (root.has("directory")) {
        config.directory = directory::read_options(root.section("directory"));
        check_mailboxes(root, "directory", config.directory->groups, config.mailboxes);
    }
    if (root.has("openid")) {
        config.openid = openid::read_options(root.section("openid"));
        check_mailboxes(root, "openid", config.openid->groups, config.mailboxes);
    }
}

void read_outward(Section& root, Config& config) {
    config.hl7 = his::read_targets(root);
    config.hl7_listeners = adt::read_listeners(root);
    for (auto& section : root.sections("web_request")) config.web_requests.push_back(web_request_of(section));
    config.feedback_systems = feedback::read_config(root);
    if (root.has("gateway")) config.gateway = gateway_of(root.section("gateway"));
    if (root.has("mqtt")) config.mqtt = mqtt_of(root.section("mqtt"));
}
}  // namespace

std::variant<Config, std::vector<std::string>> read_config(const std::filesystem::path& file) {
    configuration::Reader reader{file};
    auto& root = reader.root();
    Config config;
    config.file = std::filesystem::absolute(file);
    config.log_level = level_of(root);
    read_servers(root, config);

    auto trust = root.section("trust");
    config.sender_ca = trust.path("sender_ca");
    config.receipt_key = trust.path("receipt_key");
    config.receipt_certificate = trust.path("receipt_certificate");

    if (trust.has("former_receipt_certificates"))
        config.former_receipt_certificates = trust.paths("former_receipt_certificates");

    config.retention = retention::read_schedule(root);
    config.board.retention = retention::as_hours(config.retention.of("board").period);
    read_attachments(root, config);
    config.self_tests = self_test::read_config(root);
    config.telemetry = telemetry::read_windows(root);
    read_answers(root, config);
    if (root.has("views")) config.views = storage::read_views(root.section("views"));
    if (root.has("storage")) config.space = storage::read_space(root.section("storage"));
    for (auto& section : root.sections("mailbox")) config.mailboxes.push_back(mailbox_of(section));
    if (config.mailboxes.empty()) root.refuse("mailbox", "at least one [[mailbox]] is needed");
    read_people(root, config);
    read_outward(root, config);
    std::vector<core::MailboxId> mailboxes;
    for (const auto& mailbox : config.mailboxes) mailboxes.push_back(mailbox.id);
    config.alarms = alarm_rules::read_settings(root, mailboxes);

    auto problems = reader.problems();
    if (!problems.empty()) return problems;
    return config;
}
}  // namespace vorab::hospital_server

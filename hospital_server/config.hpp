#pragma once
// The hospital server's configuration: deploy/hospital.example.toml is the manual, each key explained there.
#include <filesystem>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "common/board/boards.hpp"
#include "common/core/log.hpp"
#include "common/database/connection.hpp"
#include "common/http/server.hpp"
#include "common/http/tls.hpp"
#include "hospital_server/adt/config.hpp"
#include "hospital_server/alarm_rules/config.hpp"
#include "hospital_server/directory/options.hpp"
#include "hospital_server/feedback/config.hpp"
#include "hospital_server/his/config.hpp"
#include "hospital_server/openid/options.hpp"
#include "hospital_server/outbound/outbound.hpp"
#include "hospital_server/retention/classes.hpp"
#include "hospital_server/self_test/config.hpp"
#include "hospital_server/storage/space.hpp"
#include "hospital_server/storage/views_config.hpp"
#include "hospital_server/telemetry/windows.hpp"

namespace vorab::hospital_server {

struct MailboxKeyFile {
    std::filesystem::path private_key;  ///< PEM; opens envelopes
    std::optional<core::Timestamp> use_until;
};

struct MailboxConfig {
    core::MailboxId id;
    std::string name;
    database::ConnectionOptions database;
    std::vector<MailboxKeyFile> keys;
    std::filesystem::path board_key;  ///< private JWK of the mailbox's boards; made by `board-key create`
};

struct WebRequestConfig {
    std::string target;
    outbound::Peer peer;
    bool with_mailbox = false;
    std::vector<core::MailboxId> mailboxes;
};

struct GatewayConfig {
    std::string url;             ///< of the gateway's port for hospitals
    http::TlsClientOptions tls;  ///< with the certificate that our mailboxes name there
};

struct MqttConfig {
    std::string uri;  ///< "tcp://127.0.0.1:1883" or "ssl://..."
    std::string user;
    core::Sensitive<std::string> password;
    std::optional<std::filesystem::path> ca;
};

/// What one case may bring.
struct AttachmentQuota {
    std::int64_t attachments = 50;
    std::int64_t bytes = std::int64_t{4} * 1024 * 1024 * 1024;  ///< sealed
};

struct Config {
    std::filesystem::path file;  ///< that it was read from
    core::LogLevel log_level = core::LogLevel::info;

    std::string address;  ///< tracker and board
    std::uint16_t port = 0;
    http::TlsServerOptions tls;
    http::BodyLimits bodies;

    std::string intake_address;  ///< the one port that the gateway reaches (mission H1)
    std::uint16_t intake_port = 0;
    http::TlsServerOptions intake_tls;
    http::BodyLimits intake_bodies;
    std::size_t envelopes_at_once = 4;  ///< of one sender, among those that are opened or about to be

    std::string operations_address;
    std::uint16_t operations_port = 0;

    database::ConnectionOptions database;
    unsigned database_connections = 4;
    unsigned mailbox_connections = 8;

    std::filesystem::path sender_ca;  ///< who may sign records
    std::filesystem::path receipt_key;
    std::filesystem::path receipt_certificate;                       ///< chain, own first
    std::vector<std::filesystem::path> former_receipt_certificates;  ///< of keys that signed before, for the audit

    AttachmentQuota attachments;  ///< of one case
    std::chrono::hours undescribed_chunks{24};
    retention::Schedule retention = retention::usual_schedule();

    std::optional<directory::Options> directory;  ///< without either all accounts are local
    std::optional<openid::Options> openid;

    storage::SpaceConfig space;
    storage::ViewsConfig views;

    std::vector<MailboxConfig> mailboxes;
    std::vector<his::TargetConfig> hl7;
    std::vector<adt::ListenerConfig> hl7_listeners;
    alarm_rules::Settings alarms;
    std::vector<WebRequestConfig> web_requests;
    std::vector<feedback::FeedbackConfig> feedback_systems;
    std::optional<MqttConfig> mqtt;
    std::optional<GatewayConfig> gateway;  ///< without it the crews hear nothing from us
    std::chrono::seconds undo_time{10};    ///< what staff did can be taken back; the crew hears of it afterwards

    self_test::SelfTestConfig self_tests;

    std::vector<telemetry::Window> telemetry;
    std::filesystem::path tracker_page;
    std::filesystem::path api_documentation;
    board::BoardOptions board;
};

/// Reads the file, or returns every problem in it, one line each.
std::variant<Config, std::vector<std::string>> read_config(const std::filesystem::path& file);

}  // namespace vorab::hospital_server

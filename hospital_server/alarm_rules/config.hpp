#pragma once
// [[alarm_server]], [[alarm_rule]] and [technical_alarm]: deploy/hospital.example.toml is the manual.
#include "common/configuration/reader.hpp"
#include "common/core/sensitive.hpp"
#include "espax/profile.hpp"
#include "espax/tls_options.hpp"
#include "hospital_server/alarm_rules/rule.hpp"

namespace vorab::hospital_server::alarm_rules {

/// One of the two that stand in for each other, or the only one.
struct Peer {
    std::string host;
    std::uint16_t port = 0;
    std::string user;
    core::Sensitive<std::string> password;
    std::optional<espax::TlsOptions> tls;  ///< plain TCP without it
};

struct Server {
    std::string target;  ///< its name in rules, logs and metrics
    espax::Profile profile;
    std::vector<Peer> peers;  ///< one or two; the first is preferred while it is not on standby
    std::optional<std::filesystem::path> trace_file;
    std::uintmax_t longest_trace = 0;  ///< bytes; twice as much lies on the disk
};

/// Who is called when a mailbox's self-test fails.
struct Technician {
    std::string server;
    std::string to;
    int failures = 2;  ///< in a row
};

struct Settings {
    std::vector<Server> servers;
    std::vector<Rule> rules;
    std::optional<Technician> technician;

    const Server* server_named(std::string_view target) const;
};

/// Reads these sections; every mistake is noted in them. `mailboxes` are those that exist.
Settings read_settings(configuration::Section& root, const std::vector<core::MailboxId>& mailboxes);

}  // namespace vorab::hospital_server::alarm_rules

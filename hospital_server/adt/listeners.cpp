#include "hospital_server/adt/listeners.hpp"

namespace vorab::hospital_server::adt {
namespace {
constexpr std::chrono::seconds handshake{10};

/// In logs, metrics and the audit.
core::PublicText title_of(const ListenerConfig& config) {
    return core::PublicText{"hl7 "} + core::PublicText::from_operator(config.name);
}

hl7::MllpListenerSettings settings_of(const ListenerConfig& config, const std::optional<hl7::TlsIdentity>& tls,
                                      const Listeners::Told& told) {
    hl7::MllpListenerSettings settings;
    settings.address = config.address;
    settings.port = config.port;
    settings.connections = config.connections;
    settings.peers = config.peers;
    settings.limits.frame = config.message_bytes;
    settings.turned_away = [&told, title = title_of(config)](const std::string& address,
                                                             const core::PublicText& reason) {
        if (told) told(title, address, reason);
    };
    if (tls) {
        settings.welcome = [identity = *tls](hl7::TcpSocket socket) {
            return hl7::tls_accept(std::move(socket), identity, handshake);
        };
    }
    return settings;
}

std::optional<hl7::TlsIdentity> identity_of(const ListenerConfig& config) {
    if (!config.tls) return std::nullopt;
    return hl7::TlsIdentity::server(*config.tls).value();
}
}  // namespace

struct Listeners::Open {
    Open(async::Executor executor, const ListenerConfig& of, Intake& intake, const Told& told, const core::Log& log)
        : config(of),
          identity(identity_of(of)),
          listener(
              executor, settings_of(of, identity, told),
              [this, &intake](std::string message) { return intake.take(std::move(message), config); },
              [this, &intake](const hl7::FramingProblem& problem) {
                  intake.keep(config, public_text(problem.fault), problem.quarantine);
              },
              log) {}
    Open(const Open&) = delete;
    Open& operator=(const Open&) = delete;

    ListenerConfig config;
    std::optional<hl7::TlsIdentity> identity;
    hl7::MllpListener listener;
};

Listeners::Listeners(async::Executor executor, const std::vector<ListenerConfig>& configs, database::Database& database,
                     const core::Clock& clock, const core::Log& log)
    : database_(database),
      log_(log),
      intake_(executor, database, clock, log),
      accepting_(executor, log, "hl7 listeners"),
      committing_(executor, log, "hl7 commits") {
    for (const auto& config : configs) open_.push_back(std::make_unique<Open>(executor, config, intake_, told_, log));
}

Listeners::~Listeners() = default;

void Listeners::mount(http::Router& router, people::SignIn& sign_in) {
    desk_.emplace(database_, sign_in, [this] { return state(); }).mount(router);
}

boost::json::object Listeners::state() const {
    boost::json::array all;
    for (const auto& open : open_) {
        const auto& counts = open->listener.counts();
        boost::json::object faults;
        for (std::size_t i = 0; i < hl7::framing_faults; ++i)
            faults[public_text(static_cast<hl7::FramingFault>(i)).str()] = counts.faults.at(i);
        all.push_back({{"name", open->config.name},
                       {"port", open->listener.port()},
                       {"tls", open->identity.has_value()},
                       {"connections", open->listener.connections()},
                       {"messages", counts.messages},
                       {"refused_connections", counts.refused_connections},
                       {"failed_handshakes", counts.failed_handshakes},
                       {"framing_faults", std::move(faults)}});
    }
    const auto& counts = intake_.counts();
    return {{"listeners", std::move(all)},
            {"counts",
             {{"stored", counts.stored},
              {"repeated", counts.repeated},
              {"left_alone", counts.left_alone},
              {"refused", counts.refused},
              {"moved_stays", counts.moved_stays}}}};
}

void Listeners::start() {
    committing_.spawn(intake_.run());
    for (const auto& open : open_) {
        accepting_.spawn(open->listener.run());
        log_.info("hl7 listener is up", {{"listener", core::PublicText::from_operator(open->config.name)},
                                         {"port", open->listener.port()},
                                         {"tls", open->identity.has_value()}});
    }
}

void Listeners::watch(http::Certificates& certificates, Told told) {
    told_ = std::move(told);
    for (const auto& open : open_) {
        if (!open->identity) continue;
        const auto& files = *open->config.tls;
        http::Watched watched{title_of(open->config)};
        watched.certificate = files.certificate_chain;
        watched.key = files.private_key;
        watched.trusted = files.ca;
        watched.revoked = files.client_revoked;
        watched.reload = [identity = *open->identity]() mutable { return identity.reload(); };
        watched.looked = [&listener = open->listener] { listener.dismiss(); };
        certificates.watch(std::move(watched));
    }
}

/// Nobody new, then what is under way, then its commits.
async::Task<void> Listeners::drain(std::chrono::milliseconds grace) {
    constexpr std::chrono::milliseconds at_once{0};
    co_await accepting_.drain(at_once);
    for (const auto& open : open_) co_await open->listener.drain(grace);
    co_await committing_.drain(at_once);
    co_await intake_.drain(grace);
}

std::vector<std::uint16_t> Listeners::ports() const {
    std::vector<std::uint16_t> ports;
    for (const auto& open : open_) ports.push_back(open->listener.port());
    return ports;
}

std::string Listeners::metrics() const {
    std::string text;
    const auto line = [&](const char* name, const std::string& labels, std::uint64_t value) {
        text.append(name).append(labels).append(" ").append(std::to_string(value)).append("\n");
    };
    for (const auto& open : open_) {
        const auto& counts = open->listener.counts();
        const std::string of = "listener=\"" + open->config.name + "\"";
        line("vorab_hl7_connections", "{" + of + "}", open->listener.connections());
        line("vorab_hl7_connections_accepted_total", "{" + of + "}", counts.connections);
        line("vorab_hl7_connections_refused_total", "{" + of + "}", counts.refused_connections);
        line("vorab_hl7_handshakes_failed_total", "{" + of + "}", counts.failed_handshakes);
        line("vorab_hl7_connections_dismissed_total", "{" + of + "}", counts.dismissed);
        line("vorab_hl7_messages_total", "{" + of + "}", counts.messages);
        for (std::size_t i = 0; i < hl7::framing_faults; ++i) {
            const std::string fault = public_text(static_cast<hl7::FramingFault>(i)).str();
            line("vorab_hl7_framing_faults_total", "{" + of + ",fault=\"" + fault + "\"}", counts.faults.at(i));
        }
    }
    if (open_.empty()) return text;
    const auto& counts = intake_.counts();
    line("vorab_adt_stored_total", "", counts.stored);
    line("vorab_adt_repeated_total", "", counts.repeated);
    line("vorab_adt_left_alone_total", "", counts.left_alone);
    line("vorab_adt_refused_total", "", counts.refused);
    line("vorab_adt_moved_stays_total", "", counts.moved_stays);
    line("vorab_adt_commits_total", "", counts.commits);
    return text;
}
}  // namespace vorab::hospital_server::adt

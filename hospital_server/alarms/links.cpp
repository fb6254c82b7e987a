#include "hospital_server/alarms/links.hpp"

#include <fmt/format.h>

#include "espax/trace.hpp"
#include "hospital_server/alarms/trace_file.hpp"

namespace vorab::hospital_server::alarms {
namespace {
using core::PublicText;

espax::Connect connect_to(async::Executor executor, const alarm_rules::Peer& peer, const espax::Profile& profile) {
    if (!peer.tls) return espax::plain_tcp(executor, peer.host, peer.port, profile.connect_within);
    return espax::tls_tcp(executor, peer.host, peer.port, *peer.tls, profile.connect_within);
}

espax::Session::Trace trace_to(std::shared_ptr<TraceFile> file, std::string name, const core::Clock& clock) {
    return [file = std::move(file), name = std::move(name), &clock](espax::Session::Direction direction,
                                                                    std::string_view frame) {
        file->append(espax::trace_lines(clock.now(), name, direction, frame));
    };
}

std::vector<espax::Failover::Peer> peers_of(async::Executor executor, const alarm_rules::Server& server,
                                            const core::Clock& clock) {
    std::vector<espax::Failover::Peer> peers;
    std::shared_ptr<TraceFile> file;  // of both
    if (server.trace_file) file = std::make_shared<TraceFile>(*server.trace_file, server.longest_trace);
    for (const auto& peer : server.peers) {
        const std::string name = peers.empty() ? server.target : server.target + " (standby)";
        espax::SessionSettings settings;
        settings.profile = server.profile;
        settings.user = peer.user;
        settings.password = peer.password;
        peers.push_back(
            {PublicText::from_operator(name), std::move(settings), connect_to(executor, peer, server.profile)});
        if (file) peers.back().trace = trace_to(file, name, clock);
    }
    return peers;
}
}  // namespace

Links::Links(async::Executor executor, const std::vector<alarm_rules::Server>& servers,
             espax::Failover::Observer observer, const core::Clock& clock, const core::Log& log) {
    for (const auto& server : servers) {
        links_.emplace(server.target, std::make_unique<espax::Failover>(executor, peers_of(executor, server, clock),
                                                                        clock, log, observer));
    }
}

void Links::begin() {
    for (const auto& [target, link] : links_) link->begin();
}

async::Task<void> Links::leave(std::chrono::milliseconds at_most) {
    for (const auto& [target, link] : links_) co_await link->leave(at_most);
}

std::string Links::metrics() const {
    std::string text;
    for (const auto& [target, link] : links_) {
        for (const auto& one : link->health()) {
            text += fmt::format("vorab_alarm_server_up{{server=\"{}\"}} {}\n", one.name.view(), one.ready ? 1 : 0);
            if (!one.standby) continue;
            const int standby = *one.standby ? 1 : 0;
            text += fmt::format("vorab_alarm_server_standby{{server=\"{}\"}} {}\n", one.name.view(), standby);
        }
    }
    return text;
}

}  // namespace vorab::hospital_server::alarms

#include "hospital_server/health/strangers.hpp"

#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::health {

void Strangers::note(const core::PublicText& door, const std::string& address, const core::PublicText& reason) {
    constexpr std::chrono::minutes once{1};
    const auto now = std::chrono::steady_clock::now();
    const auto [of_reason, first] = noted_.try_emplace((door + ": " + reason).str(), now);
    if (!first && now - of_reason->second < once) return;
    of_reason->second = now;
    log_.warning("a peer was turned away", {{"door", door}, {"reason", reason}});
    writing_.spawn(write(address, door == intake_door ? reason : reason + ", " + door));
}

async::Task<void> Strangers::write(std::string address, core::PublicText target) {
    auto unit = database_.run([address, target, now = clock_.now()](database::Connection& connection) {
        audit::Event event{.event = "handshake.failed", .peer = address, .target = target};
        audit::write(connection, event, now);
    });
    co_await std::move(unit);
}

async::Task<void> Strangers::drain() { co_await writing_.drain(std::chrono::milliseconds{0}); }
}  // namespace vorab::hospital_server::health

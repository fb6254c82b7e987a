#pragma once
// What this server watches of itself and of its machine: certificates that end, revocation lists, a clock that jumps, a
// database that promises too much, strangers at its doors.
#include "common/http/certificates.hpp"
#include "common/http/server.hpp"
#include "common/program/clock_watch.hpp"
#include "hospital_server/config.hpp"
#include "hospital_server/health/durability.hpp"
#include "hospital_server/health/strangers.hpp"

namespace vorab::hospital_server::health {

class Health {
  public:
    Health(async::Executor executor, const Config& config, database::Database& database,
           const cases::Mailboxes& mailboxes, const core::Clock& clock, const core::Log& log);

    /// Others that are read again when they change are added by who has them.
    http::Certificates& certificates() { return certificates_; }

    /// The listener will tell who did not get as far as a request.
    void watch_door(http::ServerOptions& options);
    /// For those who watch another door: to be told of whom they turned away. It must not outlive this.
    using Doorkeeper =
        std::function<void(const core::PublicText& door, const std::string& address, const core::PublicText& reason)>;
    Doorkeeper doorkeeper() {
        return [this](const auto& door, const auto& address, const auto& reason) {
            strangers_.note(door, address, reason);
        };
    }

    /// False for a while after the clock has jumped ahead.
    bool may_delete() { return clock_watch_.may_delete(); }

    void start();
    async::Task<void> drain();

    std::vector<Warning> warnings() const;

  private:
    async::Task<void> clock_stepped(program::ClockStep step);

    database::Database& database_;
    const cases::Mailboxes& mailboxes_;
    const core::Clock& clock_;
    http::Certificates certificates_;
    program::ClockWatch clock_watch_;
    Durability durability_;
    Strangers strangers_;
    async::TaskGroup watching_;
};
}  // namespace vorab::hospital_server::health

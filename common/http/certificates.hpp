#pragma once
// The certificates and revocation lists that a server lives by. They are read again when a file has changed, or when
// somebody asks (SIGHUP); and what ends soon is told of before it does, at 30, 14 and 3 days.
#include <functional>
#include <vector>

#include "common/async/task.hpp"
#include "common/core/clock.hpp"
#include "common/core/log.hpp"
#include "common/http/tls.hpp"

namespace vorab::http {

/// What one end of TLS is made of, all PEM.
struct Watched {
    core::PublicText use;                    ///< "tracker", "intake": a label of metrics
    std::filesystem::path certificate = {};  ///< own chain: its first end counts; empty: none
    std::filesystem::path trusted = {};      ///< CAs of the peers: the last end counts, the others are replaced
    std::filesystem::path revoked = {};      ///< revocation lists: when the first should have been renewed
    std::filesystem::path key = {};
    std::function<core::Result<void>()> reload = {};
    /// Called after each look and each reload, whether or not something had changed: who is connected is held against
    /// the clock, too.
    std::function<void()> looked = {};
};

/// "intake certificate", 2026-12-01.
struct Ending {
    core::PublicText use;
    core::PublicText what;  ///< "certificate", "authority", "revocations"
    core::Timestamp at;
};

/// Whole days until then; negative when it is over.
std::int64_t days_left(const Ending& ending, core::Timestamp now);

class Certificates {
  public:
    Certificates(const core::Clock& clock, const core::Log& log) : clock_(clock), log_(log) {}

    void watch(Watched watched);
    /// `tls` is copied: all its copies see a reload.
    void watch(core::PublicText use, const TlsContext& tls);

    /// Reads all of them again. What cannot be read is logged, and the old one serves on.
    void reload();
    /// Reads again those that have changed.
    void look();
    /// Looks every few seconds, until cancelled.
    async::Task<void> run();

    std::vector<Ending> endings() const;
    /// Those that come within 30 days, or have come.
    std::vector<Ending> soon() const;
    /// vorab_certificate_days_left{use,what}
    std::string metrics() const;

  private:
    struct Entry {
        Watched watched;
        std::string stamp = {};  ///< of the files as they were read last
        std::vector<Ending> endings = {};
    };
    void read(Entry& entry);
    void finish_look();
    void warn();

    const core::Clock& clock_;
    const core::Log& log_;
    std::vector<Entry> entries_;
    std::vector<std::pair<std::string, std::int64_t>> warned_;  ///< of what, and at which step of days
};
}  // namespace vorab::http

#pragma once
// "Last proof two minutes ago": every few minutes each mailbox gets a synthetic case, sealed for it like a real one,
// and whoever looks at tracker, board or the sender's mailbox list sees when it last came through. It is a patient
// nowhere.
#include <functional>
#include <map>
#include <set>

#include <boost/json/array.hpp>

#include "common/async/blocking_pool.hpp"
#include "common/http/router.hpp"
#include "hospital_server/health/warning.hpp"
#include "hospital_server/people/sign_in.hpp"
#include "hospital_server/self_test/config.hpp"
#include "hospital_server/self_test/walk.hpp"

namespace vorab::hospital_server::self_test {

struct Proof {
    std::optional<core::Timestamp> last_proof = {};
    std::optional<core::Timestamp> last_run = {};
    Walk walk = {};              ///< the last one
    std::uint64_t failures = 0;  ///< since the start
};

/// For the house's own monitoring, over MQTT: {mailbox, ok, last_proof, at, failed_step}.
std::string event_of(const core::MailboxId& mailbox, const Proof& proof);

class SelfTest {
  public:
    /// `told` hears of each run when it has ended: the technical alarm hangs here.
    using Told = std::function<void(const core::MailboxId&, const Proof&)>;

    SelfTest(const Config& config, const cases::Mailboxes& mailboxes, people::SignIn& sign_in,
             async::BlockingPool& cryptography, const core::Clock& clock, const core::Log& log);

    void tell(Told told) { told_.push_back(std::move(told)); }

    /// What is shown beside the proofs: nothing that fails them.
    using Warnings = std::function<std::vector<health::Warning>()>;
    void warn_of(Warnings warnings) { warnings_ = std::move(warnings); }

    /// GET /api/v1/self-test, and GET /intake/v1/alive, where the gateway asks whether we are there.
    void mount(http::Router& tracker, http::Router& intake);

    /// Reads when each was last proved, then proves them again and again, until cancelled.
    async::Task<void> run();

    /// One run.
    async::Task<void> prove(cases::Mailbox& mailbox);

    /// True when the last run went well and is not overdue.
    bool ok(const core::MailboxId& mailbox) const;
    const Proof& of(const core::MailboxId& mailbox) const { return proofs_.at(mailbox); }

    /// [{mailbox, ok, last_proof}], as the live list's heartbeat carries it.
    boost::json::array summary(const std::set<core::MailboxId>& mailboxes) const;
    std::string metrics() const;

  private:
    async::Task<http::Response> answer(http::Request& request);
    async::Task<http::Response> alive(http::Request& request);
    async::Task<void> remember(cases::Mailbox& mailbox);
    async::Task<Walk> walk(cases::Mailbox& mailbox);
    async::Task<core::Result<cases::Current>> stored(cases::Mailbox& mailbox, std::shared_ptr<Opened> opened);
    async::Task<core::Result<void>> note(cases::Mailbox& mailbox, core::Timestamp at);
    void say(const core::MailboxId& mailbox, const Proof& before, const Proof& now) const;

    std::chrono::seconds every_;
    std::map<core::MailboxId, std::filesystem::path> board_keys_;
    std::vector<DryRun> dry_runs_;
    const cases::Mailboxes& mailboxes_;
    people::SignIn& sign_in_;
    async::BlockingPool& cryptography_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::vector<Told> told_;
    Warnings warnings_ = [] { return std::vector<health::Warning>{}; };
    std::map<core::MailboxId, Proof> proofs_;
};
}  // namespace vorab::hospital_server::self_test

#pragma once
// The arrival board as a visitor meets it: the page, the licence key once, a cookie for seven days, a live feed.
// One library, mounted by the gateway and by the hospital server (contract section 4).
#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "common/board/hub.hpp"
#include "common/board/own_writes.hpp"
#include "common/board/store.hpp"
#include "common/database/together.hpp"
#include "common/http/router.hpp"
#include "common/http/static_files.hpp"

namespace vorab::board {

struct BoardOptions {
    std::filesystem::path page;  ///< folder with the built page
    std::chrono::seconds heartbeat{5};
    std::chrono::seconds renewal{20};  ///< how often a session that watches is renewed, and its licence checked
    std::chrono::seconds browser_silence{
        60};                          ///< after this without a sign of life another browser may take the licence
    std::chrono::hours retention{3};  ///< mission G5: entries are gone after this
    /// Told, in the transaction that forgets them, how many entries went.
    std::function<void(database::Connection&, std::uint64_t count)> forgotten = {};
    std::chrono::milliseconds poll{2'000};  ///< how often the database is asked what other processes changed
};

class Boards {
  public:
    Boards(database::Database& database, const core::Clock& clock, const core::Log& log, BoardOptions options);

    /// Adds `/board/`, `/board/session` and `/board/feed`.
    void mount(http::Router& router);

    /// Loads what is to be shown; the boards are empty before.
    async::Task<void> load();

    /// Heartbeats, signs of life of the sessions that watch, and retention, until cancelled.
    async::Task<void> run();

    /// Shows what other processes changed: entries, configurations, licences taken back; until cancelled. The database
    /// is asked every `poll`, and at once after look_now().
    async::Task<void> follow();

    /// Somebody has changed something: a hint, which may be wrong or missing.
    void look_now();

    /// Called after each change of ours is committed, for the hint to others.
    void on_change(std::function<void()> tell) { tell_ = std::move(tell); }

    /// Shows it on every board of the mailbox at once, and keeps it for those that come later.
    async::Task<void> show(core::MailboxId mailbox, Entry entry);

    /// "Seen", "arrived": the same sealed arrival in another state. Nothing happens for a case that no board shows.
    async::Task<void> change_state(core::MailboxId mailbox, core::CaseId case_id, State state);

    /// What a dispatch system knows better than the crew, until the crew's next transmission. Nothing happens for a
    /// case that no board shows as on its way.
    async::Task<void> change_eta(core::MailboxId mailbox, core::CaseId case_id, core::Timestamp eta);

    /// What has become of the team's call: a word of schemas/board_feed.schema.json, or "none". Nothing happens for a
    /// case that no board shows.
    async::Task<void> change_alarm(core::MailboxId mailbox, core::CaseId case_id, core::PublicText alarm);

    /// What the hospital knows better, sealed for the same boards, in place of the arrival that came with `sequence`.
    /// Nothing happens where another one is shown.
    async::Task<void> correct(core::MailboxId mailbox, core::CaseId case_id, std::int64_t sequence, std::string sealed);

    Hub& hub() { return hub_; }

  private:
    async::Task<http::Response> open(http::Request& request);
    async::Task<http::Response> current(http::Request& request);
    async::Task<http::Response> leave(http::Request& request);
    async::Task<http::Response> feed(http::Request& request);
    async::Task<http::Response> file(http::Request& request);
    async::Task<void> watch(http::WebSocket& socket, core::Bytes token_sha256, Licence licence);
    async::Task<void> renew_watchers();
    async::Task<void> renew(std::vector<core::Bytes> sessions);
    void tell_watcher(const core::Bytes& session, const Licence* licence);
    async::Task<void> catch_up();
    async::Task<std::optional<Licence>> licence_of(core::Bytes token_sha256);
    async::Task<void> forget_old();

    database::Database& database_;
    database::Together keeping_;  ///< entries: many change within a moment
    const core::Clock& clock_;
    const core::Log& log_;
    BoardOptions options_;
    http::StaticFiles page_;
    Hub hub_;

    struct Watcher {
        http::WebSocket* socket;
        core::Bytes licence;         ///< its proof_sha256
        boost::json::object config;  ///< as it was last sent
    };
    std::map<core::Bytes, Watcher> watchers_;  ///< by session: one browser, one socket

    OwnWrites own_writes_;
    core::Timestamp read_at_{};          ///< the database's clock when its changes were last read
    async::Signal* look_now_ = nullptr;  ///< while follow() runs
    std::function<void()> tell_ = [] {};
};
}  // namespace vorab::board

#pragma once
// The arrival board as a visitor meets it: the page, the licence key once, a cookie for seven days, a live feed.
// One library, mounted by the gateway and by the hospital server (contract section 4).
#include "common/async/task_group.hpp"
#include "common/board/hub.hpp"
#include "common/board/store.hpp"
#include "common/database/database.hpp"
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

    /// Shows it on every board of the mailbox at once, and keeps it for those that come later.
    async::Task<void> show(core::MailboxId mailbox, Entry entry);

    /// "Seen", "arrived": the same sealed arrival in another state. Nothing happens for a case that no board shows.
    async::Task<void> change_state(core::MailboxId mailbox, core::CaseId case_id, State state);

    Hub& hub() { return hub_; }

  private:
    async::Task<http::Response> open(http::Request& request);
    async::Task<http::Response> current(http::Request& request);
    async::Task<http::Response> leave(http::Request& request);
    async::Task<http::Response> feed(http::Request& request);
    async::Task<http::Response> file(http::Request& request);
    async::Task<void> watch(http::WebSocket& socket, core::Bytes token_sha256, Licence licence);
    async::Task<void> renew_watchers();
    async::Task<std::optional<Licence>> licence_of(core::Bytes token_sha256);
    async::Task<void> forget_old();

    database::Database& database_;
    const core::Clock& clock_;
    const core::Log& log_;
    BoardOptions options_;
    http::StaticFiles page_;
    Hub hub_;
    std::map<core::Bytes, http::WebSocket*> watchers_;  ///< by session: one browser, one socket
};
}  // namespace vorab::board

// What keeps the boards true: what we show ourselves, what other processes changed, signs of life, and the end of all
// entries after three hours.
#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "common/board/boards.hpp"

namespace vorab::board {
using database::Connection;

async::Task<void> Boards::renew_watchers() {
    constexpr std::size_t at_once = 500;  // a longer transaction would hold up the others of a Galera cluster
    std::vector<core::Bytes> sessions;
    for (const auto& [session, watcher] : watchers_) {
        sessions.push_back(session);
    }
    for (std::size_t from = 0; from < sessions.size(); from += at_once) {
        const auto end = std::min(from + at_once, sessions.size());
        std::vector<core::Bytes> some{sessions.begin() + static_cast<std::ptrdiff_t>(from),
                                      sessions.begin() + static_cast<std::ptrdiff_t>(end)};
        co_await renew(std::move(some));
    }
}

/// A sign of life of those that watch; what has become of its licence is told to each.
async::Task<void> Boards::renew(std::vector<core::Bytes> sessions) {
    if (sessions.empty()) co_return;
    auto unit = database_.run(
        [sessions, now = clock_.now()](Connection& connection) { return use_sessions(connection, sessions, now); });
    const auto licences = co_await std::move(unit);
    for (const auto& session : sessions) {
        const auto licence = licences.find(session);
        tell_watcher(session, licence == licences.end() ? nullptr : &licence->second);
    }
}

void Boards::tell_watcher(const core::Bytes& session, const Licence* licence) {
    const auto watcher = watchers_.find(session);
    if (watcher == watchers_.end()) return;
    auto& [socket, proof_sha256, config] = watcher->second;
    if (!licence) {
        socket->close(4401, "the licence is no longer valid, or is another browser's");
    } else if (licence->config != config) {
        config = licence->config;
        socket->send(Hub::config_frame(config));
    }
}

async::Task<void> Boards::load() {
    const auto since = clock_.now() - options_.retention;
    auto unit = database_.run([since](Connection& connection) {
        const auto read_at = database_time(connection);
        return std::pair{read_at, entries_since(connection, since)};
    });
    auto [read_at, entries] = co_await std::move(unit);
    read_at_ = read_at;
    for (auto& stored : entries) hub_.publish(stored.mailbox, std::move(stored.entry));
}

void Boards::look_now() {
    if (look_now_) look_now_->notify();
}

/// A change may become visible a little after the time it carries: the lock of a row may be waited for so long.
async::Task<void> Boards::catch_up() {
    constexpr std::chrono::seconds overlap{6};
    const auto begun = std::chrono::steady_clock::now();
    auto unit = database_.run(
        [since = read_at_ - overlap](Connection& connection) { return changes_since(connection, since); });
    auto changes = co_await std::move(unit);
    read_at_ = changes.read_at;
    const auto oldest = clock_.now() - options_.retention;
    for (auto& [mailbox, entry] : changes.entries) {
        const bool ours_is_newer = own_writes_.since({mailbox, entry.case_id}, begun);
        if (entry.received_at >= oldest && !ours_is_newer) hub_.publish(mailbox, std::move(entry));
    }
    own_writes_.forget_before(begun);
    std::vector<core::Bytes> sessions;
    for (const auto& [session, watcher] : watchers_) {
        if (std::ranges::find(changes.licences, watcher.licence) != changes.licences.end()) sessions.push_back(session);
    }
    co_await renew(std::move(sessions));
}

async::Task<void> Boards::follow() {
    const auto executor = co_await boost::asio::this_coro::executor;
    async::Signal signal{executor};
    const struct Listening {
        Boards& boards;
        ~Listening() { boards.look_now_ = nullptr; }
    } listening{*this};
    look_now_ = &signal;
    for (;;) {
        const bool hinted = co_await signal.wait(options_.poll);
        try {
            co_await catch_up();
        } catch (const database::DatabaseError&) {
            continue;  // the database says in the log that it is gone, once
        }
        if (hinted) co_await async::sleep_for(std::chrono::milliseconds{100});  // one look answers many hints
    }
}

async::Task<void> Boards::show(core::MailboxId mailbox, Entry entry) {
    if (const auto* shown = hub_.find(mailbox, entry.case_id)) entry.state = state_after(*shown, entry);
    hub_.publish(mailbox, entry);
    const struct Writing {
        OwnWrites& writes;
        OwnWrites::Key key;
        Writing(OwnWrites& all, OwnWrites::Key which) : writes(all), key(std::move(which)) { writes.begin(key); }
        ~Writing() { writes.end(key, std::chrono::steady_clock::now()); }
    } writing{own_writes_, {mailbox, entry.case_id}};
    auto unit = keeping_.run([mailbox, entry](Connection& connection) {
        put_entry(connection, mailbox, entry);
        return true;
    });
    [[maybe_unused]] const bool stored = co_await std::move(unit);
    tell_();
}

async::Task<void> Boards::change_state(core::MailboxId mailbox, core::CaseId case_id, State state) {
    const auto* shown = hub_.find(mailbox, case_id);
    if (!shown || shown->state == state) co_return;
    Entry entry = *shown;
    entry.state = state;
    co_await show(std::move(mailbox), std::move(entry));
}

async::Task<void> Boards::change_eta(core::MailboxId mailbox, core::CaseId case_id, core::Timestamp eta) {
    const auto* shown = hub_.find(mailbox, case_id);
    if (!shown || shown->state == State::arrived || shown->state == State::cancelled) co_return;
    Entry entry = *shown;
    entry.eta = eta;
    co_await show(std::move(mailbox), std::move(entry));
}

async::Task<void> Boards::change_alarm(core::MailboxId mailbox, core::CaseId case_id, core::PublicText alarm) {
    const auto* shown = hub_.find(mailbox, case_id);
    if (!shown || shown->alarm.value_or("none") == alarm.view()) co_return;
    Entry entry = *shown;
    entry.alarm = alarm.str();
    co_await show(std::move(mailbox), std::move(entry));
}

async::Task<void> Boards::correct(core::MailboxId mailbox, core::CaseId case_id, std::int64_t sequence,
                                  std::string sealed) {
    const auto* shown = hub_.find(mailbox, case_id);
    if (!shown || shown->sequence != sequence) co_return;
    Entry entry = *shown;
    entry.sealed = std::move(sealed);
    co_await show(std::move(mailbox), std::move(entry));
}

async::Task<void> Boards::forget_old() {
    const auto before = clock_.now() - options_.retention;
    hub_.remove_before(before);
    auto unit = database_.run([this, before](Connection& connection) {
        database::Transaction transaction{connection};
        const auto gone = forget(connection, before, clock_.now());
        if (gone > 0 && options_.forgotten) options_.forgotten(connection, gone);
        transaction.commit();
        return gone;
    });
    const auto count = co_await std::move(unit);
    if (count > 0) log_.info("board entries forgotten", {{"count", count}});
}

async::Task<void> Boards::run() {
    const auto now = [] { return std::chrono::steady_clock::now(); };
    auto next_renewal = now() + options_.renewal;
    auto next_forgetting = now();
    for (;;) {
        co_await async::sleep_for(options_.heartbeat);
        hub_.heartbeat();
        try {
            if (now() >= next_renewal) {
                next_renewal = now() + options_.renewal;
                co_await renew_watchers();
            }
            if (now() >= next_forgetting) {
                next_forgetting = now() + std::chrono::seconds{10};
                co_await forget_old();
            }
        } catch (const database::DatabaseError& error) {
            log_.error("boards: the database failed; tried again soon", {{"error", error.error_code()}});
        }
    }
}
}  // namespace vorab::board

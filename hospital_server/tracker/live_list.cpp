#include "hospital_server/tracker/live_list.hpp"

#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "hospital_server/cases/joining.hpp"
#include "hospital_server/cases/queries.hpp"

namespace vorab::hospital_server::tracker {
namespace json = boost::json;
namespace {
/// How the list shows a case: by itself, or as a part of another.
struct Shown {
    std::optional<json::object> summary = {};
    bool under_another = false;
};

std::shared_ptr<const std::string> frame_of(const json::object& message) {
    return std::make_shared<const std::string>(json::serialize(message));
}
}  // namespace

LiveList::LiveList(const cases::Mailboxes& mailboxes, const core::Clock& clock)
    : mailboxes_(mailboxes), clock_(clock) {}

async::Task<void> LiveList::changed(core::MailboxId mailbox, core::CaseId case_id) {
    auto* found = mailboxes_.find(mailbox);
    if (!found || watchers_.empty()) co_return;
    auto unit = found->database.run([mailbox, case_id](database::Connection& connection) {
        const auto main = cases::main_of(connection, case_id);
        return Shown{cases::summary(connection, mailbox, main.value_or(case_id)), main.has_value()};
    });
    auto shown = co_await std::move(unit);
    if (!shown.summary) co_return;
    if (shown.under_another) {
        const json::object gone{
            {"type", "remove"}, {"seq", ++seq_}, {"mailbox", mailbox.str()}, {"case", case_id.str()}};
        tell(mailbox, gone);
    }
    const json::object here{{"type", "upsert"}, {"seq", ++seq_}, {"case", std::move(*shown.summary)}};
    tell(mailbox, here);
}

void LiveList::tell(const core::MailboxId& mailbox, const json::object& message) {
    const auto frame = frame_of(message);
    for (const auto& watcher : watchers_) {
        if (watcher.mailboxes.contains(mailbox)) watcher.socket.send(frame);
    }
}

void LiveList::removed(const core::MailboxId& mailbox, const core::CaseId& case_id) {
    const auto frame =
        frame_of({{"type", "remove"}, {"seq", ++seq_}, {"mailbox", mailbox.str()}, {"case", case_id.str()}});
    for (const auto& watcher : watchers_) {
        if (watcher.mailboxes.contains(mailbox)) watcher.socket.send(frame);
    }
}

async::Task<json::array> LiveList::cases_of(std::set<core::MailboxId> mailboxes) {
    json::array all;
    for (const auto& id : mailboxes) {
        auto* mailbox = mailboxes_.find(id);
        if (!mailbox) continue;
        auto unit = mailbox->database.run([id, now = clock_.now()](database::Connection& connection) {
            return cases::live_summaries(connection, id, now);
        });
        auto some = co_await std::move(unit);
        for (auto& entry : some) all.push_back(std::move(entry));
    }
    co_return all;
}

async::Task<void> LiveList::watch(http::WebSocket& socket, people::Person person) {
    struct Presence {  // ends however this coroutine ends
        std::list<Watcher>& watchers;
        std::list<Watcher>::iterator self;
        ~Presence() { watchers.erase(self); }
    };
    // Join first, read then: a change in between comes as an upsert before the snapshot, and the snapshot has it too.
    const auto self = watchers_.insert(watchers_.end(), Watcher{socket, person.mailboxes});
    const Presence presence{watchers_, self};
    auto cases = co_await cases_of(person.mailboxes);
    const auto server_time = core::to_rfc3339(clock_.now());
    socket.send(
        frame_of({{"type", "snapshot"}, {"seq", seq_}, {"server_time", server_time}, {"cases", std::move(cases)}}));
    for (;;) {
        const auto message = co_await socket.receive();
        if (!message) co_return;
    }
}

async::Task<void> LiveList::run() {
    for (;;) {
        co_await async::sleep_for(std::chrono::seconds{5});
        const auto frame = frame_of({{"type", "heartbeat"}, {"server_time", core::to_rfc3339(clock_.now())}});
        for (const auto& watcher : watchers_) watcher.socket.send(frame);
    }
}
}  // namespace vorab::hospital_server::tracker

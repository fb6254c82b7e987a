#include "hospital_server/tracker/live_list.hpp"

#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "hospital_server/cases/joining.hpp"
#include "hospital_server/cases/queries.hpp"

namespace vorab::hospital_server::tracker {
namespace json = boost::json;
namespace {
constexpr std::uint16_t signed_out = 1008;  ///< RFC 6455 7.4.1: "policy"
/// How the list shows a case: by itself, or as a part of another.
struct Shown {
    core::CaseId as = {};
    std::optional<json::object> summary = {};
};

std::shared_ptr<const std::string> frame_of(const json::object& message) {
    return std::make_shared<const std::string>(json::serialize(message));
}
}  // namespace

LiveList::LiveList(const cases::Mailboxes& mailboxes, people::SignIn& sign_in, const core::Clock& clock,
                   const core::Log& log)
    : mailboxes_(mailboxes), sign_in_(sign_in), clock_(clock), log_(log) {}

async::Task<void> LiveList::changed(core::MailboxId mailbox, core::CaseId case_id) {
    auto* found = mailboxes_.find(mailbox);
    if (!found || watchers_.empty()) co_return;
    auto unit = found->database.run([mailbox, case_id, now = clock_.now()](database::Connection& connection) {
        Shown shown{cases::main_of(connection, case_id).value_or(case_id)};
        if (cases::is_live(connection, shown.as, now).value_or(false))
            shown.summary = cases::summary(connection, mailbox, shown.as);
        return shown;
    });
    auto shown = co_await std::move(unit);
    if (shown.as != case_id || !shown.summary) {
        const json::object gone{
            {"type", "remove"}, {"seq", ++seq_}, {"mailbox", mailbox.str()}, {"case", case_id.str()}};
        tell(mailbox, gone);
    }
    if (!shown.summary) co_return;
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
    const auto self =
        watchers_.insert(watchers_.end(), Watcher{socket, person.mailboxes, person.session, person.revision});
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

async::Task<void> LiveList::part_with_those_signed_out() {
    std::vector<std::string> watching;
    for (const auto& watcher : watchers_) watching.push_back(watcher.session);
    if (watching.empty()) co_return;
    const auto standing = co_await sign_in_.standing(watching);
    for (const auto& watcher : watchers_) {
        const auto session = standing.find(watcher.session);
        const bool stands = session != standing.end() && session->second == watcher.revision;
        if (!stands) watcher.socket.close(signed_out, "sign in again");
    }
}

async::Task<void> LiveList::run() {
    for (;;) {
        co_await async::sleep_for(std::chrono::seconds{5});
        try {
            co_await part_with_those_signed_out();
        } catch (const database::DatabaseError&) {  // who is signed in stays so; the list goes on without the database
            log_.debug("sessions of the live list not looked at: the database does not answer");
        }
        const auto server_time = core::to_rfc3339(clock_.now());
        for (const auto& watcher : watchers_) {
            const json::object beat{
                {"type", "heartbeat"}, {"server_time", server_time}, {"proofs", proofs_(watcher.mailboxes)}};
            watcher.socket.send(frame_of(beat));
        }
    }
}
}  // namespace vorab::hospital_server::tracker

#include "hospital_server/archive/archive.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/cases/queries.hpp"
#include "hospital_server/record/words.hpp"

namespace vorab::hospital_server::archive {
namespace json = boost::json;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;
using people::Access;
using people::DataClass;
using people::Right;

namespace {
constexpr Right archive_read{DataClass::archive, Access::read};
constexpr Right archive_write{DataClass::archive, Access::write};
constexpr std::chrono::hours back_on_the_list{12};
constexpr int words_at_once = 200;
constexpr std::chrono::milliseconds between{50};  ///< intake comes first
}  // namespace

Archive::Archive(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, tracker::LiveList& live_list,
                 const core::Clock& clock, const core::Log& log)
    : sign_in_(sign_in), mailboxes_(mailboxes), live_list_(live_list), clock_(clock), log_(log) {}

void Archive::mount(http::Router& router) {
    const std::string one_case = "/api/v1/mailboxes/{mailbox}/cases/{case}";
    router.add(Method::post, "/api/v1/archive/search", [this](Request& r) { return search(r); });
    router.add(Method::post, one_case + "/archive", [this](Request& r) { return move(r, To::archive); });
    router.add(Method::post, one_case + "/return", [this](Request& r) { return move(r, To::list); });
}

async::Task<Response> Archive::search(Request& request) {
    const auto person = co_await sign_in_.allowed(request, archive_read);
    if (!person) co_return http::problem_response(person.error());
    const auto body = co_await request.body->read_all(8 * 1024);
    const auto sent = body ? core::parse_json_object(*body) : body.error();
    if (!sent) co_return http::problem_response(sent.error());
    const auto wanted = Search::read(*sent);
    if (!wanted) co_return http::problem_response(wanted.error());
    auto found = co_await find_in_all(*wanted, *person, request.peer.address);
    const bool more = found.size() > wanted->limit;
    if (more) found.resize(wanted->limit);
    const json::value next = more ? json::value(found.back().to_text()) : json::value(nullptr);
    auto page = co_await summaries(found);
    co_return http::json_response(200, json::serialize(json::object{{"cases", std::move(page)}, {"next", next}}));
}

/// Asks the database of each mailbox, notes it there, and merges what they say.
async::Task<std::vector<Standing>> Archive::find_in_all(Search search, people::Person person, std::string peer) {
    std::vector<Standing> all;
    for (const auto& id : person.mailboxes) {
        const bool named =
            search.mailboxes.empty() || std::ranges::find(search.mailboxes, id) != search.mailboxes.end();
        auto* mailbox = mailboxes_.find(id);
        if (!named || !mailbox) continue;
        auto unit = mailbox->database.run(
            [id, search, user = person.user_name, peer, now = clock_.now()](Connection& connection) {
                audit::write(connection, {.event = "archive.searched", .user_name = user, .peer = peer}, now);
                return find(connection, id, search, now);
            });
        auto some = co_await std::move(unit);
        for (auto& one : some) all.push_back(std::move(one));
    }
    std::ranges::sort(all, [](const Standing& left, const Standing& right) { return left < right; });
    if (all.size() > search.limit + 1) all.resize(search.limit + 1);
    co_return all;
}

async::Task<json::array> Archive::summaries(std::vector<Standing> found) {
    json::array list;
    for (const auto& standing : found) {
        const auto id = core::MailboxId::parse(standing.mailbox).value();
        const auto case_id = core::CaseId::parse(standing.case_id).value();
        auto unit = mailboxes_.find(id)->database.run(
            [id, case_id](Connection& connection) { return cases::summary(connection, id, case_id); });
        auto summary = co_await std::move(unit);
        if (!summary) continue;  // deleted meanwhile
        list.push_back({{"summary", std::move(*summary)}, {"match", public_text(standing.match).view()}});
    }
    co_return list;
}

async::Task<Response> Archive::move(Request& request, To to) {
    const auto addressed = co_await tracker::address_with(sign_in_, mailboxes_, request, archive_write);
    if (!addressed) co_return http::problem_response(addressed.error());
    auto unit = addressed->mailbox->database.run(
        [at = *addressed, peer = request.peer.address, to, now = clock_.now()](Connection& connection) {
            database::Transaction transaction{connection};
            const bool out = to == To::archive;
            const std::string at_once = database::to_sql(now);
            const std::string until = database::to_sql(out ? now : now + back_on_the_list);
            const char* sql = out ? "UPDATE patient_case SET moved_until = ? WHERE id = ? AND live_until > ?"
                                  : "UPDATE patient_case SET moved_until = ? WHERE id = ? AND live_until <= ?";
            if (connection.execute(sql, {until, at.case_id.str(), at_once}) == 1) {
                audit::write(connection,
                             {.event = out ? core::PublicText{"case.archived"} : core::PublicText{"case.returned"},
                              .user_name = at.person.user_name,
                              .case_id = at.case_id,
                              .peer = peer},
                             now);
            }
            transaction.commit();
            return cases::summary(connection, at.mailbox->id, at.case_id);
        });
    const auto summary = co_await std::move(unit);
    if (!summary) co_return http::problem_response(tracker::no_such_case);
    co_await live_list_.changed(addressed->mailbox->id, addressed->case_id);
    co_return http::json_response(200, json::serialize(*summary));
}

/// False when nothing is left to do there.
async::Task<bool> Archive::keep_some(cases::Mailbox& mailbox) {
    auto unit = mailbox.database.run(
        [](Connection& connection) { return record::keep_older_words(connection, words_at_once); });
    const int done = co_await std::move(unit);
    co_return done > 0;
}

async::Task<void> Archive::run() {
    for (const auto& [id, mailbox] : mailboxes_.all()) {
        bool more = true;
        while (more) {
            bool reached = false;
            try {
                more = co_await keep_some(*mailbox);
                reached = true;
            } catch (const database::DatabaseError&) {
                log_.warning("older cases are not searchable yet: the database does not answer", {{"mailbox", id}});
            }
            const std::chrono::milliseconds pause = reached ? between : std::chrono::milliseconds{30'000};
            co_await async::sleep_for(pause);
        }
    }
}
}  // namespace vorab::hospital_server::archive

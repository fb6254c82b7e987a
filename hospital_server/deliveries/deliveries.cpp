#include "hospital_server/deliveries/deliveries.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/deliveries/page.hpp"

namespace vorab::hospital_server::deliveries {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr std::chrono::seconds between_counts{15};
const core::Failure no_such_delivery{Problem::not_found, "there is no such delivery, or not for you"};

constexpr people::Right to_look{people::DataClass::deliveries, people::Access::read};
constexpr people::Right to_decide{people::DataClass::deliveries, people::Access::write};

std::string key_of(const std::string& channel, const std::string& target) { return channel + " " + target; }

struct Found {
    core::MailboxId mailbox;
    outbox::DeliveryRow row;
};

/// Oldest first; of one moment by mailbox, then id.
void put_in_order(std::vector<Found>& found) {
    std::ranges::sort(found, [](const Found& left, const Found& right) {
        return std::tie(left.row.created_at, left.mailbox, left.row.id) <
               std::tie(right.row.created_at, right.mailbox, right.row.id);
    });
}

std::vector<outbox::DeliveryRow> select_all(Connection& connection, const Wanted& wanted, const core::MailboxId& id,
                                            core::Timestamp now) {
    std::vector<outbox::DeliveryRow> all;
    for (const std::string_view state : wanted.states) {
        for (auto& row : select(connection, wanted.in(id, state, now))) all.push_back(std::move(row));
    }
    return all;
}

json::object page_of(std::vector<Found>& found, std::int64_t limit, core::Timestamp now) {
    put_in_order(found);
    json::value next = nullptr;
    const auto most = static_cast<std::size_t>(limit);
    if (found.size() > most) {
        const Found& last = found[most - 1];
        next = to_text({last.row.created_at, last.mailbox, last.row.id});
        found.erase(found.begin() + limit, found.end());
    }
    json::array rows;
    for (const Found& one : found) rows.push_back(to_json(one.row, one.mailbox, now));
    return {{"server_time", core::to_rfc3339(now)}, {"deliveries", std::move(rows)}, {"next", std::move(next)}};
}

json::value time_or_null(const std::optional<core::Timestamp>& time) {
    return time ? json::value(core::to_rfc3339(*time)) : json::value(nullptr);
}

json::value seconds_since(const std::optional<core::Timestamp>& time, core::Timestamp now) {
    if (!time) return nullptr;
    return std::max<std::int64_t>(0, std::chrono::duration_cast<std::chrono::seconds>(now - *time).count());
}

json::object target_of(const outbox::LineState& line, const outbox::Waiting& waiting, const core::MailboxId& mailbox,
                       core::Timestamp now) {
    return {{"mailbox", mailbox.str()},
            {"channel", line.channel},
            {"target", line.target},
            {"breaker", outbox::word(line.breaker)},
            {"failing_since", time_or_null(line.failing_since)},
            {"next_probe_at", time_or_null(line.next_probe_at)},
            {"pending", waiting.pending},
            {"sending", waiting.sending},
            {"rejected", waiting.rejected},
            {"oldest_open_at", time_or_null(waiting.oldest_open)},
            {"oldest_open_seconds", seconds_since(waiting.oldest_open, now)},
            {"delivered_since_start", line.delivered}};
}

Result<std::string> read_reason(const std::string& body) {
    const auto object = core::parse_json_object(body);
    if (!object) return object.error();
    core::JsonFields in{*object};
    auto reason = envelope::printable(in, "reason", 3, 200);
    if (auto wrong = in.finish()) return *wrong;
    return reason;
}

/// Who decides what, and from where.
struct Say {
    audit::Event event;
    outbox::Decision decision;
};

Result<outbox::DeliveryRow> decide_now(Connection& connection, std::int64_t id, Say say) {
    database::Transaction transaction{connection};
    const auto found = outbox::find_delivery(connection, id);
    if (!found) return no_such_delivery;
    const bool again = say.decision.what == "resend";
    const bool done = again ? resend(connection, id, say.decision) : discard(connection, id, say.decision);
    if (!done) return failure(Problem::conflict, "the delivery is being sent, or is over; look again, then decide");
    say.event.case_id = found->case_id;
    audit::write(connection, say.event, say.decision.at);
    auto changed = outbox::find_delivery(connection, id);
    transaction.commit();
    return *changed;
}
}  // namespace

Deliveries::Deliveries(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, tracker::LiveList& live_list,
                       const core::Clock& clock, const core::Log& log)
    : sign_in_(sign_in), mailboxes_(mailboxes), live_list_(live_list), clock_(clock), log_(log) {}

void Deliveries::mount(http::Router& router) {
    const std::string one = "/api/v1/mailboxes/{mailbox}/deliveries/{delivery}";
    router.add(Method::get, "/api/v1/deliveries", [this](Request& r) { return list(r); });
    router.add(Method::get, "/api/v1/deliveries/targets", [this](Request& r) { return targets(r); });
    router.add(Method::post, one + "/resend", [this](Request& r) { return decide(r, Word::resend); });
    router.add(Method::post, one + "/discard", [this](Request& r) { return decide(r, Word::discard); });
}

async::Task<Response> Deliveries::list(Request& request) {
    const auto person = co_await sign_in_.allowed(request, to_look);
    if (!person) co_return http::problem_response(person.error());
    const auto wanted = read_wanted(request);
    if (!wanted) co_return http::problem_response(wanted.error());
    const auto now = clock_.now();
    std::vector<Found> found;
    for (const auto& id : person->mailboxes) {
        auto* mailbox = mailboxes_.find(id);
        if (!mailbox || (wanted->mailbox && *wanted->mailbox != id)) continue;
        auto unit = mailbox->database.run(
            [wanted = *wanted, id, now](Connection& connection) { return select_all(connection, wanted, id, now); });
        auto rows = co_await std::move(unit);
        for (auto& row : rows) found.push_back({id, std::move(row)});
    }
    co_return http::json_response(200, json::serialize(page_of(found, wanted->limit, now)));
}

async::Task<std::map<std::string, outbox::Waiting>> Deliveries::count(cases::Mailbox* mailbox) {
    auto unit = mailbox->database.run([lines = mailbox->dispatcher.lines()](Connection& connection) {
        std::map<std::string, outbox::Waiting> counts;
        for (const auto& line : lines)
            counts[key_of(line.channel, line.target)] = outbox::waiting_of(connection, line.channel, line.target);
        return counts;
    });
    co_return co_await std::move(unit);
}

async::Task<Response> Deliveries::targets(Request& request) {
    const auto person = co_await sign_in_.allowed(request, to_look);
    if (!person) co_return http::problem_response(person.error());
    const auto now = clock_.now();
    json::array all;
    for (const auto& id : person->mailboxes) {
        auto* mailbox = mailboxes_.find(id);
        if (!mailbox) continue;
        auto counts = co_await count(mailbox);
        for (const auto& line : mailbox->dispatcher.lines())
            all.push_back(target_of(line, counts[key_of(line.channel, line.target)], id, now));
    }
    const json::object answer{{"server_time", core::to_rfc3339(now)}, {"targets", std::move(all)}};
    co_return http::json_response(200, json::serialize(answer));
}

async::Task<Response> Deliveries::decide(Request& request, Word word) {
    const auto person = co_await sign_in_.allowed(request, to_decide);
    if (!person) co_return http::problem_response(person.error());
    const auto id = core::MailboxId::parse(request.capture("mailbox"));
    auto* mailbox = id && person->mailboxes.contains(*id) ? mailboxes_.find(*id) : nullptr;
    const auto number = read_delivery_id(request.capture("delivery"));
    if (!mailbox || !number) co_return http::problem_response(no_such_delivery);
    const auto body = co_await request.body->read_all(4096);
    if (!body) co_return http::problem_response(body.error());
    const auto reason = read_reason(*body);
    if (!reason) co_return http::problem_response(reason.error());
    Say say{{.event = "delivery.discarded", .user_name = person->user_name, .peer = request.peer.address},
            {"discard", person->first_name + " " + person->last_name, clock_.now(), *reason}};
    if (word == Word::resend) {
        say.event.event = "delivery.resent";
        say.decision.what = "resend";
    }
    auto unit = mailbox->database.run(
        [number = *number, say](Connection& connection) { return decide_now(connection, number, say); });
    const auto row = co_await std::move(unit);
    if (!row) co_return http::problem_response(row.error());
    mailbox->dispatcher.wake(row->case_id);
    co_await live_list_.changed(mailbox->id, row->case_id);
    co_return http::json_response(200, json::serialize(to_json(*row, mailbox->id, clock_.now())));
}

async::Task<void> Deliveries::run() {
    for (;;) {
        for (const auto& [id, mailbox] : mailboxes_.all()) {
            try {
                auto counts = co_await count(mailbox.get());
                counted_[id] = std::move(counts);
            } catch (const database::DatabaseError& error) {
                log_.warning("deliveries were not counted", {{"mailbox", id}, {"code", error.error_code()}});
            }
        }
        co_await async::sleep_for(between_counts);
    }
}
}  // namespace vorab::hospital_server::deliveries

#include <limits>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/http/asked.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/anchors.hpp"
#include "hospital_server/audit/browser.hpp"
#include "hospital_server/audit/deletion_record.hpp"
#include "hospital_server/retention/retention.hpp"

namespace vorab::hospital_server::retention {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;
using people::Role;

namespace {
const core::Failure not_here{Problem::not_found, "there is no such mailbox, or not for you"};

void name_mailbox(json::array& entries, const std::string& mailbox) {
    for (auto& entry : entries) entry.as_object()["mailbox"] = mailbox;
}

void append(json::array& to, json::array& from) {
    for (auto& entry : from) to.push_back(std::move(entry));
}

struct Wanted {
    core::MailboxId mailbox;
    core::CaseId case_id;
    std::string reason;
};
Result<Wanted> read_wanted(std::string_view body, bool (*is_reason)(std::string_view)) {
    const auto object = core::parse_json_object(body);
    if (!object) return object.error();
    core::JsonFields in{*object};
    Wanted wanted;
    wanted.mailbox = envelope::read_id<core::MailboxId>(in, "mailbox");
    wanted.case_id = envelope::read_id<core::CaseId>(in, "case");
    wanted.reason = in.text("reason", 16);
    if (!is_reason(wanted.reason)) in.refuse("reason", "is not a reason that the API names");
    if (auto wrong = in.finish()) return *wrong;
    return wanted;
}

Response answer(int status, const core::MailboxId& mailbox, Result<Json> said) {
    if (!said) return http::problem_response(said.error());
    (*said)["mailbox"] = mailbox.str();
    return http::json_response(status, json::serialize(*said));
}
}  // namespace

void Retention::mount(http::Router& router) {
    const std::string base = "/api/v1/retention/";
    router.add(Method::get, base + "classes", [this](Request& r) { return classes(r); });
    router.add(Method::get, base + "records", [this](Request& r) { return records(r); });
    router.add(Method::get, base + "orders", [this](Request& r) { return list(r, "orders", orders); });
    router.add(Method::post, base + "orders", [this](Request& r) { return say(r, is_deletion_reason, ordering()); });
    router.add(Method::post, base + "orders/{mailbox}/{order}/confirm",
               [this](Request& r) { return change(r, r.capture("order"), confirm_order); });
    router.add(Method::post, base + "orders/{mailbox}/{order}/withdraw",
               [this](Request& r) { return change(r, r.capture("order"), withdraw_order); });
    router.add(Method::get, base + "holds", [this](Request& r) { return list(r, "holds", holds); });
    router.add(Method::post, base + "holds", [this](Request& r) { return say(r, is_hold_reason, hold_case); });
    router.add(Method::post, base + "holds/{mailbox}/{hold}/release",
               [this](Request& r) { return change(r, r.capture("hold"), release_case); });
}

Retention::Say Retention::ordering() const {
    return [of = schedule_.of("deletion_order")](Connection& connection, const core::CaseId& case_id,
                                                 const std::string& reason, const Hand& hand, core::Timestamp now) {
        return order_deletion(connection, case_id, reason, hand, of, now);
    };
}

/// Whoever may delete: Admin, and Archive for its own data (handbook 8).
async::Task<Result<people::Person>> Retention::keeper_of(Request& request) {
    auto person = co_await sign_in_.person_of(request);
    if (!person) co_return person.error();
    const bool may = person->roles.contains(Role::admin) || person->roles.contains(Role::archive);
    if (!may) co_return failure(Problem::forbidden, "your roles do not include retention");
    co_return std::move(*person);
}

/// A database that the caller may see: the mailbox that is named, or the server's own.
struct Retention::Scope {
    database::Database* database = nullptr;
    std::string mailbox;  ///< empty: the server's own
};
async::Task<Result<Retention::Scope>> Retention::scope_of(Request& request) {
    const auto person = co_await keeper_of(request);
    if (!person) co_return person.error();
    const auto name = request.query_value("mailbox");
    if (!name) co_return Scope{&server_, {}};
    const auto id = core::MailboxId::parse(*name);
    auto* const mailbox = id && person->mailboxes.contains(*id) ? mailboxes_.find(*id) : nullptr;
    if (!mailbox) co_return not_here;
    co_return Scope{&mailbox->database, id->str()};
}

async::Task<Response> Retention::classes(Request& request) {
    const auto person = co_await keeper_of(request);
    if (!person) co_return http::problem_response(person.error());
    const auto now = clock_.now();
    auto of_server = turns(schedule_, audit::server_chain, now, notary_);
    auto unit = server_.run([of_server](Connection& connection) { return report(connection, of_server); });
    json::array all = co_await std::move(unit);
    for (const auto& id : person->mailboxes) {
        auto* const mailbox = mailboxes_.find(id);
        if (!mailbox) continue;
        auto of_mailbox = turns(schedule_, id.str(), now, notary_);
        auto ask =
            mailbox->database.run([of_mailbox](Connection& connection) { return report(connection, of_mailbox); });
        json::array some = co_await std::move(ask);
        name_mailbox(some, id.str());
        append(all, some);
    }
    const json::object body{{"server_time", core::to_rfc3339(now)}, {"classes", std::move(all)}};
    co_return http::json_response(200, json::serialize(body));
}

async::Task<Response> Retention::records(Request& request) {
    const auto scope = co_await scope_of(request);
    if (!scope) co_return http::problem_response(scope.error());
    const auto before = http::number_asked(request, "before", std::numeric_limits<std::int64_t>::max(),
                                           std::numeric_limits<std::int64_t>::max());
    if (!before) co_return http::problem_response(before.error());
    const auto limit = http::number_asked(request, "limit", 500, 100);
    if (!limit) co_return http::problem_response(limit.error());
    auto unit = scope->database->run([before = *before, limit = *limit](Connection& connection) {
        return audit::deletion_records(connection, before, limit);
    });
    json::array found = co_await std::move(unit);
    if (!scope->mailbox.empty()) name_mailbox(found, scope->mailbox);
    const json::object body{{"records", std::move(found)}};
    co_return http::json_response(200, json::serialize(body));
}

async::Task<Response> Retention::list(Request& request, std::string name, List of) {
    const auto person = co_await keeper_of(request);
    if (!person) co_return http::problem_response(person.error());
    json::array all;
    for (const auto& id : person->mailboxes) {
        auto* const mailbox = mailboxes_.find(id);
        if (!mailbox) continue;
        auto unit = mailbox->database.run([of](Connection& connection) { return of(connection); });
        json::array some = co_await std::move(unit);
        name_mailbox(some, id.str());
        append(all, some);
    }
    json::object body;
    body[name] = std::move(all);
    co_return http::json_response(200, json::serialize(body));
}

async::Task<Response> Retention::say(Request& request, bool (*is_reason)(std::string_view), Say what) {
    const auto person = co_await keeper_of(request);
    if (!person) co_return http::problem_response(person.error());
    const auto body = co_await request.body->read_all(1024);
    if (!body) co_return http::problem_response(body.error());
    const auto wanted = read_wanted(*body, is_reason);
    if (!wanted) co_return http::problem_response(wanted.error());
    auto* const mailbox = person->mailboxes.contains(wanted->mailbox) ? mailboxes_.find(wanted->mailbox) : nullptr;
    if (!mailbox) co_return http::problem_response(not_here);
    const Hand hand{person->user_name, request.peer.address, audit::browser_of(request)};
    auto unit = mailbox->database.run([wanted = *wanted, hand, what, now = clock_.now()](Connection& connection) {
        return std::make_shared<Result<Json>>(what(connection, wanted.case_id, wanted.reason, hand, now));
    });
    const auto said = co_await std::move(unit);
    co_return answer(201, wanted->mailbox, *said);
}

async::Task<Response> Retention::change(Request& request, std::string id, Change what) {
    const auto person = co_await keeper_of(request);
    if (!person) co_return http::problem_response(person.error());
    const auto mailbox_id = core::MailboxId::parse(request.capture("mailbox"));
    const bool granted = mailbox_id && person->mailboxes.contains(*mailbox_id);
    auto* const mailbox = granted ? mailboxes_.find(*mailbox_id) : nullptr;
    if (!mailbox) co_return http::problem_response(not_here);
    const Hand hand{person->user_name, request.peer.address, audit::browser_of(request)};
    auto unit = mailbox->database.run([id, hand, what, now = clock_.now()](Connection& connection) {
        return std::make_shared<Result<Json>>(what(connection, id, hand, now));
    });
    const auto said = co_await std::move(unit);
    co_return answer(200, *mailbox_id, *said);
}
}  // namespace vorab::hospital_server::retention

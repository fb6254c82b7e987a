#include "gateway/positions/assignments.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/plain_line.hpp"
#include "common/envelope/members.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"
#include "gateway/positions/report.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using http::Response;

namespace {
using namespace std::chrono_literals;
constexpr std::size_t largest_body = 4096;
constexpr std::size_t longest_unit = 40;  // as `destination` of an arrival

Response hospital_silent() {
    Response response = http::problem_response(
        failure(Problem::unavailable, "the hospital does not answer; send this assignment again in a while"));
    response.headers.add("Retry-After", "10");
    return response;
}
}  // namespace

struct Assignments::Assignment {
    Named named;
    core::MailboxId mailbox;
    core::Timestamp at;
    std::string unit;
};

Assignments::Assignments(Bearer& bearer, const Directory& directory, Forwarder& forwarder, database::Database& database,
                         Refusals& refusals, const core::Clock& clock)
    : bearer_(bearer),
      directory_(directory),
      forwarder_(forwarder),
      database_(database),
      refusals_(refusals),
      clock_(clock) {}

Result<Assignments::Assignment> Assignments::read(const boost::json::object& sent) const {
    core::JsonFields in{sent};
    Assignment assignment;
    assignment.named = read_named(in);
    const auto mailbox = core::MailboxId::parse(in.text("mailbox", 63));
    if (!mailbox) in.refuse("mailbox", mailbox.error().detail);
    assignment.at = read_time(in, "at", in.text("at", 40), clock_.now(), 1h, 1min);
    assignment.unit = envelope::printable(in, "unit", 1, longest_unit);
    if (core::is_blank(assignment.unit) || !core::is_plain_line(assignment.unit))
        in.refuse("unit", "a name is expected");
    if (const auto wrong = in.finish()) return *wrong;
    assignment.mailbox = *mailbox;
    return assignment;
}

Result<Mailbox> Assignments::mailbox_of(const core::MailboxId& id, const core::ClientId& client) const {
    const auto picture = directory_.picture();
    const auto mailbox = picture->mailboxes.find(id);
    if (mailbox == picture->mailboxes.end()) return failure(Problem::unknown_mailbox, "there is no such mailbox");
    const auto known = picture->clients.find(client);
    if (known == picture->clients.end() || !known->second.mailboxes.contains(id)) {
        return failure(Problem::forbidden, "this mailbox is not assigned to you; ask the operator");
    }
    return mailbox->second;
}

async::Task<Result<Assignments::Assignment>> Assignments::understood(http::Request& request, core::ClientId client) {
    const auto sent = co_await http::read_json(request, largest_body);
    auto assignment = sent ? read(*sent) : sent.error();
    if (!assignment) co_return assignment;
    const auto mailbox = mailbox_of(assignment->mailbox, client);
    if (!mailbox) co_return mailbox.error();
    auto unit = database_.run([named = assignment->named, mailbox = mailbox->id](database::Connection& connection) {
        return find(journeys_to(connection, mailbox), named);
    });
    const auto found = co_await std::move(unit);
    if (found.empty()) {
        co_return failure(Problem::not_found, "no such patient is announced to this mailbox; send it again once it is");
    }
    assignment->named.case_id = found.front().case_id;
    co_return assignment;
}

async::Task<Response> Assignments::answer(http::Request& request) {
    const auto sender = bearer_.sender_of(request, Scope::assignments);
    AuditEvent refused{.event = "assignment.refused", .peer = request.peer.address};
    if (!sender) co_return co_await refusals_.answer(std::move(refused), sender.error());
    refused.client = sender->client;
    auto assignment = co_await understood(request, sender->client);
    if (!assignment) co_return co_await refusals_.answer(std::move(refused), assignment.error());
    const auto mailbox = mailbox_of(assignment->mailbox, sender->client);
    if (!mailbox) co_return co_await refusals_.answer(std::move(refused), mailbox.error());
    co_return co_await pass_on(std::move(*assignment), *mailbox);
}

async::Task<Response> Assignments::pass_on(Assignment assignment, Mailbox mailbox) {
    http::ClientRequest onward;
    onward.method = http::Method::post;
    onward.target = "/intake/v1/assignments";
    onward.body = json::serialize(json::object{{"mailbox", assignment.mailbox.str()},
                                               {"case", assignment.named.case_id->str()},
                                               {"at", core::to_rfc3339(assignment.at)},
                                               {"unit", assignment.unit}});
    onward.content_type = "application/json";
    const auto answer = co_await forwarder_.send(mailbox, std::move(onward));
    if (!answer) co_return hospital_silent();
    if (answer->status == 404) {
        co_return http::problem_response(failure(Problem::not_found, "the hospital does not know this patient yet"));
    }
    if (answer->status >= 300) {
        co_return http::problem_response(
            failure(Problem::refused_by_peer, "the hospital does not take this assignment"));
    }
    co_return http::json_response(
        200, json::serialize(json::object{{"status", "assigned"}, {"case", assignment.named.case_id->str()}}));
}
}  // namespace vorab::gateway

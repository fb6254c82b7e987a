#include "hospital_server/feedback/feedback.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/http/problem.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/answers/answers.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/people/tries.hpp"

namespace vorab::hospital_server::feedback {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
const core::Failure no_such_case{Problem::not_found, "there is no such case, or not for you"};
const core::Failure who_are_you{Problem::unauthenticated, "HTTP Basic with the client id and its secret is expected"};

/// RFC 7617: id and secret.
std::optional<std::pair<std::string, std::string>> credentials_in(const Request& request) {
    const auto header = request.headers.find("Authorization");
    if (!header || !header->starts_with("Basic ")) return std::nullopt;
    const auto decoded = core::from_base64(header->substr(6));
    if (!decoded) return std::nullopt;
    const std::string text{core::text_of(*decoded)};
    const auto colon = text.find(':');
    if (colon == std::string::npos) return std::nullopt;
    return std::pair{text.substr(0, colon), text.substr(colon + 1)};
}

/// RFC 9110, 11.6.1: a 401 says how to ask.
Response refusal(const core::Failure& failure) {
    auto response = http::problem_response(failure);
    if (failure.problem == Problem::unauthenticated)
        response.headers.add("WWW-Authenticate", "Basic realm=\"vorab feedback\"");
    return response;
}

/// Digests, so that not even the length of a secret is felt.
bool is_same(const std::string& left, const std::string& right) {
    return signing::equal_in_constant_time(signing::sha256(core::bytes_of(left)),
                                           signing::sha256(core::bytes_of(right)));
}

/// Whether this one may be heard; counts it, and notes a wrong one.
Result<void> settle_try(Connection& connection, const std::string& peer, bool right, core::Timestamp now) {
    const people::Try counted{"feedback/", peer};  // no person's name has such a sign
    const auto wait = people::wait_before(connection, counted, now);
    if (wait.count() > 0)
        return failure(Problem::too_many_requests,
                       core::PublicText{"too many tries; wait "} + wait.count() + " seconds");
    if (right) {
        people::forget_failures(connection, counted);
        return {};
    }
    database::Transaction transaction{connection};
    people::note_failure(connection, counted, now);
    audit::write(connection, {.event = "feedback.refused", .problem = Problem::unauthenticated, .peer = peer}, now);
    transaction.commit();
    return who_are_you;
}

std::optional<Told> read_case(Connection& connection, const core::CaseId& id) {
    const auto row = connection.query_one(
        "SELECT received_at, arrived_at, (SELECT t.id FROM transmission t WHERE t.case_id = c.id ORDER BY t.sequence "
        "DESC, t.id DESC LIMIT 1) FROM patient_case c WHERE c.id = ?",
        {std::string_view{id.str()}});
    if (!row || row->is_null(2)) return std::nullopt;
    outbox::Job about;
    about.case_id = id;
    about.transmission = core::TransmissionId::parse(row->text(2)).value();
    auto current = cases::read_current(connection, about);
    if (!current) return std::nullopt;
    Told told;
    told.current = std::move(*current);
    told.received_at = database::timestamp_of(*row, 0);
    if (!row->is_null(1)) told.arrived_at = database::timestamp_of(*row, 1);
    return told;
}

Result<answers::Saying> saying_in(const std::string& body) {
    const auto object = core::parse_json_object(body);
    if (!object) return object.error();
    core::JsonFields in{*object};
    answers::Saying saying;
    saying.event = envelope::AnswerEvent::outcome;
    const auto outcome = sealing::parse_outcome(in.text("outcome"));
    if (!outcome) in.refuse("outcome", outcome.error().detail);
    saying.text = envelope::optional_printable(in, "text", 1, sealing::longest_text);
    const auto after = in.optional_text("after");
    const auto id = after ? core::AnswerId::parse(*after) : Result<core::AnswerId>{core::AnswerId{}};
    if (!id) in.refuse("after", id.error().detail);
    if (auto wrong = in.finish()) return *wrong;
    saying.outcome = *outcome;
    if (after) saying.after = *id;
    return saying;
}
/// The id of what is said now: `after` of whoever corrects it.
Result<std::string> tell(Connection& connection, const core::CaseId& id, const answers::Saying& saying,
                         const answers::Speaker& speaker, core::Timestamp now) {
    const auto said = answers::say(connection, id, saying, speaker, now);
    if (!said) return said.error();
    const auto row =
        connection.query_one("SELECT id FROM answer WHERE case_id = ? AND event = 'outcome' ORDER BY id DESC LIMIT 1",
                             {std::string_view{id.str()}});
    return row->text(0);
}
}  // namespace

struct Feedback::Asked {
    const FeedbackConfig& by;
    cases::Mailbox& mailbox;
    core::CaseId case_id;
};

void Feedback::mount(http::Router& router) {
    if (systems_.empty()) return;
    const std::string one = "/feedback/v1/mailboxes/{mailbox}/cases/{case}";
    router.add(Method::get, one, [this](Request& r) { return read(r); });
    router.add(Method::post, one + "/outcome", [this](Request& r) { return outcome(r); });
}

const FeedbackConfig* Feedback::caller(const Request& request) const {
    const auto credentials = credentials_in(request);
    const FeedbackConfig* by = nullptr;
    for (const auto& system : systems_) {
        const bool it = credentials && is_same(system.client_id, credentials->first) &&
                        is_same(system.client_secret.reveal(), credentials->second);
        if (it) by = &system;
    }
    return by;
}

async::Task<Result<Feedback::Asked>> Feedback::asked(const Request& request) {
    const FeedbackConfig* const by = caller(request);
    auto unit = database_.run([peer = request.peer.address, right = by != nullptr, now = clock_.now()](
                                  Connection& connection) { return settle_try(connection, peer, right, now); });
    const auto heard = co_await std::move(unit);
    if (!heard) co_return heard.error();
    const auto mailbox = core::MailboxId::parse(request.capture("mailbox"));
    const auto case_id = core::CaseId::parse(request.capture("case"));
    auto* const found = mailbox && case_id && by->concerns(*mailbox) ? mailboxes_.find(*mailbox) : nullptr;
    if (found == nullptr) co_return no_such_case;
    co_return Asked{*by, *found, *case_id};
}

async::Task<Response> Feedback::read(Request& request) {
    const auto to = co_await asked(request);
    if (!to) co_return refusal(to.error());
    auto unit = to->mailbox.database.run([id = to->case_id, client = to->by.client_id, peer = request.peer.address,
                                          now = clock_.now()](Connection& connection) {
        auto told = read_case(connection, id);
        if (told)
            audit::write(connection, {.event = "feedback.read", .user_name = client, .case_id = id, .peer = peer}, now);
        return told;
    });
    const auto told = co_await std::move(unit);
    if (!told) co_return http::problem_response(no_such_case);
    auto response = http::json_response(200, json::serialize(bundle_of(*told, to->mailbox.id, to->by.identity)));
    response.content_type = "application/fhir+json";
    co_return response;
}

async::Task<Response> Feedback::outcome(Request& request) {
    const auto to = co_await asked(request);
    if (!to) co_return refusal(to.error());
    const auto body = co_await request.body->read_all(8 * 1024);
    if (!body) co_return http::problem_response(body.error());
    const auto saying = saying_in(*body);
    if (!saying) co_return http::problem_response(saying.error());
    const answers::Speaker speaker{to->by.target, to->by.client_id, request.peer.address, to->mailbox.answers_to};
    auto unit = to->mailbox.database.run(
        [case_id = to->case_id, saying = *saying, speaker, now = clock_.now()](Connection& connection) {
            return tell(connection, case_id, saying, speaker, now);
        });
    const auto said = co_await std::move(unit);
    if (!said) co_return http::problem_response(said.error());
    to->mailbox.dispatcher.wake(to->case_id);
    changed_(to->mailbox.id, to->case_id);
    co_return http::json_response(200, json::serialize(json::object{{"answer", *said}}));
}
}  // namespace vorab::hospital_server::feedback

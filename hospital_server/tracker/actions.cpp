#include "hospital_server/tracker/actions.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/cases/joining.hpp"
#include "hospital_server/cases/queries.hpp"

namespace vorab::hospital_server::tracker {
namespace json = boost::json;
using core::JsonFields;
using core::Problem;
using core::Result;
using database::Connection;
using envelope::AnswerEvent;
using http::Request;
using http::Response;

namespace {
constexpr std::size_t largest_body = 8 * 1024;

std::optional<sealing::Outcome> read_outcome(JsonFields& in) {
    const auto outcome = sealing::parse_outcome(in.text("outcome"));
    if (outcome) return *outcome;
    in.refuse("outcome", outcome.error().detail);
    return std::nullopt;
}

std::optional<core::AnswerId> read_after(JsonFields& in) {
    const auto text = in.optional_text("after");
    const auto id = text ? core::AnswerId::parse(*text) : core::Result<core::AnswerId>{core::AnswerId{}};
    if (!id) in.refuse("after", id.error().detail);
    return text && id ? std::optional{*id} : std::nullopt;
}

/// Each action takes what belongs to it, and nothing else.
Result<answers::Saying> saying_of(const json::object& body, AnswerEvent event) {
    JsonFields in{body};
    answers::Saying saying;
    saying.event = event;
    const bool with_place = event == AnswerEvent::accepted || event == AnswerEvent::destination;
    if (with_place)
        saying.destination = envelope::optional_printable(in, "destination", 1, sealing::longest_destination);
    if (event == AnswerEvent::destination && !saying.destination) in.refuse("destination", "is missing");
    if (event == AnswerEvent::outcome) saying.outcome = read_outcome(in);
    if (event == AnswerEvent::destination || event == AnswerEvent::outcome) saying.after = read_after(in);
    if (with_place || event == AnswerEvent::outcome)
        saying.text = envelope::optional_printable(in, "text", 1, sealing::longest_text);
    if (auto wrong = in.finish()) return *wrong;
    return saying;
}

board::State state_after(AnswerEvent event) {
    if (event == AnswerEvent::arrived) return board::State::arrived;
    return event == AnswerEvent::accepted ? board::State::ready : board::State::seen;
}
/// To the crew of the case and to those of the other vehicles that bring the same patient.
Result<void> say_to_all(Connection& connection, const core::CaseId& case_id, const answers::Saying& saying,
                        const answers::Speaker& speaker, core::Timestamp now) {
    auto said = answers::say(connection, case_id, saying, speaker, now);
    if (!said) return said;
    for (const auto& part : cases::parts_of(connection, case_id))
        answers::repeat(connection, part, saying, speaker, now);
    return said;
}
}  // namespace

Actions::Actions(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, LiveList& live_list, board::Boards& boards,
                 const core::Clock& clock)
    : sign_in_(sign_in), mailboxes_(mailboxes), live_list_(live_list), boards_(boards), clock_(clock) {}

void Actions::mount(http::Router& router) {
    const std::string one_case = "/api/v1/mailboxes/{mailbox}/cases/{case}/";
    const auto add = [&](const char* name, AnswerEvent event) {
        router.add(http::Method::post, one_case + name, [this, event](Request& r) { return act(r, event); });
    };
    add("seen", AnswerEvent::seen);
    add("accept", AnswerEvent::accepted);
    add("destination", AnswerEvent::destination);
    add("arrived", AnswerEvent::arrived);
    add("outcome", AnswerEvent::outcome);
}

async::Task<Result<answers::Saying>> Actions::read(Request& request, AnswerEvent event) {
    const auto body = co_await request.body->read_all(largest_body);
    if (!body) co_return body.error();
    if (body->empty()) co_return saying_of({}, event);
    if (request.content_type() != "application/json")
        co_return core::failure(Problem::unsupported_type, "send application/json");
    const auto object = core::parse_json_object(*body);
    if (!object) co_return object.error();
    co_return saying_of(*object, event);
}

async::Task<Response> Actions::act(Request& request, AnswerEvent event) {
    const auto to = co_await address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const auto saying = co_await read(request, event);
    if (!saying) co_return http::problem_response(saying.error());
    const answers::Speaker speaker{to->person.first_name + " " + to->person.last_name, to->person.user_name,
                                   request.peer.address, to->mailbox->answers_to};
    auto unit = to->mailbox->database.run(
        [case_id = to->case_id, saying = *saying, speaker, now = clock_.now()](Connection& connection) {
            return say_to_all(connection, case_id, saying, speaker, now);
        });
    const auto said = co_await std::move(unit);
    if (!said) co_return http::problem_response(said.error());
    to->mailbox->dispatcher.wake();
    co_return co_await after_change(*to, event);
}

async::Task<Response> Actions::after_change(Addressed to, AnswerEvent event) {
    auto unit = to.mailbox->database.run(
        [to](Connection& connection) { return cases::summary(connection, to.mailbox->id, to.case_id); });
    const auto summary = co_await std::move(unit);
    if (!summary) co_return http::problem_response(no_such_case);
    co_await live_list_.changed(to.mailbox->id, to.case_id);
    const bool on_boards = event != AnswerEvent::destination && event != AnswerEvent::outcome;
    if (on_boards) co_await boards_.change_state(to.mailbox->id, to.case_id, state_after(event));
    co_return http::json_response(200, json::serialize(*summary));
}
}  // namespace vorab::hospital_server::tracker

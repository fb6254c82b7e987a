#include "hospital_server/tracker/actions.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/answers/handover.hpp"
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

/// What the boards show of a case that stands so.
board::State board_state(const json::object& summary) {
    const auto& state = summary.at("state").as_string();
    if (state == "arrived") return board::State::arrived;
    if (state == "new") return board::State::announced;
    return summary.at("accepted_at").is_null() ? board::State::seen : board::State::ready;
}

bool on_boards(std::string_view event) { return event != "destination" && event != "outcome"; }

async::Task<Result<json::object>> read_object(Request& request) {
    const auto body = co_await request.body->read_all(largest_body);
    if (!body) co_return body.error();
    if (body->empty()) co_return json::object{};
    if (request.content_type() != "application/json")
        co_return core::failure(Problem::unsupported_type, "send application/json");
    co_return core::parse_json_object(*body);
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

/// And from the crews of joined vehicles, who were told the same.
Result<void> take_back_from_all(Connection& connection, const core::CaseId& case_id, const std::string& event,
                                const answers::Speaker& speaker, core::Timestamp now) {
    auto taken = answers::take_back(connection, case_id, event, speaker, now);
    if (!taken) return taken;
    for (const auto& part : cases::parts_of(connection, case_id))
        [[maybe_unused]] const auto also = answers::take_back(connection, part, event, speaker, now);
    return taken;
}
}  // namespace

Actions::Actions(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, LiveList& live_list, board::Boards& boards,
                 const std::vector<MailboxConfig>& configured, std::chrono::seconds undo_time, const core::Clock& clock)
    : sign_in_(sign_in),
      mailboxes_(mailboxes),
      live_list_(live_list),
      boards_(boards),
      undo_time_(undo_time),
      clock_(clock) {
    for (const auto& mailbox : configured) board_keys_[mailbox.id] = mailbox.board_key;
}

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
    router.add(http::Method::post, one_case + "handed-over", [this](Request& r) { return hand_over(r); });
    router.add(http::Method::post, one_case + "undo", [this](Request& r) { return undo(r); });
}

async::Task<Result<answers::Saying>> Actions::read(Request& request, AnswerEvent event) {
    const auto object = co_await read_object(request);
    if (!object) co_return object.error();
    co_return saying_of(*object, event);
}

answers::Speaker Actions::speaker(const Addressed& to, const Request& request) const {
    return {to.person.first_name + " " + to.person.last_name,
            to.person.user_name,
            request.peer.address,
            to.mailbox->answers_to,
            undo_time_,
            to.mailbox->feedback};
}

async::Task<Response> Actions::act(Request& request, AnswerEvent event) {
    const auto to = co_await address_to_write(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const auto saying = co_await read(request, event);
    if (!saying) co_return http::problem_response(saying.error());
    auto unit = to->mailbox->database.run(
        [case_id = to->case_id, saying = *saying, by = speaker(*to, request),
         now = clock_.now()](Connection& connection) { return say_to_all(connection, case_id, saying, by, now); });
    const auto said = co_await std::move(unit);
    if (!said) co_return http::problem_response(said.error());
    to->mailbox->dispatcher.wake(to->case_id);
    co_return co_await after_change(*to, on_boards(public_text(event).str()), boards::Where::said);
}

async::Task<Response> Actions::hand_over(Request& request) {
    const auto to = co_await address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const auto object = co_await read_object(request);
    if (!object) co_return http::problem_response(object.error());
    JsonFields in{*object};
    const bool read_back = object->contains("read_back") && in.boolean("read_back");
    if (auto wrong = in.finish()) co_return http::problem_response(*wrong);
    auto unit = to->mailbox->database.run(
        [case_id = to->case_id, read_back, by = speaker(*to, request), now = clock_.now()](Connection& connection) {
            return answers::hand_over(connection, case_id, read_back, by, now);
        });
    const auto done = co_await std::move(unit);
    if (!done) co_return http::problem_response(done.error());
    to->mailbox->dispatcher.wake(to->case_id);
    co_return co_await after_change(*to, true, boards::Where::said);
}

async::Task<Response> Actions::undo(Request& request) {
    const auto to = co_await address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const auto object = co_await read_object(request);
    if (!object) co_return http::problem_response(object.error());
    JsonFields in{*object};
    const std::string event{in.text("event")};
    if (!answers::can_be_taken_back(event)) in.refuse("event", "is none of seen, accepted, destination, arrived, ...");
    if (auto wrong = in.finish()) co_return http::problem_response(*wrong);
    auto unit = to->mailbox->database.run(
        [case_id = to->case_id, event, by = speaker(*to, request), now = clock_.now()](Connection& connection) {
            return take_back_from_all(connection, case_id, event, by, now);
        });
    const auto done = co_await std::move(unit);
    if (!done) co_return http::problem_response(done.error());
    to->mailbox->dispatcher.wake(to->case_id);
    co_return co_await after_change(*to, on_boards(event), boards::Where::whatever);
}

async::Task<Response> Actions::after_change(Addressed to, bool on_boards, boards::Where where) {
    auto unit = to.mailbox->database.run(
        [to](Connection& connection) { return cases::summary(connection, to.mailbox->id, to.case_id); });
    const auto summary = co_await std::move(unit);
    if (!summary) co_return http::problem_response(no_such_case);
    co_await live_list_.changed(to.mailbox->id, to.case_id);
    if (on_boards) co_await boards_.change_state(to.mailbox->id, to.case_id, board_state(*summary));
    [[maybe_unused]] const bool corrected = co_await correct(*to.mailbox, to.case_id, where);
    co_return http::json_response(200, json::serialize(*summary));
}

/// On the boards of this server; true when there is something that differs from the crew's words.
async::Task<bool> Actions::correct(cases::Mailbox& mailbox, core::CaseId case_id, boards::Where where) {
    auto unit = mailbox.database.run([case_id, where, key = board_keys_.at(mailbox.id)](Connection& connection) {
        return boards::correction_of(connection, case_id, key, where);
    });
    auto correction = co_await std::move(unit);
    if (!correction) co_return false;
    co_await boards_.correct(mailbox.id, case_id, correction->sequence, std::move(correction->sealed));
    co_return true;
}

async::Task<void> Actions::keep_destination(core::MailboxId id, core::CaseId case_id) {
    auto& mailbox = *mailboxes_.find(id);
    const bool said = co_await correct(mailbox, case_id, boards::Where::said);
    if (!said || !mailbox.answers_to) co_return;
    auto unit =
        mailbox.database.run([case_id, gateway = mailbox.answers_to, now = clock_.now()](Connection& connection) {
            answers::correct_boards(connection, case_id, gateway, now);
            return true;
        });
    [[maybe_unused]] const bool queued = co_await std::move(unit);
    mailbox.dispatcher.wake(case_id);
}
}  // namespace vorab::hospital_server::tracker

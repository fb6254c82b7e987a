#include "gateway/answers/from_hospital.hpp"

#include <limits>

#include "common/core/json.hpp"
#include "common/envelope/jwe_parts.hpp"
#include "common/envelope/members.hpp"
#include "common/envelope/sealed_arrival.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"

namespace vorab::gateway::answers {
using core::failure;
using core::JsonFields;
using core::Problem;
using core::Result;
using envelope::AnswerEvent;
using http::Request;
using http::Response;

namespace {
constexpr std::size_t largest_body = 24 * 1024;
constexpr std::size_t largest_sealed = 16 * 1024;
constexpr std::chrono::minutes clocks_differ{10};

std::optional<std::string> read_sealed(JsonFields& in) {
    const auto text = in.optional_text("sealed", largest_sealed);
    if (!text) return std::nullopt;
    const auto parts = envelope::read_compact(*text);
    if (!parts || !check_gcm_sizes(*parts)) in.refuse("sealed", "a JWE in compact form is expected");
    return std::string{*text};
}

Result<Event> read_event(const boost::json::object& sent) {
    JsonFields in{sent};
    Event event;
    event.answer = envelope::read_id<core::AnswerId>(in, "answer");
    event.case_id = envelope::read_id<core::CaseId>(in, "case");
    event.mailbox = envelope::read_id<core::MailboxId>(in, "mailbox");
    const auto word = envelope::parse_answer_event(in.text("event"));
    event.at = envelope::read_time(in, "at");
    event.sealed = read_sealed(in);
    if (!word || !is_of_hospital(*word)) in.refuse("event", "not an event that a hospital tells");
    if (auto wrong = in.finish()) return *wrong;
    event.event = *word;
    return event;
}

struct Mark {
    core::MailboxId mailbox;
    core::CaseId case_id;
    core::PublicText alarm;
    std::optional<std::string> board = {};  ///< in place of the arrival that came with `sequence`
    std::optional<std::int64_t> sequence = {};
};

Result<Mark> read_mark(const boost::json::object& sent) {
    JsonFields in{sent};
    Mark mark;
    mark.mailbox = envelope::read_id<core::MailboxId>(in, "mailbox");
    mark.case_id = envelope::read_id<core::CaseId>(in, "case");
    const auto alarm = board::parse_alarm(in.text("alarm"));
    if (!alarm) in.refuse("alarm", alarm.error().detail);
    mark.board = envelope::read_board(in);
    mark.sequence = in.optional_integer("sequence", 1, std::numeric_limits<std::int32_t>::max());
    if (mark.board.has_value() != mark.sequence.has_value())
        in.refuse("sequence", "stands beside board, or not at all");
    if (auto wrong = in.finish()) return *wrong;
    mark.alarm = *alarm;
    return mark;
}

/// What the wall shows of it; "destination" and "outcome" change nothing there.
std::optional<board::State> state_after(AnswerEvent event) {
    if (event == AnswerEvent::seen) return board::State::seen;
    if (event == AnswerEvent::accepted) return board::State::ready;
    if (event == AnswerEvent::arrived) return board::State::arrived;
    return std::nullopt;
}
}  // namespace

FromHospital::FromHospital(const Directory& directory, database::Database& database, board::Boards& boards,
                           Streams& streams, Audit& audit, const core::Clock& clock, const core::Log& log,
                           Retention retention)
    : directory_(directory),
      database_(database),
      boards_(boards),
      streams_(streams),
      audit_(audit),
      clock_(clock),
      log_(log),
      retention_(retention) {}

async::Task<Response> FromHospital::answer(Request& request) {
    AuditEvent refused{.event = "answer.refused", .peer = request.peer.address};
    const auto sent = co_await http::read_json(request, largest_body);
    const auto event = sent ? read_event(*sent) : sent.error();
    if (!event) co_return co_await refuse(std::move(refused), event.error());
    refused.mailbox = event->mailbox;
    const auto may = may_speak(request.peer, event->mailbox);
    if (!may) co_return co_await refuse(std::move(refused), may.error());
    const auto timely = check_time(*event);
    if (!timely) co_return co_await refuse(std::move(refused), timely.error());
    co_return co_await keep_and_tell(std::move(refused), *event);
}

async::Task<Response> FromHospital::mark(Request& request) {
    AuditEvent refused{.event = "mark.refused", .peer = request.peer.address};
    const auto sent = co_await http::read_json(request, largest_body);
    const auto mark = sent ? read_mark(*sent) : sent.error();
    if (!mark) co_return co_await refuse(std::move(refused), mark.error());
    refused.mailbox = mark->mailbox;
    const auto may = may_speak(request.peer, mark->mailbox);
    if (!may) co_return co_await refuse(std::move(refused), may.error());
    const auto* shown = boards_.hub().find(mark->mailbox, mark->case_id);
    if (!shown || shown->sequence < mark->sequence.value_or(0))  // nobody's fault: the crew may have sent nothing
        co_return http::problem_response(failure(Problem::not_found, "no board shows this case, or not yet"));
    co_await boards_.change_alarm(mark->mailbox, mark->case_id, mark->alarm);
    if (mark->board) co_await boards_.correct(mark->mailbox, mark->case_id, *mark->sequence, *mark->board);
    log_.info("the hospital marks a case on its boards",
              {{"case", mark->case_id}, {"mailbox", mark->mailbox}, {"alarm", mark->alarm}});
    co_return http::json_response(200, R"({"status":"stored"})");
}

/// One word for "no such mailbox" and "another hospital's": nobody learns here what there is.
Result<void> FromHospital::may_speak(const http::Peer& peer, const core::MailboxId& id) const {
    const auto picture = directory_.picture();
    const auto mailbox = picture->mailboxes.find(id);
    const bool its_own = mailbox != picture->mailboxes.end() && mailbox->second.hospital_client &&
                         peer.certificate_name == mailbox->second.hospital_client;
    if (its_own) return {};
    return failure(Problem::forbidden, "this certificate does not speak for this mailbox; ask the gateway's operator");
}

/// What comes later than it would be kept is for nobody; and so an answer that comes twice is always found here.
Result<void> FromHospital::check_time(const Event& event) const {
    const auto now = clock_.now();
    if (now - event.at >= retention_.of(event.event))
        return failure(Problem::stale, "/at: the crew hears this no more");
    if (event.at - now > clocks_differ) return failure(Problem::stale, "/at: more than 10 minutes from now");
    return {};
}

async::Task<Response> FromHospital::keep_and_tell(AuditEvent refused, Event event) {
    auto unit = database_.run([event, now = clock_.now(), retention = retention_](database::Connection& connection) {
        return keep(connection, event, now, retention);
    });
    const auto kept = co_await std::move(unit);
    if (!kept) co_return co_await refuse(std::move(refused), kept.error());
    const bool added = *kept == Kept::added;
    if (added) {
        streams_.written();
        log_.info("the hospital answers",
                  {{"case", event.case_id}, {"mailbox", event.mailbox}, {"event", event.event}});
        co_await tell_boards(event);
    }
    co_return http::json_response(added ? 201 : 200, R"({"status":"stored"})");
}

async::Task<void> FromHospital::tell_boards(Event event) {
    const auto state = state_after(event.event);
    if (!state) co_return;
    try {
        co_await boards_.change_state(event.mailbox, event.case_id, *state);
    } catch (const database::DatabaseError& error) {
        log_.error("a board entry was not kept", {{"case", event.case_id}, {"error", error.error_code()}});
    }
}

async::Task<Response> FromHospital::refuse(AuditEvent refused, core::Failure why) {
    log_.warning("what a hospital said was refused", {{"problem", why.problem}});
    refused.problem = why.problem;
    co_await audit_.record(std::move(refused));
    co_return http::problem_response(why);
}
}  // namespace vorab::gateway::answers

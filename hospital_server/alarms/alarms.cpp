#include "hospital_server/alarms/alarms.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/alarm_rules/dry_run.hpp"
#include "hospital_server/alarms/queries.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/tracker/addressed.hpp"

namespace vorab::hospital_server::alarms {
namespace json = boost::json;
using http::Request;
using http::Response;

namespace {
constexpr std::size_t largest_body = 16 * 1024;
constexpr people::Right to_try_rules{people::DataClass::alarms, people::Access::read};
/// After that nothing is told of a call any more.
constexpr std::chrono::hours longest_call{48};

/// The outbox brings each case that something has come for: durable, and again until it is done.
class RulesChannel final : public outbox::Channel {
  public:
    explicit RulesChannel(Line& line) : line_(line) {}
    async::Task<outbox::Delivery> deliver(const outbox::Job& job) override {
        co_await line_.judge(job.case_id, job.transmission);
        co_return outbox::Delivery{outbox::Delivered{}};
    }

  private:
    Line& line_;
};

std::string person_of(const std::string& name, const std::string& number) { return name.empty() ? number : name; }
}  // namespace

Alarms::Alarms(async::Executor executor, const cases::Mailboxes& mailboxes, const alarm_rules::Settings& settings,
               people::SignIn& sign_in, Changed changed, const core::Clock& clock, const core::Log& log)
    : mailboxes_(mailboxes),
      settings_(settings),
      sign_in_(sign_in),
      clock_(clock),
      links_(
          executor, settings.servers, [this](const espax::Report& report) { observe(report); }, clock, log),
      technical_(executor, links_, settings.technician, clock, log),
      tasks_(executor, log, "alarms") {
    for (const auto& [id, mailbox] : mailboxes.all()) {
        auto& line = lines_[id];
        line = std::make_unique<Line>(
            executor, *mailbox, settings, links_,
            [this, &line](const std::string& reference) { owns(line.get(), reference); }, changed, clock, log);
    }
}

void Alarms::begin() {
    links_.begin();
    for (const auto& [id, line] : lines_) tasks_.spawn(line->run());
}

async::Task<void> Alarms::drain(std::chrono::milliseconds grace) {
    constexpr std::chrono::milliseconds at_once{0};
    co_await tasks_.drain(at_once);
    for (const auto& [id, line] : lines_) co_await line->drain(grace);
    co_await technical_.drain();
    co_await links_.leave(std::chrono::milliseconds{500});
}

std::shared_ptr<outbox::Channel> Alarms::channel(const core::MailboxId& mailbox) {
    if (settings_.rules.empty()) return nullptr;
    return std::make_shared<RulesChannel>(*lines_.at(mailbox));
}

void Alarms::look(const core::MailboxId& mailbox, const core::CaseId& case_id) {
    const auto line = lines_.find(mailbox);
    if (line != lines_.end()) line->second->look(case_id);
}

async::Task<void> Alarms::show_mark(core::MailboxId mailbox, core::CaseId case_id) {
    const auto line = lines_.find(mailbox);
    if (line == lines_.end()) co_return;
    co_await line->second->show_mark(std::move(case_id));
}

void Alarms::owns(Line* line, const std::string& reference) {
    const auto now = clock_.now();
    std::erase_if(owners_, [&](const auto& owner) { return now - owner.second.since > longest_call; });
    owners_.insert_or_assign(reference, Owner{line, now});
}

void Alarms::observe(const espax::Report& report) {
    technical_.observe(report);
    if (const auto* accepted = std::get_if<espax::CallAccepted>(&report)) {
        hear(accepted->reference, Started{});
    } else if (const auto* progress = std::get_if<espax::CallProgress>(&report)) {
        const bool says_something = progress->status == "Completed" && progress->result != "None";
        if (says_something)
            hear(progress->reference, Attempted{person_of(progress->person, progress->number), progress->result});
    } else if (const auto* taken = std::get_if<espax::CallTaken>(&report)) {
        hear(taken->reference, Taken{person_of(taken->person, taken->number)});
    } else if (const auto* ended = std::get_if<espax::CallEnded>(&report)) {
        hear(ended->reference, Ended{ended->result.empty() ? ended->reason : ended->reason + ", " + ended->result});
    }
}

void Alarms::hear(const std::string& call_reference, decltype(Happening::what) what) {
    const auto parts = split_reference(call_reference);
    if (!parts) return;
    const auto owner = owners_.find(parts->first);
    if (owner != owners_.end()) owner->second.line->note({parts->first, parts->second, std::move(what)});
}

void Alarms::mount(http::Router& router) {
    router.add(http::Method::get, "/api/v1/mailboxes/{mailbox}/cases/{case}/alarms",
               [this](Request& r) { return list(r); });
    router.add(http::Method::post, "/api/v1/alarms/dry-run", [this](Request& r) { return dry_run(r); });
}

async::Task<Response> Alarms::list(Request& request) {
    const auto to = co_await tracker::address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const audit::Event reading{.event = "case.alarms_read",
                               .user_name = to->person.user_name,
                               .case_id = to->case_id,
                               .peer = request.peer.address};
    auto unit = to->mailbox->database.run([case_id = to->case_id, reading, now = clock_.now()](
                                              database::Connection& connection) -> std::optional<json::array> {
        const auto known = connection.query_one("SELECT 1 FROM patient_case WHERE id = ?", {case_id.str()});
        if (!known) return std::nullopt;
        audit::write(connection, reading, now);
        return alarms_with_course(connection, case_id);
    });
    auto alarms = co_await std::move(unit);
    if (!alarms) co_return http::problem_response(tracker::no_such_case);
    co_return http::json_response(200, json::serialize(json::object{{"alarms", std::move(*alarms)}}));
}

async::Task<Response> Alarms::dry_run(Request& request) {
    const auto person = co_await sign_in_.allowed(request, to_try_rules);
    if (!person) co_return http::problem_response(person.error());
    const auto body = co_await request.body->read_all(largest_body);
    if (!body) co_return http::problem_response(body.error());
    const auto asked = core::parse_json_object(*body);
    if (!asked) co_return http::problem_response(asked.error());
    const auto situation = alarm_rules::read_situation(*asked, clock_.now());
    if (!situation) co_return http::problem_response(situation.error());
    auto verdicts = alarm_rules::dry_run(settings_, *situation, alarm_rules::local_time);
    co_return http::json_response(200, json::serialize(json::object{{"verdicts", std::move(verdicts)}}));
}

}  // namespace vorab::hospital_server::alarms

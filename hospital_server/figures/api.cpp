#include "hospital_server/figures/api.hpp"

#include <boost/json/serialize.hpp>

#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/figures/export.hpp"
#include "hospital_server/figures/facts.hpp"

namespace vorab::hospital_server::figures {
using core::failure;
using core::Problem;
using core::Result;
using http::Request;
using http::Response;

namespace {
constexpr people::Right figures_read{people::DataClass::figures, people::Access::read};
constexpr std::chrono::days longest_period{366};

Result<cases::Day> day_in(const Request& request, const char* name) {
    const auto day = cases::parse_day(request.query_value(name).value_or(""));
    if (!day) return failure(Problem::schema_violation, day.error().detail);
    return *day;
}

Result<Period> period_in(const Request& request) {
    const auto from = day_in(request, "from");
    const auto to = day_in(request, "to");
    if (!from) return failure(Problem::schema_violation, core::PublicText{"/from: "} + from.error().detail);
    if (!to) return failure(Problem::schema_violation, core::PublicText{"/to: "} + to.error().detail);
    if (*to < *from) return failure(Problem::schema_violation, "/to: is before the first day");
    if (*to - *from >= longest_period) return failure(Problem::schema_violation, "/to: is more than 366 days away");
    return Period{*from, *to};
}

Response csv_response(std::string csv, const core::MailboxId& mailbox, const Period& period) {
    Response response;
    response.body = std::move(csv);
    response.content_type = "text/csv; charset=utf-8";
    response.headers.add("Content-Disposition", "attachment; filename=\"vorab-" + mailbox.str() + "-" +
                                                    cases::to_text(period.from) + "-" + cases::to_text(period.to) +
                                                    ".csv\"");
    response.headers.add("Cache-Control", "no-store");
    return response;
}
}  // namespace

Api::Api(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, const core::Clock& clock)
    : sign_in_(sign_in), mailboxes_(mailboxes), clock_(clock) {}

void Api::mount(http::Router& router) {
    router.add(http::Method::get, "/api/v1/figures", [this](Request& r) { return answer(r, Form::json); });
    router.add(http::Method::get, "/api/v1/figures/csv", [this](Request& r) { return answer(r, Form::csv); });
}

async::Task<Response> Api::answer(Request& request, Form form) {
    const auto person = co_await sign_in_.allowed(request, figures_read);
    if (!person) co_return http::problem_response(person.error());
    const auto id = core::MailboxId::parse(request.query_value("mailbox").value_or(""));
    auto* mailbox = id && person->mailboxes.contains(*id) ? mailboxes_.find(*id) : nullptr;
    if (!mailbox)
        co_return http::problem_response(failure(Problem::not_found, "there is no such mailbox, or not for you"));
    const auto period = period_in(request);
    if (!period) co_return http::problem_response(period.error());
    auto unit = mailbox->database.run([period = *period, user = person->user_name, peer = request.peer.address,
                                       now = clock_.now()](database::Connection& connection) {
        audit::write(connection, {.event = "figures.read", .user_name = user, .peer = peer}, now);
        return figures_of(period, case_facts(connection, period), delivery_facts(connection, period));
    });
    const auto figures = co_await std::move(unit);
    if (form == Form::csv) co_return csv_response(to_csv(figures), *id, *period);
    co_return http::json_response(200, boost::json::serialize(to_json(figures, *period, *id)));
}
}  // namespace vorab::hospital_server::figures

#include "gateway/positions/positions.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"
#include "gateway/positions/report.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using core::Problem;
using http::Response;

namespace {
constexpr std::size_t largest_body = 256 * 1024;
constexpr std::size_t most_reports = 500;
}  // namespace

struct Positions::Report : PositionReport {};

Positions::Positions(async::Executor executor, Bearer& bearer, const Directory& directory, Forwarder& forwarder,
                     board::Boards& boards, database::Database& database, Refusals& refusals, const core::Clock& clock,
                     const core::Log& log)
    : bearer_(bearer),
      directory_(directory),
      forwarder_(forwarder),
      boards_(boards),
      database_(database),
      refusals_(refusals),
      clock_(clock),
      log_(log),
      telling_(executor, log, "positions") {}

core::Result<std::vector<Positions::Report>> Positions::read(const json::object& sent) const {
    core::JsonFields in{sent};
    const auto& array = in.array("positions");
    if (array.empty() || array.size() > most_reports) in.refuse("positions", "1 to 500 of them");
    if (const auto wrong = in.finish()) return *wrong;
    std::vector<Report> reports;
    for (const auto& one : array) {
        auto report = read_position(one, core::PublicText{"/positions/"} + reports.size(), clock_.now());
        if (!report) return report.error();
        reports.push_back({std::move(*report)});
    }
    return reports;
}

async::Task<Positions::Taken> Positions::take(core::ClientId client, std::vector<Report> reports) {
    const auto picture = directory_.picture();
    auto unit = database_.run([picture, client, reports = std::move(reports)](database::Connection& connection) {
        Taken taken;
        const auto known = picture->clients.find(client);
        if (known == picture->clients.end()) return taken;  // gone since its token was looked at
        const Client& dispatch = known->second;
        const auto journeys = journeys_of_service(connection, dispatch.organisation);
        for (const auto& report : reports) {
            bool found = false;
            for (const auto& journey : find(journeys, report.named)) {
                if (!dispatch.mailboxes.contains(journey.mailbox)) continue;
                found = true;
                const bool news = report.eta && note_eta(connection, journey, *report.eta, report.at);
                if (news) taken.changed.push_back({journey, *report.eta});
            }
            if (found) ++taken.reports;
        }
        return taken;
    });
    co_return co_await std::move(unit);
}

async::Task<Response> Positions::answer(http::Request& request) {
    const auto sender = bearer_.sender_of(request, Scope::positions);
    AuditEvent refused{.event = "positions.refused", .peer = request.peer.address};
    if (!sender) co_return co_await refusals_.answer(std::move(refused), sender.error());
    refused.client = sender->client;
    const auto sent = co_await http::read_json(request, largest_body);
    auto reports = sent ? read(*sent) : sent.error();
    if (!reports) co_return co_await refusals_.answer(std::move(refused), reports.error());
    const auto count = reports->size();
    auto taken = co_await take(sender->client, std::move(*reports));
    co_await show(std::move(taken.changed));
    co_return http::json_response(
        202, json::serialize(json::object{{"taken", taken.reports}, {"passed_over", count - taken.reports}}));
}

/// On the boards now; to the hospitals behind the answer.
async::Task<void> Positions::show(std::vector<Arrival> arrivals) {
    const auto picture = directory_.picture();
    for (const auto& [journey, eta] : arrivals) {
        co_await boards_.change_eta(journey.mailbox, journey.case_id, eta);
        const auto mailbox = picture->mailboxes.find(journey.mailbox);
        if (mailbox == picture->mailboxes.end()) continue;
        Line& line = lines_[mailbox->second.intake_url];
        line.waiting[{journey.mailbox, journey.case_id}] = eta;
        if (line.busy) continue;
        line.busy = true;
        telling_.spawn(tell(mailbox->second));
    }
}

/// One call at a time to each hospital; what comes meanwhile goes with the next, and a word that is not heard is not
/// repeated.
async::Task<void> Positions::tell(Mailbox mailbox) {
    Line& line = lines_[mailbox.intake_url];
    struct Ends {
        Line& line;
        ~Ends() { line.busy = false; }
    } ends{line};
    while (!line.waiting.empty()) {
        json::array positions;
        for (const auto& [patient, eta] : std::exchange(line.waiting, {})) {
            positions.push_back(json::object{
                {"mailbox", patient.first.str()}, {"case", patient.second.str()}, {"eta", core::to_rfc3339(eta)}});
        }
        http::ClientRequest onward;
        onward.method = http::Method::post;
        onward.target = "/intake/v1/positions";
        onward.body = json::serialize(json::object{{"positions", std::move(positions)}});
        onward.content_type = "application/json";
        const auto answer = co_await forwarder_.send(mailbox, std::move(onward));
        if (!answer) log_.info("a hospital was not told of new times of arrival", {{"mailbox", mailbox.id}});
    }
}
}  // namespace vorab::gateway

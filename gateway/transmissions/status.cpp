#include "gateway/transmissions/status.hpp"

#include "common/core/json.hpp"
#include "gateway/answers/streams.hpp"
#include "gateway/transmissions/parking.hpp"

namespace vorab::gateway {
namespace json = boost::json;
namespace {
/// What was parked says more: the hospital's answer waits there for the sender.
std::optional<json::object> outcome_of(database::Connection& connection, const core::TransmissionId& id,
                                       const core::ClientId& client, core::CaseId& case_id) {
    if (const auto parked = parking::find(connection, id)) {
        if (parked->client != client) return std::nullopt;
        case_id = parked->case_id;
        json::object body{{"transmission", id.str()}, {"status", parked->state}};
        const auto answer =
            parked->answer ? core::parse_json(*parked->answer) : core::Result<json::value>{json::value()};
        if (parked->answer && answer) body["answer"] = *answer;
        return body;
    }
    const auto sent = connection.query_one("SELECT case_id FROM sent WHERE transmission = ? AND client = ?",
                                           {id.str(), client.str()});
    if (!sent) return std::nullopt;
    case_id = core::CaseId::parse(sent->text(0)).value();
    return json::object{{"transmission", id.str()}, {"status", "delivered"}};
}
}  // namespace

std::optional<json::object> status_of(database::Connection& connection, const core::TransmissionId& id,
                                      const core::ClientId& client) {
    core::CaseId case_id;
    auto status = outcome_of(connection, id, client, case_id);
    if (!status) return std::nullopt;
    json::array answers;
    for (const auto& event : answers::events_of(connection, case_id, client)) answers.push_back(to_json(event));
    (*status)["answers"] = std::move(answers);
    return status;
}
}  // namespace vorab::gateway

#include "gateway/transmissions/requests.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using http::Response;

Response pass_through(const HospitalAnswer& answer) {
    if (answer.status >= 300) {
        Response response;
        response.status = answer.status;
        response.body = answer.body;
        response.content_type = answer.content_type;
        return response;
    }
    json::object body{{"status", "delivered"}};
    const auto hospital = core::parse_json_object(answer.body);
    const auto* receipt = hospital ? hospital->if_contains("receipt") : nullptr;
    if (receipt) body["receipt"] = *receipt;
    return http::json_response(answer.status, json::serialize(body));
}

bool is_verdict(int status) { return status != 429 && status != 408; }

HospitalAnswer said_before(const Parked& settled) {
    const std::string answer = settled.answer.value_or("");
    if (settled.state == "delivered") return {200, answer, "application/json"};
    const auto problem = core::parse_json_object(answer);
    const auto* status = problem ? problem->if_contains("status") : nullptr;
    const bool told = status && status->is_int64() && status->get_int64() >= 400 && status->get_int64() < 500;
    return {told ? static_cast<int>(status->get_int64()) : 422, answer, "application/problem+json"};
}

http::ClientRequest intake_request(const std::string& body, const core::ClientId& client) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.target = "/intake/v1/transmissions";
    request.body = body;
    request.headers.add("Vorab-Client", client.str());  // whose turn it is, where many wait
    request.content_type = body.starts_with('{') ? "application/jose+json" : "application/jose";
    return request;
}
}  // namespace vorab::gateway

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

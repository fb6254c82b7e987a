#include "tools/ambulance/requests.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/random.hpp"
#include "common/signing/jws.hpp"

namespace vorab::ambulance {
namespace json = boost::json;

namespace {
constexpr std::int64_t assertion_seconds = 120;

std::string assertion(const Credentials& credentials, const std::string& issuer, core::Timestamp now) {
    const auto& key = *credentials.assertion_key;
    const json::object header{{"typ", "JWT"}, {"kid", key.public_key().thumbprint()}};
    const json::object claims{{"iss", credentials.client.str()},
                              {"sub", credentials.client.str()},
                              {"aud", issuer},
                              {"iat", core::unix_seconds(now)},
                              {"exp", core::unix_seconds(now) + assertion_seconds},
                              {"jti", core::new_uuid_v7(now)}};
    return signing::sign_compact(header, json::serialize(claims), key);
}

http::ClientRequest get(std::string target) {
    http::ClientRequest request;
    request.target = std::move(target);
    return request;
}

std::string attachment_path(const envelope::RoutingSlip& slip, const core::AttachmentId& attachment) {
    return "/v1/mailboxes/" + slip.mailbox.str() + "/cases/" + slip.case_id.str() + "/attachments/" + attachment.str();
}
}  // namespace

http::ClientRequest token_request(const Credentials& credentials, const std::string& issuer, core::Timestamp now) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.target = "/oauth2/token";
    request.content_type = "application/x-www-form-urlencoded";
    request.body = "grant_type=client_credentials";
    if (credentials.assertion_key) {
        request.body += "&client_assertion_type=urn%3Aietf%3Aparams%3Aoauth%3Aclient-assertion-type%3Ajwt-bearer";
        request.body += "&client_assertion=" + assertion(credentials, issuer, now);
    } else {
        const auto pair = credentials.client.str() + ":" + credentials.secret.reveal();
        request.headers.add("Authorization", "Basic " + core::to_base64(core::bytes_of(pair)));
    }
    return request;
}

http::ClientRequest issuer_request() { return get("/.well-known/oauth-authorization-server"); }
http::ClientRequest mailboxes_request() { return get("/v1/mailboxes"); }

http::ClientRequest transmission_request(const core::MailboxId& mailbox, std::string sealed) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.target = "/v1/mailboxes/" + mailbox.str() + "/transmissions";
    request.content_type = sealed.starts_with('{') ? "application/jose+json" : "application/jose";
    request.body = std::move(sealed);
    return request;
}

http::ClientRequest transmission_status_request(const envelope::RoutingSlip& slip) {
    return get("/v1/transmissions/" + slip.transmission.str());
}

http::ClientRequest case_events_request(const envelope::RoutingSlip& slip, const std::string& last_event_id) {
    auto request = get("/v1/cases/" + slip.case_id.str() + "/events");
    request.headers.add("Accept", "text/event-stream");
    if (!last_event_id.empty()) request.headers.add("Last-Event-ID", last_event_id);
    return request;
}

http::ClientRequest chunk_request(const envelope::RoutingSlip& slip, const core::AttachmentId& attachment,
                                  std::uint32_t chunk, std::string sealed) {
    http::ClientRequest request;
    request.method = http::Method::put;
    request.target = attachment_path(slip, attachment) + "/chunks/" + std::to_string(chunk);
    request.content_type = "application/octet-stream";
    request.body = std::move(sealed);
    return request;
}

http::ClientRequest attachment_status_request(const envelope::RoutingSlip& slip, const core::AttachmentId& attachment) {
    return get(attachment_path(slip, attachment));
}
}  // namespace vorab::ambulance

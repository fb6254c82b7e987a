#include "tools/ambulance/gateway_client.hpp"

#include "common/core/json.hpp"
#include "tools/ambulance/requests.hpp"

namespace vorab::ambulance {
namespace json = boost::json;

namespace {
Outcome<std::string> text_in(const json::object& answer, const char* name) {
    const auto* value = answer.if_contains(name);
    if (!value || !value->is_string()) return Trouble{Exit::failed, std::string{"the gateway's answer has no "} + name};
    return std::string{value->get_string()};
}
}  // namespace

GatewayClient::GatewayClient(async::Executor executor, const Connection& connection, http::ClientOptions options)
    : executor_(executor), connection_(connection), client_(executor, connection.gateway, connection.tls, options) {}

async::Task<Outcome<http::ClientResponse>> GatewayClient::call(http::ClientRequest request) {
    if (!authorization_.empty()) request.headers.add("Authorization", authorization_);
    auto answer = co_await client_.send(std::move(request));
    if (!answer) co_return trouble("the gateway", answer.error());
    co_return std::move(*answer);
}

async::Task<Outcome<http::AnswerStream>> GatewayClient::listen(http::ClientRequest request) {
    if (!authorization_.empty()) request.headers.add("Authorization", authorization_);
    const http::StreamedAnswerOptions options;
    auto opened =
        co_await http::AnswerStream::open(executor_, connection_.gateway, connection_.tls, std::move(request), options);
    if (!opened) co_return trouble("the gateway", opened.error());
    co_return std::move(*opened);
}

async::Task<Outcome<json::object>> GatewayClient::ask(http::ClientRequest request, std::string what) {
    const auto answer = co_await call(std::move(request));
    if (!answer) co_return answer.error();
    if (answer->status != 200) co_return refusal(what, *answer);
    auto body = core::parse_json_object(answer->body);
    if (!body) co_return trouble(what, body.error());
    co_return std::move(*body);
}

async::Task<Outcome<std::string>> GatewayClient::issuer() {
    auto request = issuer_request();
    const std::string what = "the gateway's metadata";
    const auto metadata = co_await ask(request, what);
    if (!metadata) co_return metadata.error();
    co_return text_in(*metadata, "issuer");
}

async::Task<Outcome<void>> GatewayClient::sign_in(core::Timestamp now) {
    authorization_.clear();
    std::string audience;
    if (connection_.credentials.assertion_key) {
        const auto named = co_await issuer();
        if (!named) co_return named.error();
        audience = *named;
    }
    auto request = token_request(connection_.credentials, audience, now);
    const std::string what = "the token";
    const auto answer = co_await ask(request, what);
    if (!answer) co_return answer.error();
    const auto token = text_in(*answer, "access_token");
    if (!token) co_return token.error();
    authorization_ = "Bearer " + *token;
    co_return Outcome<void>{};
}

async::Task<Outcome<json::object>> GatewayClient::mailboxes() {
    auto request = mailboxes_request();
    const std::string what = "the mailboxes";
    auto list = co_await ask(request, what);
    co_return list;
}
}  // namespace vorab::ambulance

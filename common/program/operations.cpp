#include "common/program/operations.hpp"

namespace vorab::program {
using http::Method;
using http::Request;
using http::Response;

namespace {
async::Task<Response> at_once(Response response) { co_return response; }

async::Task<Response> ready(database::Database& database) {
    auto unit =
        database.run([](database::Connection& connection) { return connection.query_one("SELECT 1").has_value(); });
    [[maybe_unused]] const bool answered = co_await std::move(unit);
    co_return http::json_response(200, R"({"status":"ready"})");
}

Response metrics_response(std::string text) {
    Response response;
    response.content_type = "text/plain; version=0.0.4";
    response.body = std::move(text);
    return response;
}
}  // namespace

void mount_operations(http::Router& router, database::Database& database, std::function<std::string()> metrics) {
    router.add(Method::get, "/healthz",
               [](Request&) { return at_once(http::json_response(200, R"({"status":"up"})")); });
    router.add(Method::get, "/readyz", [&database](Request&) { return ready(database); });
    router.add(Method::get, "/metrics",
               [metrics = std::move(metrics)](Request&) { return at_once(metrics_response(metrics())); });
}
}  // namespace vorab::program

#include "common/http/json_body.hpp"

#include "common/core/json.hpp"

namespace vorab::http {

async::Task<core::Result<boost::json::object>> read_json(Request& request, std::size_t longest) {
    if (request.content_type() != "application/json")
        co_return core::failure(core::Problem::unsupported_type, "send application/json");
    const auto body = co_await request.body->read_all(longest);
    if (!body) co_return body.error();
    co_return core::parse_json_object(*body);
}
}  // namespace vorab::http

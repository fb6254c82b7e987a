#include "common/http/request_head.hpp"

#include <boost/asio/buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/http/parser.hpp>

#include "common/http/target.hpp"

namespace vorab::http {
namespace {
namespace beast_http = boost::beast::http;

Method method_of(beast_http::verb verb) {
    switch (verb) {
        case beast_http::verb::get:
            return Method::get;
        case beast_http::verb::head:
            return Method::head;
        case beast_http::verb::post:
            return Method::post;
        case beast_http::verb::put:
            return Method::put;
        case beast_http::verb::patch:
            return Method::patch;
        case beast_http::verb::delete_:
            return Method::del;
        case beast_http::verb::options:
            return Method::options;
        default:
            return Method::other;
    }
}
}  // namespace

boost::system::result<RequestHead, Refusal> read_request_head(std::string_view bytes, const ServerLimits& limits,
                                                              std::span<const std::string> hosts) {
    const auto checked = front_check(bytes, limits, hosts);
    if (!checked) return checked.error();

    beast_http::request_parser<beast_http::empty_body> parser;
    parser.header_limit(static_cast<std::uint32_t>(bytes.size()));
    parser.body_limit(boost::none);  // the front check has compared the length
    boost::system::error_code error;
    parser.put(boost::asio::buffer(bytes), error);
    if (error || !parser.is_header_done()) return Refusal{400, "not an HTTP request"};

    auto target = parse_target(checked->target);
    if (!target) return Refusal{400, target.error().detail};

    RequestHead head;
    head.length = checked->length;
    head.keep_alive = checked->keep_alive;
    head.expects_continue = checked->expects_continue;
    head.wants_websocket = checked->wants_websocket;
    head.request.method = method_of(parser.get().method());
    head.request.path = std::move(target->path);
    head.request.query = std::move(target->query);
    for (const auto& field : parser.get()) head.request.headers.add(field.name_string(), field.value());
    return head;
}
}  // namespace vorab::http

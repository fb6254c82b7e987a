#include "common/http/client_head.hpp"

#include <stdexcept>

#include "common/http/connect.hpp"
#include "common/http/text.hpp"

namespace vorab::http {
namespace {
constexpr std::size_t joined_bytes = 15 * 1024;  // head and body in one TLS record of at most 16 KiB

void add_field(std::string& text, std::string_view name, std::string_view value) {
    if (breaks_line(name) || breaks_line(value)) throw std::invalid_argument("line break in a request header");
    text.append(name).append(": ").append(value).append("\r\n");
}
}  // namespace

bool goes_with_head(const ClientRequest& request) { return request.body.size() <= joined_bytes; }

std::string head_of(const ClientRequest& request, const Origin& origin) {
    if (!request.target.starts_with('/') || request.target.find_first_of(" \r\n\t") != std::string::npos)
        throw std::invalid_argument("a request target is an encoded path");
    const std::uint64_t length = request.source ? request.source->length() : request.body.size();
    std::string text;
    text.reserve(512 + (goes_with_head(request) ? request.body.size() : 0));
    text.append(name_of(request.method)).append(" ").append(request.target).append(" HTTP/1.1\r\n");
    add_field(text, "Host", host_header(origin));
    for (const auto& [name, value] : request.headers.fields()) add_field(text, name, value);
    if (!request.content_type.empty()) add_field(text, "Content-Type", request.content_type);
    const bool may_have_none = request.method == Method::get || request.method == Method::head;
    if (length > 0 || !may_have_none) add_field(text, "Content-Length", std::to_string(length));
    if (request.source) add_field(text, "Expect", "100-continue");
    text.append("\r\n");
    if (goes_with_head(request)) text.append(request.body);
    return text;
}
}  // namespace vorab::http

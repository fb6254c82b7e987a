#include "common/http/response_head.hpp"

#include <array>
#include <ctime>
#include <stdexcept>

#include <boost/beast/http/status.hpp>

#include "common/http/text.hpp"

namespace vorab::http {
namespace {
/// "Sun, 06 Nov 1994 08:49:37 GMT" (RFC 9110 5.6.7); made once a second.
std::string_view date_now() {
    thread_local std::time_t made_at = 0;
    thread_local std::array<char, 32> text{};
    thread_local std::size_t size = 0;
    const std::time_t now = std::time(nullptr);
    if (now != made_at) {
        std::tm parts{};
        ::gmtime_r(&now, &parts);
        size = std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
        made_at = now;
    }
    return {text.data(), size};
}

void add(std::string& head, std::string_view name, std::string_view value) {
    if (breaks_line(name) || breaks_line(value)) throw std::invalid_argument("line break in a response header");
    head.append(name).append(": ").append(value).append("\r\n");
}

bool may_have_body(int status) { return status >= 200 && status != 204 && status != 304; }
}  // namespace

std::string response_head(const Response& response, const AnswerFraming& framing) {
    std::string head;
    head.reserve(1024);
    const auto reason =
        boost::beast::http::obsolete_reason(boost::beast::http::int_to_status(static_cast<unsigned>(response.status)));
    head.append("HTTP/1.1 ").append(std::to_string(response.status)).append(" ").append(reason).append("\r\n");
    add(head, "Date", date_now());
    for (const auto& [name, value] : response.headers.fields()) add(head, name, value);
    if (!response.content_type.empty()) add(head, "Content-Type", response.content_type);
    if (framing.chunked) {
        add(head, "Transfer-Encoding", "chunked");
    } else if (may_have_body(response.status)) {
        add(head, "Content-Length", std::to_string(framing.length));
    }
    if (!framing.keep_alive) add(head, "Connection", "close");
    return head.append("\r\n");
}
}  // namespace vorab::http

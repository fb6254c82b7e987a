#include <algorithm>
#include <charconv>

#include "common/http/client.hpp"

namespace vorab::http {
namespace {
const core::Failure refused{core::Problem::malformed, "expected https://host:port"};

bool is_host_letter(char letter) {
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           letter == '.' || letter == '-' || letter == ':';
}

bool parse_port(std::string_view text, std::uint16_t& port) {
    const auto parsed = std::from_chars(text.data(), text.data() + text.size(), port);
    return parsed.ec == std::errc{} && parsed.ptr == text.data() + text.size() && port != 0;
}
}  // namespace

core::Result<Origin> Origin::parse(std::string_view url) {
    Origin origin;
    if (url.starts_with("https://")) {
        url.remove_prefix(8);
    } else if (url.starts_with("http://")) {
        url.remove_prefix(7);
        origin.tls = false;
        origin.port = 80;
    } else {
        return refused;
    }
    if (url.ends_with('/')) url.remove_suffix(1);
    const bool bracketed = url.starts_with('[');
    const auto end = bracketed ? url.find(']') : url.find(':');
    if (bracketed && end == std::string_view::npos) return refused;
    const std::string_view host = bracketed ? url.substr(1, end - 1) : url.substr(0, end);
    std::string_view rest = end == std::string_view::npos ? std::string_view{} : url.substr(end);
    if (bracketed && !rest.empty()) rest.remove_prefix(1);
    if (host.empty() || !std::ranges::all_of(host, is_host_letter)) return refused;
    if (!rest.empty() && !(rest.starts_with(':') && parse_port(rest.substr(1), origin.port))) return refused;
    origin.host = host;
    return origin;
}
}  // namespace vorab::http

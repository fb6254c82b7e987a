#include "common/http/front_check.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <vector>

#include "common/http/text.hpp"

namespace vorab::http {
namespace {
using Verdict = std::optional<Refusal>;

struct Field {
    std::string_view name;
    std::string_view value;
};

struct RawHead {
    std::string_view method;
    std::string_view target;
    std::string_view version;
    std::vector<Field> fields;

    std::optional<std::string_view> find(std::string_view name) const {
        const auto found =
            std::ranges::find_if(fields, [&](const Field& field) { return same_word(field.name, name); });
        if (found == fields.end()) return std::nullopt;
        return found->value;
    }
};

bool is_token_letter(char letter) {
    static constexpr std::string_view marks = "!#$%&'*+-.^_`|~";
    return (letter >= '0' && letter <= '9') || (letter >= 'a' && letter <= 'z') || (letter >= 'A' && letter <= 'Z') ||
           marks.find(letter) != std::string_view::npos;
}

bool is_token(std::string_view text) { return !text.empty() && std::ranges::all_of(text, is_token_letter); }

bool is_control(char letter) { return (static_cast<unsigned char>(letter) < 0x20 && letter != '\t') || letter == 0x7f; }

/// Takes the next line, without its CR LF, from `rest`.
std::string_view take_line(std::string_view& rest) {
    const auto end = rest.find("\r\n");
    const auto line = rest.substr(0, end);
    rest.remove_prefix(end + 2);
    return line;
}

Verdict split_request_line(std::string_view line, RawHead& head) {
    const auto first = line.find(' ');
    const auto last = line.rfind(' ');
    if (first == std::string_view::npos || first == last) return Refusal{400, "not a request line"};
    head.method = line.substr(0, first);
    head.target = line.substr(first + 1, last - first - 1);
    head.version = line.substr(last + 1);
    if (!is_token(head.method) || head.target.empty() || !head.version.starts_with("HTTP/"))
        return Refusal{400, "not a request line"};
    return std::nullopt;
}

Verdict split_field(std::string_view line, RawHead& head) {
    if (line.front() == ' ' || line.front() == '\t') return Refusal{400, "folded header line"};
    const auto colon = line.find(':');
    if (colon == std::string_view::npos || !is_token(line.substr(0, colon))) return Refusal{400, "not a header field"};
    head.fields.push_back({line.substr(0, colon), trimmed(line.substr(colon + 1))});
    return std::nullopt;
}

Verdict split_head(std::string_view rest, const ServerLimits& limits, RawHead& head) {
    if (rest.size() > limits.header_bytes) return Refusal{431, "the header is too large"};
    if (auto wrong = split_request_line(take_line(rest), head)) return wrong;
    head.fields.reserve(16);
    while (rest.size() > 2) {
        const auto line = take_line(rest);
        if (std::ranges::any_of(line, is_control)) return Refusal{400, "control character in a header"};
        if (auto wrong = split_field(line, head)) return wrong;
        if (head.fields.size() > limits.header_fields) return Refusal{431, "too many header fields"};
    }
    return std::nullopt;
}

Verdict check_framing(const RawHead& head) {
    const auto encoding = head.find("Transfer-Encoding");
    if (!encoding) return std::nullopt;
    const bool plain_chunked =
        same_word(*encoding, "chunked") && head.version == "HTTP/1.1" && !head.find("Content-Length");
    if (plain_chunked) return Refusal{411, "send the body with Content-Length, not chunked"};
    return Refusal{400, "Transfer-Encoding is not taken"};
}

Verdict check_singletons(const RawHead& head) {
    static constexpr std::array<std::string_view, 17> once = {"Host",
                                                              "Content-Length",
                                                              "Transfer-Encoding",
                                                              "Content-Type",
                                                              "Content-Encoding",
                                                              "Authorization",
                                                              "Cookie",
                                                              "Connection",
                                                              "Upgrade",
                                                              "Origin",
                                                              "Expect",
                                                              "Range",
                                                              "If-None-Match",
                                                              "Sec-WebSocket-Key",
                                                              "Sec-WebSocket-Version",
                                                              "Sec-WebSocket-Protocol",
                                                              "Sec-WebSocket-Extensions"};
    for (std::size_t at = 0; at < head.fields.size(); ++at) {
        const auto name = head.fields[at].name;
        for (std::size_t other = at + 1; other < head.fields.size(); ++other) {
            if (!same_word(name, head.fields[other].name)) continue;
            if (std::ranges::any_of(once, [&](std::string_view word) { return same_word(word, name); }))
                return Refusal{400, "a header field came twice that may come once"};
        }
    }
    return std::nullopt;
}

Verdict check_length(const RawHead& head, const ServerLimits& limits, std::uint64_t& length) {
    const auto text = head.find("Content-Length");
    if (!text) return std::nullopt;
    const bool digits = !text->empty() && std::ranges::all_of(*text, [](char c) { return c >= '0' && c <= '9'; });
    if (!digits || (text->size() > 1 && text->front() == '0')) return Refusal{400, "not a Content-Length"};
    const auto parsed = std::from_chars(text->data(), text->data() + text->size(), length);
    if (parsed.ec != std::errc{}) return Refusal{400, "not a Content-Length"};
    if (length > limits.body_bytes) return Refusal{413, "the body is larger than this server takes"};
    return std::nullopt;
}

Verdict check_host(const RawHead& head, std::span<const std::string> hosts) {
    const auto host = head.find("Host");
    if (!host || host->empty()) return Refusal{400, "Host is missing"};
    static constexpr std::string_view marks = ".-:[]";
    const auto fits = [](char c) {
        return marks.find(c) != std::string_view::npos || (is_token_letter(c) && std::isalnum(c) != 0);
    };
    if (!std::ranges::all_of(*host, fits)) return Refusal{400, "not a Host"};
    if (hosts.empty()) return std::nullopt;
    const auto bracket = host->rfind(']');
    const auto colon = host->find(':', bracket == std::string_view::npos ? 0 : bracket);
    const auto name = host->substr(0, colon);
    const bool ours = std::ranges::any_of(hosts, [&](const std::string& own) { return same_word(own, name); });
    if (!ours) return Refusal{421, "this server does not answer for that host"};
    return std::nullopt;
}

Verdict check_method(const RawHead& head) {
    static constexpr std::array<std::string_view, 7> known = {"GET",   "HEAD",   "POST",   "PUT",
                                                              "PATCH", "DELETE", "OPTIONS"};
    if (std::ranges::find(known, head.method) == known.end()) return Refusal{405, "this method is not taken anywhere"};
    return std::nullopt;
}

Verdict check_extras(const RawHead& head) {
    const auto expect = head.find("Expect");
    if (expect && !same_word(*expect, "100-continue")) return Refusal{417, "only 100-continue can be expected"};
    if (head.find("Content-Encoding")) return Refusal{415, "send the body without Content-Encoding"};
    const auto upgrade = head.find("Upgrade");
    if (upgrade && !same_word(*upgrade, "websocket")) return Refusal{400, "no such upgrade"};
    return std::nullopt;
}

Verdict check_all(const RawHead& head, const ServerLimits& limits, std::span<const std::string> hosts,
                  CheckedHead& checked) {
    if (auto wrong = check_singletons(head)) return wrong;
    if (auto wrong = check_framing(head)) return wrong;
    if (head.version != "HTTP/1.1") return Refusal{505, "the version must be HTTP/1.1"};
    if (auto wrong = check_length(head, limits, checked.length)) return wrong;
    if (auto wrong = check_host(head, hosts)) return wrong;
    if (auto wrong = check_method(head)) return wrong;
    if (head.target.size() > limits.target_bytes) return Refusal{414, "the target is too long"};
    return check_extras(head);
}
}  // namespace

boost::system::result<CheckedHead, Refusal> front_check(std::string_view bytes, const ServerLimits& limits,
                                                        std::span<const std::string> hosts) {
    RawHead head;
    CheckedHead checked;
    if (auto wrong = split_head(bytes, limits, head)) return *wrong;
    if (auto wrong = check_all(head, limits, hosts, checked)) return *wrong;
    const std::string_view connection = head.find("Connection").value_or("");
    checked.method = head.method;
    checked.target = head.target;
    checked.keep_alive = !list_has(connection, "close");
    checked.expects_continue = head.find("Expect").has_value() && checked.length > 0;
    checked.wants_websocket = head.find("Upgrade").has_value() && list_has(connection, "Upgrade");
    return checked;
}

bool has_bare_line_feed(std::string_view bytes) {
    for (auto at = bytes.find('\n'); at != std::string_view::npos; at = bytes.find('\n', at + 1)) {
        if (at == 0 || bytes[at - 1] != '\r') return true;
    }
    return false;
}
}  // namespace vorab::http

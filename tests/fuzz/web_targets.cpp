#include <algorithm>
#include <cmath>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/envelope/arrival.hpp"
#include "common/envelope/envelope.hpp"
#include "common/http/front_check.hpp"
#include "common/http/proxy_header.hpp"
#include "common/http/request_head.hpp"
#include "common/http/target.hpp"
#include "tests/fuzz/targets.hpp"

namespace vorab::fuzz {
namespace {
/// What passes the front check is read by Beast and means the same there.
void front_check(std::string_view bytes) {
    const http::ServerLimits limits;
    const auto end = bytes.find("\r\n\r\n");
    if (end == std::string_view::npos || http::has_bare_line_feed(bytes.substr(0, end + 4))) return;
    const auto header = bytes.substr(0, end + 4);
    const auto checked = http::front_check(header, limits, {});
    const auto head = http::read_request_head(header, limits, {});
    if (!checked) return must(!head, "read although the front check refused it");
    if (!head) return;
    must(head->length <= limits.body_bytes, "a longer body than allowed");
    must(head->request.path.starts_with('/'), "a path that begins elsewhere");
    must(head->request.path.find('\0') == std::string::npos, "NUL in a path");
    must(head->request.path.find("/../") == std::string::npos, "a dot segment in a path");
    must(!head->request.headers.find("Transfer-Encoding"), "a transfer encoding");
}

void target(std::string_view bytes) {
    const auto read = http::parse_target(bytes);
    if (read) must(read->path.starts_with('/') && read->path.find("//") == std::string::npos, "not an honest path");
}

void proxy_header(std::string_view bytes) {
    const auto source = http::proxy_header_source(bytes);
    if (source && *source) must(!(*source)->empty(), "an address without a letter");
}

/// Boost.JSON 1.81 may be a last digit off when it reads a number with a fraction or an exponent.
bool alike(const boost::json::value& a, const boost::json::value& b) {
    if (a.is_double() && b.is_double()) {
        return std::abs(a.get_double() - b.get_double()) <= 1e-14 * std::abs(a.get_double());
    }
    if (a.is_array() && b.is_array()) return std::ranges::equal(a.get_array(), b.get_array(), alike);
    if (!a.is_object() || !b.is_object()) return a == b;
    return a.get_object().size() == b.get_object().size() &&
           std::ranges::all_of(a.get_object(), [&](const auto& member) {
               const auto* const other = b.get_object().if_contains(member.key());
               return other && alike(member.value(), *other);
           });
}

void json(std::string_view bytes) {
    const auto value = core::parse_json(bytes);
    if (!value) return;
    const auto again = core::parse_json(boost::json::serialize(*value));
    must(again.has_value() && alike(*again, *value), "written and read again it is something else");
}

void envelope(std::string_view bytes) {
    const auto read = vorab::envelope::read_envelope(bytes);
    if (!read) return;
    must(bytes.size() <= vorab::envelope::largest_envelope, "larger than an envelope may be");
    const auto slip = vorab::envelope::read_slip(vorab::envelope::to_json(read->slip));
    must(slip.has_value() && *slip == read->slip, "a slip written and read again is another");
}

void slip(std::string_view bytes) {
    const auto object = core::parse_json_object(bytes);
    const auto read = object ? vorab::envelope::read_slip(*object) : object.error();
    if (!read) return;
    const auto again = vorab::envelope::read_slip(vorab::envelope::to_json(*read));
    must(again.has_value() && *again == *read, "a slip written and read again is another");
}

void arrival(std::string_view bytes) {
    const auto object = core::parse_json_object(bytes);
    const auto read = object ? vorab::envelope::read_arrival(*object) : object.error();
    if (!read) return;
    const auto again = vorab::envelope::read_arrival(vorab::envelope::to_json(*read));
    must(again.has_value() && *again == *read, "an arrival written and read again is another");
}
}  // namespace

std::vector<Target> web_targets() {
    return {{"front_check", front_check},
            {"target", target},
            {"proxy_header", proxy_header},
            {"json", json},
            {"envelope", envelope},
            {"slip", slip},
            {"arrival", arrival}};
}
}  // namespace vorab::fuzz

#include "tools/ambulance/mission.hpp"

#include <fstream>
#include <iterator>

#include "common/core/json.hpp"
#include "common/core/random.hpp"

namespace vorab::ambulance {
namespace json = boost::json;
using std::chrono::seconds;

namespace {
constexpr std::uintmax_t largest_case_file = 4 * 1024 * 1024;

/// The offset that stands at the end of an RFC 3339 time: "+01:00", or "Z".
std::string_view offset_of(std::string_view time) {
    return time.ends_with('Z') || time.ends_with('z') ? time.substr(time.size() - 1) : time.substr(time.size() - 6);
}

seconds span_of(std::string_view offset) {
    if (offset.size() == 1) return seconds{0};
    const auto digit = [&](std::size_t at) { return offset[at] - '0'; };
    const seconds span{((digit(1) * 10 + digit(2)) * 60 + digit(4) * 10 + digit(5)) * 60};
    return offset.front() == '-' ? -span : span;
}

/// "2026-01-15T14:00:00+01:00": the wall clock where `offset` holds.
std::string wall_time(core::Timestamp time, std::string_view offset) {
    return core::to_rfc3339(time + span_of(offset)).substr(0, 19).append(offset);
}

void move_text(json::string& text, seconds by) {
    const auto time = core::parse_rfc3339(text);
    if (time) text = wall_time(*time + by, offset_of(text));
}

Outcome<core::Timestamp> created_at(const json::object& slip) {
    const auto* text = slip.if_contains("created_at");
    if (!text || !text->is_string()) return Trouble{Exit::failed, "the case file has no slip.created_at"};
    const auto time = core::parse_rfc3339(text->get_string());
    if (!time) return trouble("slip.created_at", time.error());
    return *time;
}

void fill_slip(json::object& slip, const Wishes& wishes, core::Timestamp now) {
    slip["transmission"] = core::new_transmission_id(now).str();
    slip["case"] = wishes.case_id.value_or(core::new_case_id()).str();
    if (wishes.mailbox) slip["mailbox"] = wishes.mailbox->str();
    if (wishes.kind) slip["kind"] = public_text(*wishes.kind).str();
    if (wishes.sequence) slip["sequence"] = *wishes.sequence;
    slip.erase("board");  // sealed anew for the mailbox's boards
}
}  // namespace

Outcome<json::object> read_json_file(const std::filesystem::path& path) {
    std::error_code unreadable;
    const auto size = std::filesystem::file_size(path, unreadable);
    std::ifstream file{path, std::ios::binary};
    if (unreadable || !file) return Trouble{Exit::failed, path.string() + ": cannot be read"};
    if (size > largest_case_file) return Trouble{Exit::failed, path.string() + ": larger than any record may be"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    auto document = core::parse_json_object(text);
    if (!document) return trouble(path.string(), document.error());
    return std::move(*document);
}

void move_times(json::value& value, seconds by) {
    if (value.is_string()) {
        move_text(value.get_string(), by);
    } else if (value.is_array()) {
        for (auto& entry : value.get_array()) move_times(entry, by);
    } else if (value.is_object()) {
        for (auto& member : value.get_object()) move_times(member.value(), by);
    }
}

Outcome<Mission> renewed(json::object record, const Wishes& wishes, core::Timestamp now) {
    auto* slip = record.if_contains("slip");
    if (!slip || !slip->is_object()) return Trouble{Exit::failed, "the case file has no slip"};
    const auto written = created_at(slip->get_object());
    if (!written) return written.error();
    fill_slip(slip->get_object(), wishes, now);

    // Whole seconds, rounded down: nobody's record was made in the future.
    const auto by = std::chrono::floor<seconds>(now - *written);
    for (auto& member : record) move_times(member.value(), by);
    const auto today = json::string_view{record.at("slip").at("created_at").as_string()}.substr(0, 10);
    auto* mission = record.if_contains("mission");
    if (mission && mission->is_object() && mission->get_object().contains("date")) {
        mission->get_object()["date"] = today;
    }
    const auto well_formed = envelope::read_slip(record.at("slip").as_object());
    if (!well_formed) return trouble("the case file", well_formed.error());
    return Mission{std::move(record), by};
}

envelope::RoutingSlip slip_of(const json::object& record) {
    return envelope::read_slip(record.at("slip").as_object()).value();
}
}  // namespace vorab::ambulance

#include "hospital_server/telemetry/windows.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

#include "common/http/client.hpp"

namespace vorab::hospital_server::telemetry {
namespace json = boost::json;

namespace {
constexpr std::string_view scheme = "https://";
constexpr std::string_view mission_mark = "{mission}";

Window read_window(configuration::Section& section) {
    Window window{section.text("vendor"), section.text("url"), {}};
    window.origin = window.url.substr(0, window.url.find_first_of("/?#", scheme.size()));
    const auto origin = http::Origin::parse(window.origin);
    if (!origin || !origin->tls) section.refuse("url", "https://host/path is expected");
    return window;
}

/// What cannot leave its place in an address, and is no sentence.
bool is_plain_id(std::string_view id) {
    return !id.empty() && id.size() <= 64 && std::ranges::all_of(id, [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' || c == '_' ||
               c == '.';
    });
}

std::string_view text_at(const json::object& from, std::string_view name) {
    const auto* value = from.if_contains(name);
    return value && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

json::value window_of(const json::object& record, const std::vector<Window>& windows) {
    const auto* said = record.if_contains("telemetry");
    if (!said || !said->is_object()) return nullptr;
    const auto window = std::ranges::find(windows, text_at(said->get_object(), "vendor"), &Window::vendor);
    if (window == windows.end()) return nullptr;
    std::string url = window->url;
    if (const auto at = url.find(mission_mark); at != std::string::npos) {
        const auto mission = text_at(said->get_object(), "mission");
        if (!is_plain_id(mission)) return nullptr;
        url.replace(at, mission_mark.size(), mission);
    }
    return json::object{{"vendor", window->vendor}, {"url", url}};
}
}  // namespace

std::vector<Window> read_windows(configuration::Section& root) {
    std::vector<Window> windows;
    for (auto& section : root.sections("telemetry")) windows.push_back(read_window(section));
    return windows;
}

std::string frame_sources(const std::vector<Window>& windows) {
    std::string sources;
    for (const auto& window : windows) sources.append(sources.empty() ? "" : " ").append(window.origin);
    return sources;
}

void add_windows(json::object& whole_case, const std::vector<Window>& windows) {
    const auto* record = whole_case.if_contains("record");
    whole_case["telemetry"] = record && record->is_object() ? window_of(record->get_object(), windows) : nullptr;
    auto* const parts = whole_case.if_contains("parts");
    if (!parts || !parts->is_array()) return;
    for (auto& part : parts->get_array()) add_windows(part.as_object(), windows);
}
}  // namespace vorab::hospital_server::telemetry

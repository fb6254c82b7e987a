#include "common/http/event_stream.hpp"

#include <algorithm>
#include <charconv>
#include <utility>

namespace vorab::http {
namespace {
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";

bool is_digit(char letter) { return letter >= '0' && letter <= '9'; }
}  // namespace

void EventStreamReader::begin_again() {
    line_.clear();
    type_.clear();
    data_.clear();
    id_ = last_id_;
    first_line_ = true;
    after_cr_ = false;
    good_ = true;
}

bool EventStreamReader::push(std::string_view bytes) {
    for (const char byte : bytes) {
        if (!good_) break;
        const bool second_of_crlf = byte == '\n' && after_cr_;
        after_cr_ = byte == '\r';
        if (second_of_crlf) continue;
        if (byte == '\n' || byte == '\r') {
            take_line();
        } else {
            line_ += byte;
            good_ = line_.size() + data_.size() <= most_bytes_;
        }
    }
    return good_;
}

void EventStreamReader::take_line() {
    const std::string whole = std::exchange(line_, {});
    std::string_view line = whole;
    if (std::exchange(first_line_, false) && line.starts_with(byte_order_mark))
        line.remove_prefix(byte_order_mark.size());
    if (line.empty()) return dispatch();
    const auto colon = line.find(':');
    if (colon == std::string_view::npos) return take_field(line, "");
    std::string_view value = line.substr(colon + 1);
    if (value.starts_with(' ')) value.remove_prefix(1);
    take_field(line.substr(0, colon), value);  // a comment has no name, and nobody knows that field
}

void EventStreamReader::take_field(std::string_view name, std::string_view value) {
    if (name == "data") {
        data_.append(value).append("\n");
    } else if (name == "event") {
        type_ = value;
    } else if (name == "id") {
        if (value.find('\0') == std::string_view::npos) id_ = value;
    } else if (name == "retry" && !value.empty() && std::ranges::all_of(value, is_digit)) {
        std::int64_t milliseconds = 0;
        const auto parsed = std::from_chars(value.data(), value.data() + value.size(), milliseconds);
        if (parsed.ec == std::errc{}) retry_ = std::chrono::milliseconds{milliseconds};
    }
}

void EventStreamReader::dispatch() {
    last_id_ = id_;
    ServerEvent event{std::exchange(type_, {}), std::exchange(data_, {}), last_id_};
    if (event.data.empty()) return;
    event.data.pop_back();
    if (event.type.empty()) event.type = "message";
    events_.push_back(std::move(event));
}

std::optional<ServerEvent> EventStreamReader::next() {
    if (events_.empty()) return std::nullopt;
    ServerEvent event = std::move(events_.front());
    events_.pop_front();
    return event;
}
}  // namespace vorab::http

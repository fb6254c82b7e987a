#pragma once
// Server-sent events out of bytes (WHATWG HTML living standard, section 9.2.6 "Interpreting an event stream"), without
// I/O. Text is taken as it is: whoever reads `data` finds out whether it is UTF-8.
#include <chrono>
#include <deque>
#include <optional>
#include <string>
#include <string_view>

namespace vorab::http {

struct ServerEvent {
    std::string type = "message";
    std::string data = {};
    std::string last_id = {};  ///< the stream's last event id when it came: its own, or that of one before
};

class EventStreamReader {
  public:
    static constexpr std::size_t usual_most_bytes = 256 * 1024;

    /// `most_bytes`: of one event with its lines.
    explicit EventStreamReader(std::size_t most_bytes = usual_most_bytes) : most_bytes_(most_bytes) {}

    /// Another connection: half an event of the old one is dropped (its id too); the last id and the pause stay.
    void begin_again();

    /// Takes what arrived. False, from then on until begin_again(), for an event that is too long.
    bool push(std::string_view bytes);
    std::optional<ServerEvent> next();

    /// For Last-Event-ID; empty when there was none.
    const std::string& last_id() const { return last_id_; }
    /// How long the server wishes to be left alone after a cut.
    std::optional<std::chrono::milliseconds> retry() const { return retry_; }

  private:
    void take_line();
    void take_field(std::string_view name, std::string_view value);
    void dispatch();

    std::size_t most_bytes_;
    std::string line_;
    std::string type_;
    std::string data_;
    std::string id_;  ///< becomes last_id_ with the event's end
    std::string last_id_;
    std::optional<std::chrono::milliseconds> retry_;
    std::deque<ServerEvent> events_;
    bool first_line_ = true;  ///< which may begin with a byte order mark
    bool after_cr_ = false;   ///< a line feed now belongs to the line that has ended
    bool good_ = true;
};
}  // namespace vorab::http

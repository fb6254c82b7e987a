#include "bench/load/audience.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>
#include <sys/socket.h>

namespace vorab::bench {
namespace {
using State = Connection::State;
constexpr std::size_t at_once = 32;
constexpr std::size_t publisher = 0;

struct Frame {
    unsigned opcode = 0;
    std::string_view text;
    std::size_t bytes = 0;  ///< with its header
};

std::size_t number_at(std::string_view bytes, std::size_t from, std::size_t count) {
    std::size_t number = 0;
    for (std::size_t i = 0; i < count; ++i) number = number << 8U | static_cast<unsigned char>(bytes[from + i]);
    return number;
}

/// A server's frame (RFC 6455 5.2: not masked), once it is here whole.
std::optional<Frame> first_frame(std::string_view bytes) {
    if (bytes.size() < 2) return std::nullopt;
    std::size_t length = number_at(bytes, 1, 1) & 0x7fU;
    std::size_t head = 2;
    if (length >= 126) {
        const std::size_t more = length == 126 ? 2 : 8;
        head += more;
        if (bytes.size() < head) return std::nullopt;
        length = number_at(bytes, 2, more);
    }
    if (bytes.size() < head + length) return std::nullopt;
    return Frame{static_cast<unsigned>(number_at(bytes, 0, 1) & 0x0fU), bytes.substr(head, length), head + length};
}

std::string pong(std::string_view text) {
    std::string frame{"\x8a"};
    frame += static_cast<char>(0x80U | text.size());
    frame.append(4, '\0');  // a mask that changes nothing
    return frame.append(text);
}
}  // namespace

void Audience::join(Supply& upgrades, std::size_t count, std::size_t stalled) {
    stalled_ = stalled;
    unread_.resize(count + 1);
    awaited_.resize(count + 1);
    std::size_t joined = 0;
    while (joined < count + 1) {
        while (connections_.size() < std::min(count + 1, joined + at_once)) open(nullptr);
        each_ready(1, [&](std::size_t i) { go_on(i, upgrades, joined); });
    }
    for (std::size_t i = 1; i <= stalled; ++i) {
        const int least = 1;
        ::setsockopt(connections_[i]->socket(), SOL_SOCKET, SO_RCVBUF, &least, sizeof least);
    }
}

void Audience::go_on(std::size_t i, Supply& upgrades, std::size_t& joined) {
    Connection& connection = *connections_[i];
    const auto before = connection.state();
    if (before == State::done || (before == State::idle && i == publisher)) {
        if (i != publisher) hears(i, "");
        return;
    }
    const auto state = connection.go_on();
    if (state == State::failed) throw std::runtime_error("a connection broke while joining");
    if (state == State::idle && i == publisher) ++joined;
    if (state == State::idle && i != publisher) connection.send(upgrades.next().value());
    if (connection.state() != State::done) return;
    if (connection.status() != 101) throw std::runtime_error("no websocket: " + std::to_string(connection.status()));
    ++joined;
    hears(i, "");
}

/// Reads what is there; true when the mark was in it.
bool Audience::hears(std::size_t i, const std::string& mark) {
    std::string& unread = unread_[i];
    unread += connections_[i]->take_more();
    bool heard = false;
    std::size_t read = 0;
    while (const auto frame = first_frame(std::string_view{unread}.substr(read))) {
        if (frame->opcode == 9) connections_[i]->say(pong(frame->text));
        if (!mark.empty() && frame->opcode == 1 && frame->text.find(mark) != std::string_view::npos) {
            heard = true;
            event_bytes_ = frame->text.size();
        }
        read += frame->bytes;
    }
    unread.erase(0, read);
    return heard;
}

Result Audience::tell(std::string_view request, const std::string& mark) {
    Result heard;
    std::fill(awaited_.begin() + static_cast<std::ptrdiff_t>(1 + stalled_), awaited_.end(), true);
    std::size_t missing = awaited_.size() - 1 - stalled_;
    bool answered = false;
    const double began = now();
    connections_[publisher]->send(request);
    while ((missing > 0 || !answered) && now() < began + 10) {
        each_ready(0.5, [&](std::size_t i) {
            if (i == publisher) {
                answered = answered || connections_[publisher]->go_on() == State::done;
            } else if (i > stalled_ && hears(i, mark) && awaited_[i]) {
                awaited_[i] = false;
                --missing;
                heard.latencies.push_back(static_cast<float>(now() - began));
            }
        });
    }
    heard.bad = missing + (answered && connections_[publisher]->status() / 100 == 2 ? 0U : 1U);
    std::ranges::sort(heard.latencies);
    return heard;
}
}  // namespace vorab::bench

#include "hl7/mllp.hpp"

#include <algorithm>

namespace vorab::hl7 {
namespace {
constexpr char start_block = '\x0B';
constexpr char end_block = '\x1C';
constexpr char carriage_return = '\r';

bool is_line_end(char byte) { return byte == '\r' || byte == '\n'; }
bool is_mark(char byte) { return byte == start_block || byte == end_block; }
}  // namespace

core::Result<std::string> frame(std::string_view message) {
    if (std::any_of(message.begin(), message.end(), is_mark)) {
        return core::Failure{core::Problem::malformed, "an HL7 message with a VT or FS byte cannot be framed"};
    }
    std::string bytes;
    bytes.reserve(message.size() + 3);
    bytes += start_block;
    bytes += message;
    bytes += {end_block, carriage_return};
    return bytes;
}

core::PublicText public_text(FramingFault fault) {
    switch (fault) {
        case FramingFault::bytes_between:
            return "bytes_between";
        case FramingFault::restarted:
            return "restarted";
        case FramingFault::truncated:
            return "truncated";
        case FramingFault::too_large:
            return "too_large";
        case FramingFault::empty:
            return "empty";
        case FramingFault::unclosed:
            break;
    }
    return "unclosed";
}

std::vector<MllpEvent> Deframer::push(std::string_view bytes) {
    std::vector<MllpEvent> events;
    while (!bytes.empty()) {
        if (state_ == State::inside && !is_mark(bytes[0])) {
            const auto* const mark = std::find_if(bytes.begin(), bytes.end(), is_mark);
            const auto size = static_cast<std::size_t>(mark - bytes.begin());
            collect(bytes.substr(0, size), events);
            bytes.remove_prefix(size);
        } else {
            step(bytes[0], events);
            bytes.remove_prefix(1);
        }
    }
    return events;
}

void Deframer::step(char byte, std::vector<MllpEvent>& events) {
    switch (state_) {
        case State::inside:
            if (byte == end_block) {
                state_ = State::end_seen;
            } else {  // a start block: push() hands over marks only
                give_up(FramingFault::restarted, events);
                begin_frame();
            }
            return;
        case State::end_seen:
            if (byte == carriage_return) return complete(events);
            if (is_mark(byte) || is_line_end(byte)) {
                ++counts_[static_cast<std::size_t>(FramingFault::unclosed)];
                complete(events);
                return outside(byte, events);
            }
            state_ = State::inside;  // the end block was data: some senders let a stray one pass
            collect({&end_block, 1}, events);
            return collect({&byte, 1}, events);
        case State::outside:
        case State::skipping:
            return outside(byte, events);
    }
}

void Deframer::outside(char byte, std::vector<MllpEvent>& events) {
    if (byte == start_block) {
        report_between(events);
        return begin_frame();
    }
    if (state_ == State::skipping || (is_line_end(byte) && collected_.empty())) return;
    if (collected_.size() < limits_.quarantine) collected_ += byte;
}

void Deframer::begin_frame() {
    state_ = State::inside;
    collected_.clear();
}

void Deframer::collect(std::string_view bytes, std::vector<MllpEvent>& events) {
    if (state_ != State::inside) return;  // given up a moment ago
    if (collected_.size() + bytes.size() <= limits_.frame) {
        collected_ += bytes;
        return;
    }
    collected_ += bytes.substr(0, limits_.quarantine);
    give_up(FramingFault::too_large, events);
    state_ = State::skipping;
}

void Deframer::complete(std::vector<MllpEvent>& events) {
    state_ = State::outside;
    if (collected_.empty()) return give_up(FramingFault::empty, events);
    events.emplace_back(FramedMessage{std::exchange(collected_, {})});
}

void Deframer::give_up(FramingFault fault, std::vector<MllpEvent>& events) {
    ++counts_[static_cast<std::size_t>(fault)];
    events.emplace_back(FramingProblem{fault, collected_.substr(0, limits_.quarantine)});
    collected_ = {};
}

void Deframer::report_between(std::vector<MllpEvent>& events) {
    if (state_ == State::outside && !collected_.empty()) give_up(FramingFault::bytes_between, events);
}

std::vector<MllpEvent> Deframer::pause() {
    std::vector<MllpEvent> events;
    report_between(events);
    if (state_ == State::end_seen) {
        ++counts_[static_cast<std::size_t>(FramingFault::unclosed)];
        complete(events);
    }
    return events;
}

std::vector<MllpEvent> Deframer::end() {
    std::vector<MllpEvent> events = pause();
    if (state_ == State::inside) give_up(FramingFault::truncated, events);
    state_ = State::outside;
    return events;
}

}  // namespace vorab::hl7

#include "common/http/request_body.hpp"

#include <algorithm>
#include <array>

namespace vorab::http {
namespace {
constexpr std::uint64_t most_drained = 64 * 1024;
constexpr std::size_t first_piece = 64 * 1024;  // memory follows what arrives, not what was announced
const core::Failure broken_off{core::Problem::malformed, "the body broke off"};
const core::Failure no_room{core::Problem::unavailable, "too many large bodies at once; send it again in a moment"};
}  // namespace

RequestBody::RequestBody(const RequestHead& head, Stream& stream, Inbox& inbox, async::Deadline& deadline,
                         BodyPace pace, BodyShare share)
    : length_(head.length),
      left_(head.length),
      owes_continue_(head.expects_continue),
      stream_(stream),
      inbox_(inbox),
      deadline_(deadline),
      pace_(pace),
      share_(std::move(share)) {}

/// How long the next piece may take: the longest silence, less where all of it came too slowly so far.
std::chrono::steady_clock::duration RequestBody::patience() {
    const auto now = std::chrono::steady_clock::now();
    if (asked_ == std::chrono::steady_clock::time_point{}) asked_ = now;
    const auto earned = std::chrono::seconds{(length_ - left_) / std::max<std::uint64_t>(pace_.least_rate, 1)};
    const std::chrono::steady_clock::duration left = asked_ + pace_.longest_silence + earned - now;
    return std::clamp<std::chrono::steady_clock::duration>(left, std::chrono::milliseconds{1}, pace_.longest_silence);
}

/// Tells a peer that waits for it to send the body (RFC 9110 10.1.1).
async::Task<bool> RequestBody::go_on() {
    if (!owes_continue_ || !inbox_.bytes().empty()) co_return true;
    owes_continue_ = false;
    co_return co_await stream_.write("HTTP/1.1 100 Continue\r\n\r\n");
}

async::Task<core::Result<std::size_t>> RequestBody::read_some(std::span<char> buffer) {
    if (left_ == 0 || buffer.empty()) co_return std::size_t{0};
    if (broken_) co_return broken_off;
    deadline_.expires_after(patience());
    const bool told = co_await go_on();
    const auto wanted = buffer.first(static_cast<std::size_t>(std::min<std::uint64_t>(buffer.size(), left_)));
    std::size_t count = 0;
    if (told) count = co_await inbox_.read_some(wanted);
    deadline_.never();
    broken_ = count == 0;
    if (broken_) co_return broken_off;
    left_ -= count;
    co_return count;
}

bool RequestBody::take_room(std::size_t bytes) {
    if (!share_.room.take(share_.client, bytes)) return false;
    taken_ += bytes;
    return true;
}

void RequestBody::give_back(std::size_t bytes) {
    share_.room.give_back(share_.client, bytes);
    taken_ -= bytes;
}

async::Task<core::Result<std::string>> RequestBody::read_all(std::size_t limit) {
    if (length_ > limit) co_return core::failure(core::Problem::too_large, "the body is larger than allowed here");
    std::string body{inbox_.take(left_)};  // a small one has come with the header
    left_ -= body.size();
    if (!take_room(body.size())) co_return no_room;
    while (left_ > 0) {
        const std::size_t filled = body.size();
        const auto piece = static_cast<std::size_t>(std::min<std::uint64_t>(left_, std::max(first_piece, filled)));
        if (!take_room(piece)) co_return no_room;
        body.resize(filled + piece);
        const std::span<char> space{body.data() + filled, piece};
        const auto count = co_await read_some(space);
        if (!count) co_return count.error();
        body.resize(filled + *count);
        give_back(piece - *count);
    }
    co_return body;
}

bool RequestBody::worth_draining() const { return !broken_ && !(owes_continue_ && left_ > 0) && left_ <= most_drained; }

async::Task<bool> RequestBody::drain() {
    if (!worth_draining()) co_return false;
    std::array<char, 4096> bin{};
    while (left_ > 0) {
        const auto count = co_await read_some(bin);
        if (!count) co_return false;
    }
    co_return true;
}
}  // namespace vorab::http

#include "common/http/exchange.hpp"

namespace vorab::http {
namespace {
constexpr std::size_t buffer_bytes = 16 * 1024;  // one TLS record: what comes in whole goes out whole
}

Exchange::Exchange(Stream& stream, async::Deadline& deadline, const ClientOptions& options, bool to_head,
                   BodyReader* source)
    : stream_(stream),
      options_(options),
      source_(source),
      parser_(to_head, options.answer_bytes),
      deadline_(deadline),
      buffer_(std::make_unique_for_overwrite<char[]>(buffer_bytes)) {}

async::Task<void> Exchange::run(std::string_view head, std::string_view body) {
    deadline_.expires_after(source_ ? options_.connect : options_.answer);
    // A peer may answer, and close, before it has read everything: its answer counts.
    bool sent = co_await stream_.write(head);
    if (sent && !body.empty()) sent = co_await stream_.write(body);
    stream_.expect_later();
    if (sent && source_) {
        co_await await_permission();
        if (parser_.told_to_continue()) co_await send_source();
    }
    if (!source_failed_) co_await read_answer();
    if (good_ && any_ && !deadline_.expired()) parser_.end();
    deadline_.never();
}

/// Until the peer wants the body, or answers without it.
async::Task<void> Exchange::await_permission() {
    while (!parser_.told_to_continue() && !parser_.done()) {
        const bool more = co_await read_more();
        if (!more) co_return;
    }
}

/// The source may take its time, it has a limit of its own; the peer has `answer` for each piece.
async::Task<void> Exchange::send_source() {
    for (;;) {
        deadline_.never();
        const std::span<char> space{buffer_.get(), buffer_bytes};
        const auto count = co_await source_->read_some(space);
        deadline_.expires_after(options_.answer);
        if (!count) source_failed_ = count.error();
        source_sent_ = count && *count == 0;
        if (!count || *count == 0) co_return;
        const std::string_view piece{buffer_.get(), *count};
        const bool sent = co_await stream_.write(piece);
        if (!sent) co_return;
    }
}

async::Task<void> Exchange::read_answer() {
    while (!parser_.done()) {
        const bool more = co_await read_more();
        if (!more) co_return;
    }
}

/// False at the end, or when what came is no answer.
async::Task<bool> Exchange::read_more() {
    if (ended_ || !good_) co_return false;
    const std::span<char> space{buffer_.get(), buffer_bytes};
    const std::size_t count = co_await stream_.read_some(space);
    ended_ = count == 0;
    if (ended_) co_return false;
    any_ = true;
    good_ = parser_.push(std::string_view(buffer_.get(), count));
    co_return good_;
}

core::Result<ClientResponse> Exchange::answer() {
    if (source_failed_) return *source_failed_;
    if (!good_) {
        return core::failure(core::Problem::refused_by_peer, parser_.too_large()
                                                                 ? core::PublicText("the answer is too large")
                                                                 : core::PublicText("not an HTTP answer"));
    }
    if (!parser_.done()) return core::failure(core::Problem::unreachable, "no complete answer in time");
    return parser_.take();
}
}  // namespace vorab::http

#include "common/http/answer_stream.hpp"

#include <array>
#include <stdexcept>

#include "common/async/timer.hpp"
#include "common/http/answer_parser.hpp"
#include "common/http/client_head.hpp"
#include "common/http/connect.hpp"

namespace vorab::http {

struct AnswerStream::State {
    State(async::Executor executor, std::unique_ptr<Stream> to, bool to_head, const StreamedAnswerOptions& given)
        : options(given),
          stream(std::move(to)),
          deadline(executor, [peer = stream.get()] { peer->cancel(); }),
          parser(to_head, given.most_bytes) {}

    /// False at the end of the connection, after the deadline, or when what came is no answer.
    async::Task<bool> read_more() {
        if (ended || !good) co_return false;
        const std::span<char> space{buffer};
        const std::size_t count = co_await stream->read_some(space);
        late = deadline.expired();
        ended = count == 0;
        if (ended && !late && !cancelled) parser.end();
        if (ended) co_return false;
        good = parser.push(std::string_view(buffer.data(), count));
        co_return good;
    }

    core::Failure why() const {
        using core::Problem;
        if (parser.too_large()) return core::failure(Problem::refused_by_peer, "the answer is too large");
        if (!good) return core::failure(Problem::refused_by_peer, "not an HTTP answer");
        if (late) return core::failure(Problem::unreachable, "the peer has fallen silent");
        return core::failure(Problem::unreachable, "the connection broke off");
    }

    StreamedAnswerOptions options;
    std::unique_ptr<Stream> stream;
    async::Deadline deadline;
    AnswerParser parser;
    std::array<char, 16 * 1024> buffer{};
    bool good = true;
    bool ended = false;
    bool late = false;
    bool cancelled = false;
};

AnswerStream::AnswerStream(std::unique_ptr<State> state) : state_(std::move(state)) {}
AnswerStream::AnswerStream(AnswerStream&&) noexcept = default;
AnswerStream& AnswerStream::operator=(AnswerStream&&) noexcept = default;
AnswerStream::~AnswerStream() = default;

async::Task<core::Result<AnswerStream>> AnswerStream::open(async::Executor executor, Origin origin,
                                                           std::optional<TlsContext> tls, ClientRequest request,
                                                           StreamedAnswerOptions options) {
    if (request.source) throw std::invalid_argument("a request for a stream has no streamed body");
    const std::string head = head_of(request, origin);
    const std::string_view body = goes_with_head(request) ? std::string_view{} : std::string_view{request.body};
    auto connected = co_await connect(executor, origin, tls, options.connect, options.addresses);
    if (!connected) co_return connected.error();
    auto state = std::make_unique<State>(executor, std::move(*connected), request.method == Method::head, options);
    state->deadline.expires_after(options.head);
    // A peer may answer, and close, before it has read everything: its answer counts.
    const bool sent = co_await state->stream->write(head);
    if (sent && !body.empty()) co_await state->stream->write(body);
    while (!state->parser.has_head()) {
        const bool more = co_await state->read_more();
        if (!more && !state->parser.has_head()) co_return state->why();
    }
    state->deadline.never();
    co_return AnswerStream{std::move(state)};
}

int AnswerStream::status() const { return state_->parser.head().status; }
const Headers& AnswerStream::headers() const { return state_->parser.head().headers; }

async::Task<core::Result<std::string>> AnswerStream::next() {
    for (;;) {
        auto piece = state_->parser.take_piece();
        if (!piece.empty() || state_->parser.done()) co_return piece;
        state_->deadline.expires_after(state_->options.idle);
        const bool more = co_await state_->read_more();
        state_->deadline.never();
        if (!more && !state_->parser.done()) co_return state_->why();
    }
}

async::Task<core::Result<ClientResponse>> AnswerStream::rest() {
    ClientResponse whole{status(), headers(), {}};
    for (;;) {
        const auto piece = co_await next();
        if (!piece) co_return piece.error();
        if (piece->empty()) co_return whole;
        whole.body += *piece;
    }
}

void AnswerStream::cancel() {
    state_->cancelled = true;
    state_->stream->cancel();
}
}  // namespace vorab::http

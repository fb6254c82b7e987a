#include "common/http/client.hpp"

#include <array>
#include <deque>
#include <stdexcept>

#include "common/async/timer.hpp"
#include "common/http/answer_parser.hpp"
#include "common/http/connect.hpp"

namespace vorab::http {
using std::chrono::steady_clock;

namespace {
constexpr std::size_t read_bytes = 16 * 1024;

void add_field(std::string& text, std::string_view name, std::string_view value) {
    static constexpr std::string_view forbidden{"\r\n\0", 3};
    if (value.find_first_of(forbidden) != value.npos || name.find_first_of(forbidden) != name.npos)
        throw std::invalid_argument("line break in a request header");
    text.append(name).append(": ").append(value).append("\r\n");
}

std::string to_wire(const ClientRequest& request, const Origin& origin) {
    if (!request.target.starts_with('/') || request.target.find_first_of(" \r\n\t") != std::string::npos)
        throw std::invalid_argument("a request target is an encoded path");
    std::string text;
    text.reserve(512 + request.body.size());
    text.append(name_of(request.method)).append(" ").append(request.target).append(" HTTP/1.1\r\n");
    add_field(text, "Host", host_header(origin));
    for (const auto& [name, value] : request.headers.fields()) add_field(text, name, value);
    if (!request.content_type.empty()) add_field(text, "Content-Type", request.content_type);
    const bool may_have_none = request.method == Method::get || request.method == Method::head;
    if (!request.body.empty() || !may_have_none) add_field(text, "Content-Length", std::to_string(request.body.size()));
    return text.append("\r\n").append(request.body);
}

/// How one attempt on one connection ended.
struct Attempt {
    bool untouched = false;  ///< the peer had closed before a byte of an answer came: another connection may work
    core::Result<ClientResponse> answer = core::failure(core::Problem::unreachable, "no complete answer in time");
};
}  // namespace

struct Client::State {
    struct Idle {
        std::unique_ptr<Stream> stream;
        steady_clock::time_point since;
    };

    std::unique_ptr<Stream> take_idle() {
        while (!idle.empty()) {
            Idle last = std::move(idle.back());
            idle.pop_back();
            if (steady_clock::now() - last.since > options.idle) idle.clear();  // the others are older still
            std::array<char, 1> unexpected{};
            const auto step = last.stream->try_read(unexpected);
            if (step.next == Stream::Next::wait_readable) return std::move(last.stream);
        }
        return nullptr;
    }

    void keep(std::unique_ptr<Stream> stream) {
        idle.push_back({std::move(stream), steady_clock::now()});
        if (idle.size() > options.idle_connections) idle.pop_front();
    }

    async::Task<Attempt> attempt(std::unique_ptr<Stream> stream, const std::string& wire, bool to_head) {
        Attempt result;
        async::Deadline deadline{executor, [raw = stream.get()] { raw->cancel(); }};
        deadline.expires_after(options.answer);
        // A peer may answer, and close, before it has read everything: its answer counts.
        [[maybe_unused]] const bool sent = co_await stream->write(wire);
        AnswerParser parser{to_head, options.answer_bytes};
        std::vector<char> buffer(read_bytes);
        bool any = false;
        bool good = true;
        while (good && !parser.done()) {
            const std::size_t count = co_await stream->read_some(buffer);
            if (count == 0) break;
            any = true;
            good = parser.push(std::string_view(buffer.data(), count));
        }
        if (good && any && !deadline.expired()) parser.end();
        result.untouched = !any && !deadline.expired();
        if (!good) {
            result.answer = core::failure(core::Problem::refused_by_peer,
                                          parser.too_large() ? core::PublicText("the answer is too large")
                                                             : core::PublicText("not an HTTP answer"));
        } else if (parser.done()) {
            deadline.never();
            const bool reusable = parser.keep_alive();
            result.answer = parser.take();
            if (reusable) keep(std::move(stream));
        }
        co_return result;
    }

    async::Executor executor;
    Origin origin;
    std::optional<TlsContext> tls;
    ClientOptions options;
    std::deque<Idle> idle;  ///< the latest used last
};

Client::Client(async::Executor executor, Origin origin, std::optional<TlsContext> tls, ClientOptions options)
    : state_(std::make_shared<State>(State{executor, std::move(origin), std::move(tls), options, {}})) {}

Client::~Client() = default;

async::Task<core::Result<ClientResponse>> Client::send(ClientRequest request) {
    const auto state = state_;
    const std::string wire = to_wire(request, state->origin);
    const bool to_head = request.method == Method::head;
    auto stream = state->take_idle();
    if (stream) {
        Attempt first = co_await state->attempt(std::move(stream), wire, to_head);
        if (!first.untouched) co_return std::move(first.answer);
    }
    stream = co_await connect(state->executor, state->origin, state->tls, state->options.connect);
    if (!stream) co_return core::failure(core::Problem::unreachable, "no connection");
    Attempt fresh = co_await state->attempt(std::move(stream), wire, to_head);
    co_return std::move(fresh.answer);
}
}  // namespace vorab::http

#include "common/http/client.hpp"

#include <array>
#include <deque>
#include <stdexcept>

#include "common/http/connect.hpp"
#include "common/http/exchange.hpp"
#include "common/http/text.hpp"

namespace vorab::http {
using std::chrono::steady_clock;

namespace {
constexpr std::size_t joined_bytes = 15 * 1024;  // head and body in one TLS record of at most 16 KiB

bool goes_with_head(const ClientRequest& request) { return request.body.size() <= joined_bytes; }

void add_field(std::string& text, std::string_view name, std::string_view value) {
    if (breaks_line(name) || breaks_line(value)) throw std::invalid_argument("line break in a request header");
    text.append(name).append(": ").append(value).append("\r\n");
}

/// What goes over the wire before the body; a small body goes with it, as one TLS record.
std::string head_of(const ClientRequest& request, const Origin& origin) {
    if (!request.target.starts_with('/') || request.target.find_first_of(" \r\n\t") != std::string::npos)
        throw std::invalid_argument("a request target is an encoded path");
    const std::uint64_t length = request.source ? request.source->length() : request.body.size();
    std::string text;
    text.reserve(512 + (goes_with_head(request) ? request.body.size() : 0));
    text.append(name_of(request.method)).append(" ").append(request.target).append(" HTTP/1.1\r\n");
    add_field(text, "Host", host_header(origin));
    for (const auto& [name, value] : request.headers.fields()) add_field(text, name, value);
    if (!request.content_type.empty()) add_field(text, "Content-Type", request.content_type);
    const bool may_have_none = request.method == Method::get || request.method == Method::head;
    if (length > 0 || !may_have_none) add_field(text, "Content-Length", std::to_string(length));
    if (request.source) add_field(text, "Expect", "100-continue");
    text.append("\r\n");
    if (goes_with_head(request)) text.append(request.body);
    return text;
}
}  // namespace

struct Client::State {
    /// With its deadline, which is moved from request to request: a timer of its own for each costs more.
    struct Connection {
        Connection(async::Executor on, std::unique_ptr<Stream> to)
            : stream(std::move(to)), deadline(on, [peer = stream.get()] { peer->cancel(); }) {}
        std::unique_ptr<Stream> stream;
        async::Deadline deadline;
        steady_clock::time_point idle_since{};
    };

    std::unique_ptr<Connection> take_idle() {
        while (!idle.empty()) {
            auto last = std::move(idle.back());
            idle.pop_back();
            if (steady_clock::now() - last->idle_since > options.idle) idle.clear();  // the others are older still
            std::array<char, 1> unexpected{};
            const auto step = last->stream->try_read(unexpected);
            if (step.next == Stream::Next::wait_readable) return last;
        }
        return nullptr;
    }

    void keep(std::unique_ptr<Connection> connection) {
        connection->idle_since = steady_clock::now();
        idle.push_back(std::move(connection));
        if (idle.size() > options.idle_connections) idle.pop_front();
    }

    async::Executor executor;
    Origin origin;
    std::optional<TlsContext> tls;
    ClientOptions options;
    std::deque<std::unique_ptr<Connection>> idle;  ///< the latest used last
};

Client::Client(async::Executor executor, Origin origin, std::optional<TlsContext> tls, ClientOptions options)
    : state_(std::make_shared<State>(State{executor, std::move(origin), std::move(tls), options, {}})) {}

Client::~Client() = default;

async::Task<core::Result<ClientResponse>> Client::send(ClientRequest request) {
    const auto state = state_;
    const std::string head = head_of(request, state->origin);
    const std::string_view body = goes_with_head(request) ? std::string_view{} : std::string_view{request.body};
    const bool to_head = request.method == Method::head;
    auto connection = state->take_idle();
    for (bool fresh = !connection;; fresh = true) {
        if (fresh) {
            auto made = co_await connect(state->executor, state->origin, state->tls, state->options.connect,
                                         state->options.addresses);
            if (!made) co_return made.error();
            connection = std::make_unique<State::Connection>(state->executor, std::move(*made));
        }
        Exchange exchange{*connection->stream, connection->deadline, state->options, to_head, request.source};
        co_await exchange.run(head, body);
        if (exchange.untouched() && !fresh) continue;
        if (exchange.reusable()) state->keep(std::move(connection));
        co_return exchange.answer();
    }
}
}  // namespace vorab::http

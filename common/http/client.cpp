#include "common/http/client.hpp"

#include <array>
#include <deque>

#include "common/http/client_head.hpp"
#include "common/http/connect.hpp"
#include "common/http/exchange.hpp"

namespace vorab::http {
using std::chrono::steady_clock;

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

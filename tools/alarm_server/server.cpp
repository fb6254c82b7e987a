#include "tools/alarm_server/server.hpp"

#include <array>

#include <boost/asio/ip/tcp.hpp>

#include "espax/plain_stream.hpp"
#include "espax/timers.hpp"
#include "espax/tls_stream.hpp"

namespace vorab::alarm_server {
namespace asio = boost::asio;

namespace {
using Protocol = asio::ip::tcp;
using Acceptor = asio::basic_socket_acceptor<Protocol, async::Executor>;
}  // namespace

struct Server::State {
    State(async::Executor on, Options options, const core::Clock& clock, const core::Log& log,
          const Protocol::endpoint& endpoint, std::function<void(std::string_view)> note)
        : acceptor(on, endpoint),
          sessions(on, log, "alarm server sessions"),
          on_note(std::move(note)),
          tls(options.tls ? std::optional{espax::TlsContext::server(*options.tls).value()} : std::nullopt),
          timers(on, [this](const Timer& timer) { perform(server.expired(timer)); }),
          server(std::move(options), clock) {}

    void perform(const Outputs& outputs) {
        for (const auto& output : outputs) {
            if (const auto* note = std::get_if<Note>(&output)) {
                if (on_note) on_note(note->json);
            } else if (const auto* timer = std::get_if<SetTimer>(&output)) {
                timers.set(timer->timer, timer->after);
            } else if (const auto* send = std::get_if<Send>(&output)) {
                if (const auto stream = streams.find(send->connection); stream != streams.end())
                    stream->second->send(send->bytes);
            } else if (const auto* close = std::get_if<Close>(&output)) {
                if (const auto stream = streams.find(close->connection); stream != streams.end())
                    stream->second->close();
            }
        }
    }

    /// A client that does not trust our certificate, or that we do not trust, goes unserved.
    async::Task<void> welcome(ConnectionId connection, espax::PlainSocket socket) {
        if (!tls) {
            std::shared_ptr<espax::Stream> plain = espax::plain_stream(std::move(socket));
            co_await serve(connection, std::move(plain));
            co_return;
        }
        constexpr std::chrono::seconds handshake{5};
        auto stream = co_await espax::tls_stream(std::move(socket), *tls, handshake);
        if (!stream) {
            if (on_note) on_note(R"({"event":"handshake_failed"})");
            co_return;
        }
        std::shared_ptr<espax::Stream> safe = std::move(*stream);
        co_await serve(connection, std::move(safe));
    }

    async::Task<void> serve(ConnectionId connection, std::shared_ptr<espax::Stream> stream) {
        streams[connection] = stream;
        perform(server.connected(connection));
        std::array<char, 4096> buffer{};
        for (;;) {
            const std::size_t count = co_await stream->read(buffer);
            if (count == 0) break;
            perform(server.received(connection, {buffer.data(), count}));
        }
        perform(server.disconnected(connection));
        timers.cancel({Timer::Purpose::session, connection});
        streams.erase(connection);
    }

    Acceptor acceptor;
    async::TaskGroup sessions;
    std::function<void(std::string_view)> on_note;
    std::optional<espax::TlsContext> tls;
    espax::Timers<Timer> timers;
    AlarmServer server;
    std::map<ConnectionId, std::shared_ptr<espax::Stream>> streams;
    ConnectionId last_connection = 0;
};

Server::Server(async::Executor executor, Options options, const core::Clock& clock, const core::Log& log,
               const std::string& address, std::uint16_t port, std::function<void(std::string_view json)> on_note)
    : state_(std::make_unique<State>(executor, std::move(options), clock, log,
                                     Protocol::endpoint{asio::ip::make_address(address), port}, std::move(on_note))) {}

Server::~Server() = default;

std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }

async::Task<void> Server::run() {
    for (;;) {
        auto socket = co_await state_->acceptor.async_accept(async::use_task);
        state_->sessions.spawn(state_->welcome(++state_->last_connection, std::move(socket)));
    }
}

async::Task<void> Server::stop() {
    state_->acceptor.close();
    drop_connections();
    constexpr std::chrono::milliseconds at_once{0};
    co_await state_->sessions.drain(at_once);
}

void Server::announce(const espax::Condition& condition) { state_->perform(state_->server.announce(condition)); }

Options& Server::options() { return state_->server.options(); }

void Server::answer_call(const std::string& which, const Outcome& outcome) {
    state_->perform(state_->server.answer_call(which, outcome));
}

void Server::refuse(int code, int count) { state_->server.refuse(code, count); }

void Server::complain(int code) { state_->perform(state_->server.complain(code)); }

void Server::shut_down() { state_->perform(state_->server.shut_down()); }

void Server::drop_connections() {
    for (const auto& [connection, stream] : state_->streams) stream->close();
}

std::size_t Server::running_calls() const { return state_->server.running_calls(); }

}  // namespace vorab::alarm_server

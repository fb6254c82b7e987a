#include "common/http/server.hpp"

#include <list>

#include <boost/asio/ip/tcp.hpp>

#include "common/async/timer.hpp"
#include "common/http/admission.hpp"
#include "common/http/session.hpp"

namespace vorab::http {
namespace asio = boost::asio;
using Acceptor = asio::basic_socket_acceptor<asio::ip::tcp, async::Executor>;
using namespace std::chrono_literals;

struct Server::State : std::enable_shared_from_this<State> {
    State(async::Executor on, ServerOptions options, Handler handler, const core::Log& log)
        : executor(on),
          service{std::move(options), std::move(handler), log},
          acceptor(on),
          connections(on, log, "http sessions"),
          place(on) {}

    void listen() {
        const asio::ip::tcp::endpoint at{asio::ip::make_address(service.options.address), service.options.port};
        acceptor.open(at.protocol());
        acceptor.set_option(Acceptor::reuse_address{true});
        acceptor.bind(at);
        acceptor.listen();
    }

    async::Task<core::Result<std::unique_ptr<Stream>>> open(Socket socket) {
        if (!service.options.tls) co_return plain_stream(std::move(socket));
        const std::string nobody;
        co_return co_await tls_stream(std::move(socket), *service.options.tls, nobody,
                                      service.options.limits.handshake);
    }

    async::Task<void> serve(Socket socket) {
        const auto self = shared_from_this();
        ++service.counts.accepted;
        const auto address = co_await peer_address(socket, service.options);
        if (address) co_await admit(std::move(socket), *address);
        if (!address) turn_away(Turned::handshake, "", "no PROXY header");
        place.notify();
    }

    async::Task<void> admit(Socket socket, std::string address) {
        const Place mine{held, address};
        if (mine.among() > service.options.limits.connections_per_address) {
            turn_away(Turned::too_many, address, "too many connections");
            co_return;
        }
        auto stream = co_await open(std::move(socket));
        if (!stream) {
            turn_away(Turned::handshake, address, stream.error().detail);
            co_return;
        }
        (*stream)->know(address);
        Session session{service, std::move(*stream)};
        const Listed entry{sessions, session};
        co_await session.run();
    }

    void turn_away(Turned why, const std::string& address, const core::PublicText& reason) {
        ++(why == Turned::handshake ? service.counts.handshakes_failed : service.counts.too_many);
        if (service.options.turned_away) service.options.turned_away(why, address, reason);
    }

    /// A session is known here while it runs, so that drain() can tell it.
    struct Listed {
        Listed(std::list<Session*>& all, Session& session) : list(all), at(list.insert(list.end(), &session)) {}
        ~Listed() { list.erase(at); }
        Listed(const Listed&) = delete;
        Listed& operator=(const Listed&) = delete;
        std::list<Session*>& list;
        std::list<Session*>::iterator at;
    };

    async::Executor executor;
    Service service;
    Acceptor acceptor;
    async::TaskGroup connections;
    std::list<Session*> sessions;
    std::map<std::string, std::size_t> held;  ///< connections of each address
    async::Signal place;                      ///< a connection has ended: there may be room for another
};

Server::Server(async::Executor executor, ServerOptions options, Handler handler, const core::Log& log)
    : state_(std::make_shared<State>(executor, std::move(options), std::move(handler), log)) {
    state_->listen();
}

Server::~Server() {
    boost::system::error_code ignored;
    state_->acceptor.close(ignored);
    state_->connections.cancel();
}

std::uint16_t Server::port() const { return state_->acceptor.local_endpoint().port(); }

async::Task<void> Server::run() {
    const auto state = state_;
    while (!state->service.draining) {
        while (state->connections.size() >= state->service.options.limits.connections) {
            [[maybe_unused]] const bool somebody_left = co_await state->place.wait(1s);
        }
        auto [error, socket] = co_await state->acceptor.async_accept(async::as_result);
        if (error == asio::error::operation_aborted || error == asio::error::bad_descriptor) co_return;
        if (!error) {
            state->connections.spawn(state->serve(std::move(socket)));
            continue;
        }
        state->service.log.warning("cannot accept a connection", {{"error", error.value()}});
        co_await async::sleep_for(100ms);  // out of descriptors, most likely: give some back first
    }
}

async::Task<void> Server::drain(std::chrono::milliseconds grace) {
    const auto state = state_;
    state->service.draining = true;
    boost::system::error_code ignored;
    state->acceptor.close(ignored);
    for (Session* const session : state->sessions) session->drain();
    co_await state->connections.drain(grace);
}

std::size_t Server::connections() const { return state_->connections.size(); }
const ServerCounts& Server::counts() const { return state_->service.counts; }

}  // namespace vorab::http

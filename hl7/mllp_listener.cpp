#include "hl7/mllp_listener.hpp"

#include <algorithm>

#include "common/async/timer.hpp"

namespace vorab::hl7 {
namespace asio = boost::asio;
namespace {
using asio::ip::tcp;
using Clock = std::chrono::steady_clock;
constexpr std::chrono::milliseconds after_failure{100};

tcp::endpoint endpoint_of(const MllpListenerSettings& settings) {
    return {asio::ip::make_address(settings.address), settings.port};
}

/// Numeric; empty when the peer has gone.
std::string address_of(const TcpSocket& socket) {
    boost::system::error_code gone;
    const auto peer = socket.remote_endpoint(gone);
    return gone ? std::string{} : peer.address().to_string();
}

/// Stands in a list as long as it lives.
template <class T>
class Present {
  public:
    Present(std::list<T>& all, T one) : all_(all), at_(all.insert(all.end(), one)) {}
    ~Present() { all_.erase(at_); }
    Present(const Present&) = delete;
    Present& operator=(const Present&) = delete;

  private:
    std::list<T>& all_;
    typename std::list<T>::iterator at_;
};

bool given_up(const MllpEvent& event) {
    const auto* problem = std::get_if<FramingProblem>(&event);
    return problem != nullptr && problem->fault == FramingFault::too_large;
}

/// One connection's frame and how long the next read may take.
class Patience {
  public:
    explicit Patience(const MllpListenerSettings& settings) : settings_(settings) {}

    Span next(const Deframer& deframer) const {
        if (deframer.unsettled()) return settings_.settle;
        if (!deframer.inside_frame()) return settings_.idle;
        const auto left = std::chrono::ceil<Span>(began_ + settings_.frame_whole - Clock::now());
        return std::clamp(left, Span{0}, settings_.frame_silence);
    }
    /// To be told after every read: the frame inside which it ended began with it, unless it was the one before.
    void heard(bool completed, const Deframer& deframer) {
        if (completed || !inside_) began_ = Clock::now();
        inside_ = deframer.inside_frame();
    }

  private:
    const MllpListenerSettings& settings_;
    Clock::time_point began_ = Clock::now();
    bool inside_ = false;
};
}  // namespace

struct MllpListener::Guest {
    Connection& connection;
    std::string address;
};

MllpListener::MllpListener(async::Executor executor, MllpListenerSettings settings, Handler handler, Observer observer,
                           const core::Log& log)
    : settings_(std::move(settings)),
      handler_(std::move(handler)),
      observer_(std::move(observer)),
      log_(log),
      acceptor_(executor, endpoint_of(settings_)),
      sessions_(executor, log, "hl7 connections") {}

std::uint16_t MllpListener::port() const { return acceptor_.local_endpoint().port(); }

async::Task<void> MllpListener::run() {
    for (;;) {
        auto [failed, socket] = co_await acceptor_.async_accept(async::as_result);
        if (failed == asio::error::operation_aborted) co_return;
        if (failed) {  // out of descriptors, most likely: others must end first
            log_.error("hl7 listener cannot accept", {{"error", failed.value()}});
            co_await async::sleep_for(after_failure);
        } else if (!may_connect(socket)) {
            ++counts_.refused_connections;
            log_.warning("hl7 connection refused: the peer is not among those that may connect");
        } else if (sessions_.size() >= settings_.connections) {
            ++counts_.refused_connections;
            log_.warning("hl7 connection refused: too many at once", {{"limit", settings_.connections}});
        } else {
            ++counts_.connections;
            sessions_.spawn(receive(std::move(socket)));
        }
    }
}

async::Task<void> MllpListener::drain(std::chrono::milliseconds grace) { return sessions_.drain(grace); }

bool MllpListener::may_connect(const TcpSocket& socket) const {
    if (settings_.peers.empty()) return true;
    return std::ranges::find(settings_.peers, address_of(socket)) != settings_.peers.end();
}

async::Task<void> MllpListener::receive(TcpSocket socket) {
    const std::string address = address_of(socket);
    if (!settings_.welcome) {
        const auto plain = tcp_connection(std::move(socket));
        co_return co_await serve(*plain);
    }
    const auto welcomed = co_await settings_.welcome(std::move(socket));
    if (!welcomed) {
        ++counts_.failed_handshakes;
        co_return turn_away(address, welcomed.error().detail);
    }
    Guest guest{**welcomed, address};
    const Present present{guests_, &guest};
    co_await serve(**welcomed);
}

void MllpListener::turn_away(const std::string& address, const core::PublicText& reason) const {
    if (settings_.turned_away) settings_.turned_away(address, reason);
}

void MllpListener::dismiss() {
    for (const Guest* const guest : guests_) {
        const auto objection = guest->connection.objection();
        if (!objection) continue;
        ++counts_.dismissed;
        turn_away(guest->address, *objection);
        guest->connection.cut();
    }
}

async::Task<void> MllpListener::serve(Connection& connection) {
    Deframer deframer{settings_.limits};
    Patience patience{settings_};
    bool reported = false;  // one log line a connection: the counts and the quarantine have the rest
    for (;;) {
        const Span at_most = patience.next(deframer);
        const Heard heard = co_await connection.read(at_most);
        const bool silent = heard.bytes.empty() && !heard.ended;
        const bool settled = silent && deframer.unsettled();  // a short silence that only ends a frame
        const bool last = heard.ended || (silent && !settled);
        std::vector<MllpEvent> events = settled ? deframer.pause() : last ? deframer.end() : deframer.push(heard.bytes);
        const bool completed = !events.empty();
        const bool hopeless = std::any_of(events.begin(), events.end(), given_up);
        const bool alive = co_await deal_with(connection, std::move(events), reported);
        if (!alive || hopeless || last) co_return;
        patience.heard(completed, deframer);
    }
}

async::Task<bool> MllpListener::deal_with(Connection& connection, std::vector<MllpEvent> events, bool& reported) {
    for (auto& event : events) {
        if (const auto* problem = std::get_if<FramingProblem>(&event)) {
            note(*problem, reported);
            continue;
        }
        ++counts_.messages;
        const std::string reply = co_await handler_(std::move(std::get<FramedMessage>(event).bytes));
        if (reply.empty()) continue;
        const std::string bytes = frame(reply).value();
        const bool sent = co_await connection.write(bytes, settings_.write);
        if (!sent) co_return false;
    }
    co_return true;
}

void MllpListener::note(const FramingProblem& problem, bool& reported) {
    ++counts_.framing_problems;
    ++counts_.faults.at(static_cast<std::size_t>(problem.fault));
    if (observer_) observer_(problem);
    if (std::exchange(reported, true)) return;
    log_.warning("hl7 framing problem",
                 {{"fault", public_text(problem.fault)}, {"kept_bytes", problem.quarantine.size()}});
}

}  // namespace vorab::hl7

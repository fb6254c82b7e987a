#pragma once
// Takes HL7 messages from other systems: accepts, deframes, hands each message over in order and sends back what the
// handler says. It reads on only when a message has been dealt with, so a slow store slows the sender down instead of
// filling memory.
#include <array>
#include <list>

#include "common/async/task_group.hpp"
#include "hl7/mllp.hpp"
#include "hl7/tcp_connection.hpp"

namespace vorab::hl7 {

/// What becomes of a socket that was accepted: a connection, or why the peer does not get so far.
using Welcome = std::function<async::Task<core::Result<std::unique_ptr<Connection>>>(TcpSocket)>;
/// Told of every peer whose certificate did not let it in, or lets it stay no longer: a numeric address, and the
/// reason. Must not throw.
using TurnedAway = std::function<void(const std::string& address, const core::PublicText& reason)>;

struct MllpListenerSettings {
    std::string address = "127.0.0.1";
    std::uint16_t port = 2575;  ///< registered for HL7; 0 lets the system choose
    std::size_t connections = 64;
    std::vector<std::string> peers = {};  ///< numeric addresses that may connect; empty: all
    Welcome welcome = {};                 ///< the TLS handshake; without one plain TCP
    TurnedAway turned_away = {};
    MllpLimits limits = {};
    Span settle = std::chrono::milliseconds{200};   ///< FS without CR counts as the end after this
    Span frame_silence = std::chrono::seconds{10};  ///< inside a frame; then the half frame is given up
    Span frame_whole = std::chrono::seconds{60};    ///< from its first byte to its last, however they drip
    Span idle = std::chrono::hours{24};             ///< between frames; then the connection is closed
    Span write = std::chrono::seconds{30};
};

struct MllpListenerCounts {
    std::uint64_t connections = 0;
    std::uint64_t refused_connections = 0;  ///< more than allowed at once, or of nobody who may
    std::uint64_t failed_handshakes = 0;
    std::uint64_t dismissed = 0;  ///< connections that were cut because the certificate lets the peer in no more
    std::uint64_t messages = 0;
    std::uint64_t framing_problems = 0;
    std::array<std::uint64_t, framing_faults> faults{};  ///< the same, by kind
};

class MllpListener {
  public:
    /// Returns the reply, unframed, or nothing where none is wanted. It must have stored what it acknowledges. When it
    /// throws, the connection is closed without a reply, and the sender will send again.
    using Handler = std::function<async::Task<std::string>(std::string message)>;
    /// Hears of every framing problem, with the bytes for the quarantine.
    using Observer = std::function<void(const FramingProblem&)>;

    /// Binds; throws boost::system::system_error when the address is not to be had. What it is given must outlive it.
    MllpListener(async::Executor executor, MllpListenerSettings settings, Handler handler, Observer observer,
                 const core::Log& log);

    async::Task<void> run();  ///< accepts until cancelled
    /// Cuts the connections of those who would be let in no more. To be called when certificates or revocation lists
    /// have been read anew, and now and then because certificates end.
    void dismiss();
    async::Task<void> drain(
        std::chrono::milliseconds grace);  ///< after run() has ended: lets the connections end, then closes them
    std::uint16_t port() const;
    std::size_t connections() const { return sessions_.size(); }
    const MllpListenerCounts& counts() const { return counts_; }

  private:
    using Acceptor = boost::asio::basic_socket_acceptor<boost::asio::ip::tcp, async::Executor>;

    struct Guest;

    bool may_connect(const TcpSocket& socket) const;
    async::Task<void> receive(TcpSocket socket);
    async::Task<void> serve(Connection& connection);
    void turn_away(const std::string& address, const core::PublicText& reason) const;
    async::Task<bool> deal_with(Connection& connection, std::vector<MllpEvent> events, bool& reported);
    void note(const FramingProblem& problem, bool& reported);

    MllpListenerSettings settings_;
    Handler handler_;
    Observer observer_;
    const core::Log& log_;
    Acceptor acceptor_;
    std::list<Guest*> guests_;  ///< whose connections are open now
    async::TaskGroup sessions_;
    MllpListenerCounts counts_;
};

}  // namespace vorab::hl7

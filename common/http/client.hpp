#pragma once
// An HTTPS client that keeps connections alive: one pool per origin. For calls between our servers and to configured
// peers.
#include <chrono>
#include <cstdint>
#include <memory>
#include <string>
#include <vector>

#include "common/async/task.hpp"
#include "common/core/result.hpp"
#include "common/http/address_rule.hpp"
#include "common/http/message.hpp"
#include "common/http/tls.hpp"

namespace vorab::http {

/// Where to connect. Made from configuration, never from a message.
struct Origin {
    bool tls = true;
    std::string host;
    std::uint16_t port = 443;

    /// "https://host:port" or "http://..."; a path, user info or fragment is refused.
    static core::Result<Origin> parse(std::string_view url);
};

struct ClientRequest {
    Method method = Method::get;
    std::string target = "/";  ///< origin-form, already encoded
    Headers headers = {};
    std::string body = {};
    std::string content_type = {};
    /// When set, the body is what this gives, piece by piece as the peer takes it. The peer is asked first (Expect:
    /// 100-continue, RFC 9110 10.1.1), so nothing is read from here before it has shown that it is there; it may also
    /// answer at once, and then nothing is. Lives until send() has returned.
    BodyReader* source = nullptr;
};

struct ClientResponse {
    int status = 0;
    Headers headers = {};
    std::string body = {};
};

struct ClientOptions {
    std::chrono::milliseconds connect{2'500};  ///< name lookup, TCP and TLS together; also until "100 Continue"
    std::chrono::milliseconds answer{10'000};  ///< from the request (from the last of a `source`) to the answer's end
    std::size_t answer_bytes = 1024 * 1024;    ///< a longer answer is refused_by_peer
    std::size_t idle_connections = 64;
    std::chrono::seconds idle{60};
    AddressRule addresses = {};  ///< where the name may lead
};

class Client {
  public:
    Client(async::Executor executor, Origin origin, std::optional<TlsContext> tls, ClientOptions options = {});
    ~Client();

    /// Sends and waits for the answer. unreachable: no connection, or no complete answer in time. forbidden: no address
    /// of its name is permitted. A request on a
    /// kept-alive connection that the peer had closed is sent once more on a new one, provided that no byte of an
    /// answer came: callers therefore send only requests that may arrive twice (ours carry an idempotency key).
    /// Redirects are not followed. A `source` that breaks off ends the connection; its failure is returned.
    async::Task<core::Result<ClientResponse>> send(ClientRequest request);

  private:
    struct State;
    std::shared_ptr<State> state_;
};
}  // namespace vorab::http

#pragma once
// An answer whose body is read as it comes, and may take hours: the client's end of server-sent events
// (event_stream.hpp). A connection of its own, which ends with the object.
#include <chrono>
#include <memory>
#include <string>

#include "common/http/client.hpp"

namespace vorab::http {

struct StreamedAnswerOptions {
    std::chrono::milliseconds connect{2'500};   ///< name lookup, TCP and TLS together
    std::chrono::milliseconds head{10'000};     ///< from the request to the end of the answer's head
    std::chrono::milliseconds idle{40'000};     ///< without a byte: longer than the server's signs of life are apart
    std::size_t most_bytes = 16 * 1024 * 1024;  ///< of the body in all; a longer one is refused_by_peer
    AddressRule addresses = {};                 ///< where the name may lead
};

class AnswerStream {
  public:
    /// Sends the request (without a `source`) and waits for the head. unreachable, forbidden and refused_by_peer as in
    /// Client::send(). It is sent once: whoever wants to may open another.
    static async::Task<core::Result<AnswerStream>> open(async::Executor executor, Origin origin,
                                                        std::optional<TlsContext> tls, ClientRequest request,
                                                        StreamedAnswerOptions options);
    AnswerStream(AnswerStream&&) noexcept;
    AnswerStream& operator=(AnswerStream&&) noexcept;
    ~AnswerStream();

    int status() const;
    const Headers& headers() const;

    /// The next piece of the body as it came, at least one byte and about 16 KiB at most; empty at its end. unreachable
    /// when the connection broke before the end, nothing came for `idle`, or cancel() was called. A body without length
    /// or chunks ends with its connection: there an end and a cut are the same.
    async::Task<core::Result<std::string>> next();

    /// The whole rest, as one answer: what a refusal says of itself.
    async::Task<core::Result<ClientResponse>> rest();

    /// From another task: next() returns.
    void cancel();

  private:
    struct State;
    explicit AnswerStream(std::unique_ptr<State> state);
    std::unique_ptr<State> state_;
};
}  // namespace vorab::http

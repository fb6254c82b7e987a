#pragma once
// HTTP/1.1 as plain structs. Nothing here knows Beast or Asio's sockets; the rest of the system sees only this.
#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "common/async/task.hpp"
#include "common/core/result.hpp"
#include "common/core/sensitive.hpp"

namespace vorab::http {

enum class Method { get, head, post, put, patch, del, options, other };

std::string_view name_of(Method method);

/// Header fields in order; names compare without case. Small, so a plain list.
class Headers {
  public:
    void add(std::string name, std::string value) { fields_.emplace_back(std::move(name), std::move(value)); }
    std::optional<std::string_view> find(std::string_view name) const;
    const std::vector<std::pair<std::string, std::string>>& fields() const { return fields_; }

  private:
    std::vector<std::pair<std::string, std::string>> fields_;
};

/// Who is at the other end of the connection, as TLS and TCP say; never as a header says.
struct Peer {
    std::string address;  ///< numeric IP address, without port
    std::optional<std::string> certificate_sha256 =
        {};  ///< lower-case hex of SHA-256 over the DER client certificate, when one was verified
    std::optional<std::string> certificate_name = {};  ///< its subject common name
};

/// The body of a request, still on its way: who may not send gets an answer before a byte of it is read (RFC
/// 9110 10.1.1).
class BodyReader {
  public:
    virtual ~BodyReader() = default;
    /// Announced length; empty never happens on requests (chunked bodies are refused with 411).
    virtual std::uint64_t length() const = 0;
    /// The whole body, or too_large when it is longer than `limit`, or malformed when the peer broke off.
    virtual async::Task<core::Result<std::string>> read_all(std::size_t limit) = 0;
    /// The next bytes into `buffer`: 0 at the end. For bodies that are never held whole in memory.
    virtual async::Task<core::Result<std::size_t>> read_some(std::span<char> buffer) = 0;
};

struct Request {
    Method method = Method::other;
    std::string path;                                        ///< percent-decoded, begins with '/', no dot segments
    std::vector<std::pair<std::string, std::string>> query;  ///< decoded
    std::string_view route =
        {};  ///< the pattern that was found, "/v1/mailboxes/{mailbox}"; lives as long as the router
    std::vector<std::pair<std::string, std::string>> captures;  ///< of the route: {"mailbox", "zna"}
    Headers headers;
    Peer peer;
    BodyReader* body = nullptr;  ///< lives as long as the handler runs; never null in a handler

    /// The value that the route's {name} matched. Throws std::out_of_range on a name that the route does not have.
    const std::string& capture(std::string_view name) const;
    std::optional<std::string_view> query_value(std::string_view name) const;
    std::optional<std::string_view> cookie(std::string_view name) const;
    /// The content type without parameters, in lower case; empty when absent.
    std::string content_type() const;
};

/// Writes a body piece by piece: server-sent events, files. An error code in an exception means that the peer has gone.
class BodyWriter {
  public:
    virtual ~BodyWriter() = default;
    virtual async::Task<void> write(std::string_view bytes) = 0;
};

class WebSocket;

struct Response {
    int status = 200;
    Headers headers = {};
    std::string body = {};
    std::string content_type = {};  ///< of `body` or of the stream; empty with an empty body

    /// When set, the body is what this writes; the connection closes if it throws. Chunked, unless its length is known.
    std::function<async::Task<void>(BodyWriter&)> stream = {};
    std::optional<std::uint64_t> stream_length = {};
    /// When set, the connection becomes a websocket (RFC 6455) that lives until this returns. Status must be 101.
    std::function<async::Task<void>(WebSocket&)> upgrade = {};
};

/// A handler answers; an exception that leaves it becomes a 500 without detail.
using Handler = std::function<async::Task<Response>(Request&)>;

Response json_response(int status, std::string body);
Response empty_response(int status);
Response moved_response(std::string_view to);  ///< 308: "/board" to "/board/", for people leave the slash out

/// Text frames both ways. One reader; any number of senders on the loop's thread, whose frames go out in order.
class WebSocket {
  public:
    virtual ~WebSocket() = default;
    /// The next text message of at most 64 KiB; empty when the peer closed or broke off.
    virtual async::Task<std::optional<std::string>> receive() = 0;
    /// Queues a frame and returns at once. A peer that does not read has at most `queue_limit` bytes waiting: beyond
    /// that the connection is closed and this returns false: the peer will come back and get a snapshot.
    virtual bool send(std::shared_ptr<const std::string> text) = 0;
    /// Bytes that wait to be written.
    virtual std::size_t waiting() const = 0;
    virtual void close(std::uint16_t code, std::string_view reason) = 0;
};

}  // namespace vorab::http

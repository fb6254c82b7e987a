#include "common/http/websocket.hpp"

#include <deque>

#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/http/empty_body.hpp>
#include <boost/beast/websocket/stream.hpp>

#include "common/async/timer.hpp"
#include "common/http/beast_stream.hpp"
#include "common/http/connect.hpp"
#include "common/http/server.hpp"
#include "common/http/websocket_client.hpp"

namespace vorab::http {
namespace beast = boost::beast;
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {
using BeastSocket = beast::websocket::stream<BeastStream, false>;  // false: no compression (its bombs are not worth it)
using Frame = std::shared_ptr<const std::string>;
constexpr std::size_t longest_message = 64 * 1024;

constexpr std::size_t longest_direct = 15 * 1024;  // one TLS record

/// A text frame as a server sends it (RFC 6455 5.2): whole, not masked.
std::string server_frame(std::string_view text) {
    std::string frame{"\x81"};
    const auto byte_of = [&](unsigned shift) { return static_cast<char>(text.size() >> shift & 0xffU); };
    frame.reserve(text.size() + 4);
    if (text.size() < 126) {
        frame.push_back(byte_of(0));
    } else {
        frame.append({126, byte_of(8), byte_of(0)});
    }
    return frame.append(text);
}

/// Pings a silent peer, gives up on a dead one.
beast::websocket::stream_base::timeout timeouts() { return {10s, 30s, true}; }

/// One websocket. It lives as long as somebody holds it or a write is under way.
class Core : public std::enable_shared_from_this<Core> {
  public:
    Core(std::unique_ptr<Stream> stream, std::size_t queue_limit)
        : stream_(std::move(stream)),
          beast_(*stream_),
          done_(stream_->socket().get_executor()),
          queue_limit_(queue_limit) {
        beast_.set_option(timeouts());
        beast_.read_message_max(longest_message);
        beast_.auto_fragment(false);
        beast_.text(true);
    }

    async::Task<bool> accept(const Request& request, const Headers& extra) {
        is_server_ = true;
        beast::http::request<beast::http::empty_body> upgrade{beast::http::verb::get, "/", 11};
        for (const auto& [name, value] : request.headers.fields()) upgrade.insert(name, value);
        beast_.set_option(beast::websocket::stream_base::decorator([extra](beast::websocket::response_type& answer) {
            for (const auto& [name, value] : extra.fields()) answer.insert(name, value);
        }));
        auto [error] = co_await beast_.async_accept(upgrade, async::as_result);
        co_return !error;
    }

    async::Task<bool> handshake(std::string host, std::string target, Headers extra) {
        beast_.set_option(beast::websocket::stream_base::decorator([extra](beast::websocket::request_type& upgrade) {
            for (const auto& [name, value] : extra.fields()) upgrade.insert(name, value);
        }));
        auto [error] = co_await beast_.async_handshake(host, target, async::as_result);
        co_return !error;
    }

    async::Task<std::optional<std::string>> receive() {
        const auto self = shared_from_this();
        beast::flat_buffer buffer;
        auto [error, size] = co_await beast_.async_read(buffer, async::as_result);
        if (error) {
            end();
            co_return std::nullopt;
        }
        if (beast_.got_binary()) {
            close(1003, "text only");
            co_return std::nullopt;
        }
        co_return std::string(static_cast<const char*>(buffer.data().data()), size);
    }

    bool send(Frame frame) {
        if (closing_ || ended_) return false;
        if (waiting_ > 0 && waiting_ + frame->size() > queue_limit_) {
            end();  // a closing frame would have to wait behind what the peer does not read
            return false;
        }
        if (may_write_directly(*frame)) return write_directly(*frame);
        waiting_ += frame->size();
        queue_.push_back(std::move(frame));
        if (!writing_) write_next();
        return true;
    }

    void close(std::uint16_t code, std::string_view reason) {
        if (closing_ || ended_) return;
        closing_ = true;
        reason_ = {static_cast<beast::websocket::close_code>(code), beast::string_view{reason.data(), reason.size()}};
        if (!writing_) write_close();
    }

    async::Task<void> finish() {
        const auto self = shared_from_this();
        close(1000, "");
        if (!ended_) co_await done_.wait(5s);
        end();
    }

    /// Cuts the connection. What is under way ends with an error.
    void end() {
        if (ended_) return;
        ended_ = true;
        queue_.clear();
        waiting_ = 0;
        stream_->close();
        done_.notify();
    }

    std::size_t waiting() const { return waiting_; }

  private:
    Writing& writers() { return beast_.next_layer().writing(); }

    /// A thousand boards are told one after the other: without Beast's own operation, and the turn of the loop in which
    /// it ends, each costs a third less.
    bool may_write_directly(const std::string& text) {
        return is_server_ && !writing_ && !writers().by_beast && text.size() <= longest_direct;
    }

    bool write_directly(const std::string& text) {
        rest_ = server_frame(text);
        rest_is_of_ = text.size();
        const auto next = try_rest();
        if (next == Stream::Next::ended) {
            end();
            return false;
        }
        if (rest_.empty()) return true;
        waiting_ += rest_is_of_;
        writing_ = true;
        writers().by_us = true;
        await_rest(next);
        return true;
    }

    Stream::Next try_rest() {
        const auto step = stream_->try_write(rest_);
        if (step.next == Stream::Next::done) rest_.erase(0, step.bytes);
        if (rest_.empty()) rest_ = {};  // a board is silent for minutes: it need not hold the memory
        return step.next;
    }

    void await_rest(Stream::Next next) {
        const auto direction = next == Stream::Next::wait_readable ? Socket::wait_read : Socket::wait_write;
        stream_->socket().async_wait(direction,
                                     [self = shared_from_this()](beast::error_code error) { self->write_rest(error); });
    }

    void write_rest(const beast::error_code& error) {
        if (ended_) return;
        const auto next = error ? Stream::Next::ended : try_rest();
        if (next == Stream::Next::ended) return end();
        if (!rest_.empty()) return await_rest(next);
        writers().by_us = false;
        written(rest_is_of_, {});
    }

    void write_next() {
        writing_ = true;
        const Frame frame = queue_.front();
        queue_.pop_front();
        beast_.async_write(asio::buffer(*frame),
                           [self = shared_from_this(), frame](beast::error_code error, std::size_t) {
                               self->written(frame->size(), error);
                           });
    }

    void written(std::size_t size, const beast::error_code& error) {
        writing_ = false;
        if (ended_) return;
        if (error) return end();
        waiting_ -= size;
        if (!queue_.empty()) return write_next();
        if (closing_) write_close();
    }

    void write_close() {
        beast_.async_close(reason_, [self = shared_from_this()](beast::error_code) { self->end(); });
    }

    std::unique_ptr<Stream> stream_;
    BeastSocket beast_;
    async::Signal done_;
    std::deque<Frame> queue_;
    std::size_t waiting_ = 0;
    std::size_t queue_limit_;
    beast::websocket::close_reason reason_;
    std::string rest_;  ///< of a frame that went out directly, as far as it could
    std::size_t rest_is_of_ = 0;
    bool is_server_ = false;
    bool writing_ = false;
    bool closing_ = false;
    bool ended_ = false;
};

/// What its user holds: when that goes, the connection goes.
class Handle final : public OpenWebSocket {
  public:
    explicit Handle(std::shared_ptr<Core> core) : core_(std::move(core)) {}
    ~Handle() override { core_->end(); }
    Handle(const Handle&) = delete;
    Handle& operator=(const Handle&) = delete;

    async::Task<std::optional<std::string>> receive() override { return core_->receive(); }
    bool send(Frame frame) override { return core_->send(std::move(frame)); }
    std::size_t waiting() const override { return core_->waiting(); }
    void close(std::uint16_t code, std::string_view reason) override { core_->close(code, reason); }
    async::Task<void> finish() override { return core_->finish(); }

  private:
    std::shared_ptr<Core> core_;
};
}  // namespace

async::Task<std::unique_ptr<OpenWebSocket>> accept_websocket(std::unique_ptr<Stream> stream, const Request& request,
                                                             const Response& response, std::size_t queue_limit) {
    const auto core = std::make_shared<Core>(std::move(stream), queue_limit);
    const bool accepted = co_await core->accept(request, response.headers);
    if (!accepted) {
        core->end();
        co_return nullptr;
    }
    co_return std::make_unique<Handle>(core);
}

async::Task<core::Result<std::unique_ptr<WebSocket>>> connect_websocket(async::Executor executor, Origin origin,
                                                                        std::optional<TlsContext> tls,
                                                                        std::string target, Headers headers) {
    const ClientOptions defaults;
    auto stream = co_await connect(executor, origin, std::move(tls), defaults.connect, defaults.addresses);
    if (!stream) co_return stream.error();
    const auto core = std::make_shared<Core>(std::move(*stream), ServerLimits{}.websocket_queue_bytes);
    const bool agreed = co_await core->handshake(host_header(origin), std::move(target), std::move(headers));
    if (!agreed) {
        core->end();
        co_return core::failure(core::Problem::refused_by_peer, "no websocket there");
    }
    std::unique_ptr<WebSocket> handle = std::make_unique<Handle>(core);
    co_return std::move(handle);
}
}  // namespace vorab::http

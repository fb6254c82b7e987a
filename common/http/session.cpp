#include "common/http/session.hpp"

#include <algorithm>

#include <boost/asio/this_coro.hpp>

#include "common/http/problem.hpp"
#include "common/http/response_head.hpp"
#include "common/http/static_files.hpp"
#include "common/http/text.hpp"
#include "common/http/websocket.hpp"

namespace vorab::http {
namespace asio = boost::asio;
using namespace std::chrono_literals;

namespace {
constexpr std::size_t inbox_bytes = 16 * 1024;
constexpr std::size_t piece_bytes = 64 * 1024;  // a peer must take this much within write_idle
constexpr std::size_t most_discarded = 256 * 1024;

core::Problem problem_of(int status) {
    switch (status) {
        case 405:
            return core::Problem::wrong_method;
        case 403:
            return core::Problem::forbidden;
        case 413:
        case 414:
        case 431:
            return core::Problem::too_large;
        case 415:
            return core::Problem::unsupported_type;
        default:
            return core::Problem::malformed;
    }
}

/// What the log is told, and what the peer is.
Response answer_to(const core::Log& log, Method method, const std::exception_ptr& escaped) {
    const auto name = core::PublicText::from_operator(std::string{name_of(method)});
    try {
        std::rethrow_exception(escaped);
    } catch (const core::FailureError& broken) {
        const core::Failure& failure = broken.failure();
        log.error("a handler failed", {{"method", name}, {"problem", failure.problem}, {"detail", failure.detail}});
    } catch (const core::UnavailableError&) {
        log.error("a handler could not work: the database does not answer", {{"method", name}});
        return problem_response(core::failure(core::Problem::unavailable, "a part of this server does not answer now"));
    } catch (const boost::system::system_error& broken) {
        log.error("a handler ended with a system error", {{"method", name}, {"error", broken.code().value()}});
    } catch (const std::exception&) {
        log.error("a handler ended with an exception", {{"method", name}});
    }
    return problem_response(core::failure(core::Problem::internal));
}

async::Task<void> throw_if_cancelled() {
    const auto state = co_await asio::this_coro::cancellation_state;
    if (state.cancelled() != asio::cancellation_type::none)
        throw boost::system::system_error(asio::error::operation_aborted);
}

/// A body whose length was announced, over the session's own way of sending.
template <class Send>
class PlainWriter final : public BodyWriter {
  public:
    PlainWriter(Send send, std::uint64_t length) : send_(std::move(send)), left_(length) {}

    async::Task<void> write(std::string_view bytes) override {
        if (bytes.size() > left_) throw std::logic_error("more of a body than was announced");
        left_ -= bytes.size();
        const bool sent = co_await send_(bytes);
        if (!sent) throw boost::system::system_error(asio::error::connection_reset);
    }
    bool whole() const { return left_ == 0; }

  private:
    Send send_;
    std::uint64_t left_;
};

/// Chunked coding (RFC 9112 7.1) over the session's own way of sending.
template <class Send>
class ChunkedWriter final : public BodyWriter {
  public:
    explicit ChunkedWriter(Send send) : send_(std::move(send)) {}

    async::Task<void> write(std::string_view bytes) override {
        if (bytes.empty()) co_return;
        char size[20];
        const int digits = std::snprintf(size, sizeof size, "%zx\r\n", bytes.size());
        std::string chunk{size, static_cast<std::size_t>(digits)};
        chunk.append(bytes).append("\r\n");
        const bool sent = co_await send_(chunk);
        if (!sent) throw boost::system::system_error(asio::error::connection_reset);
    }

  private:
    Send send_;
};
}  // namespace

Session::Session(Service& service, std::unique_ptr<Stream> stream)
    : service_(service),
      limits_(service.options.limits),
      stream_(std::move(stream)),
      inbox_(*stream_, std::max(inbox_bytes, limits_.header_bytes + 1)),
      deadline_(stream_->socket().get_executor(), [this] {
          if (stream_) stream_->cancel();
      }) {}

async::Task<void> Session::run() {
    bool more = true;
    while (more) {
        more = co_await serve_one();
    }
    if (stream_) co_await say_goodbye();
}

void Session::drain() {
    if (socket_ != nullptr) return socket_->close(1001, "the server ends");
    if (idle_ && stream_) stream_->cancel();
}

/// Reads up to the empty line that ends a header; leaves the bytes in the inbox.
async::Task<Session::Arrival> Session::await_head() {
    idle_ = inbox_.bytes().empty();
    if (idle_ && service_.draining) co_return Arrival::ended;
    if (idle_) stream_->expect_later();
    deadline_.expires_after(idle_ ? limits_.keep_alive : limits_.header);
    for (;;) {
        const auto bytes = inbox_.bytes();
        const auto end = bytes.find("\r\n\r\n");
        if (end != std::string_view::npos) {
            head_size_ = end + 4;
            break;
        }
        if (bytes.size() > limits_.header_bytes) co_return Arrival::too_large;
        if (has_bare_line_feed(bytes)) co_return Arrival::bare_line_feed;
        const bool more = co_await inbox_.fill();
        if (!more) co_return deadline_.expired() && !idle_ ? Arrival::too_slow : Arrival::ended;
        if (idle_) deadline_.expires_after(limits_.header);
        idle_ = false;
    }
    deadline_.never();
    co_return head_size_ > limits_.header_bytes ? Arrival::too_large : Arrival::request;
}

Refusal Session::refusal_of(Arrival arrival) {
    switch (arrival) {
        case Arrival::too_large:
            return {431, "the header is too large"};
        case Arrival::too_slow:
            return {408, "the header took too long"};
        default:
            return {400, "a line ends with CR LF"};
    }
}

/// True when the connection can take another request.
async::Task<bool> Session::serve_one() {
    const Arrival arrival = co_await await_head();
    if (arrival == Arrival::ended || stream_->is_outdated()) co_return false;
    if (arrival != Arrival::request) co_return co_await refuse(refusal_of(arrival));
    auto head = read_request_head(inbox_.bytes().substr(0, head_size_), limits_, service_.options.hosts);
    if (!head) co_return co_await refuse(head.error());
    if (auto wrong = origin_problem(*head)) co_return co_await refuse(*wrong);
    inbox_.use(head_size_);

    const auto begun = std::chrono::steady_clock::now();
    Request& request = head->request;
    request.peer = stream_->peer();
    BodyShare share{service_.body_room, sender_of(request)};
    const BodyPace pace{limits_.body_idle, limits_.body_rate};
    RequestBody body{*head, *stream_, inbox_, deadline_, pace, std::move(share)};
    request.body = &body;
    Response response = co_await answer(request);
    if (is_upgrade(response) && head->wants_websocket) {
        co_await upgrade(request, response);
        co_return false;
    }
    if (is_upgrade(response)) {
        response = problem_response(426, core::failure(core::Problem::malformed, "this is a websocket"));
        response.headers.add("Upgrade", "websocket");
    }
    note_answer(request, response.status, begun);
    const bool keep_alive = head->keep_alive && !service_.draining && body.worth_draining();
    const bool sent = co_await send_answer(response, request, body, keep_alive);
    co_return sent&& keep_alive;
}

/// Apart from each other, whatever a sender calls itself.
std::string Session::sender_of(const Request& request) const {
    const auto named = service_.options.sender ? service_.options.sender(request) : std::nullopt;
    return named ? "sender " + *named : request.peer.address;
}

/// A page of another site must not open a websocket with the user's cookie: the browser names the page's origin, and it
/// has to be this very host (RFC 6455 10.2). Programs send none.
std::optional<Refusal> Session::origin_problem(const RequestHead& head) const {
    const auto origin = head.request.headers.find("Origin");
    if (!head.wants_websocket || !origin) return std::nullopt;
    const std::string_view scheme = service_.options.tls ? "https://" : "http://";
    const auto host = head.request.headers.find("Host").value_or("");
    if (origin->starts_with(scheme) && same_word(origin->substr(scheme.size()), host)) return std::nullopt;
    return Refusal{403, "websockets are for pages of this host"};
}

/// The one place where what a handler throws ends: the peer gets a 500 without detail, the log the kind of error.
async::Task<Response> Session::answer(Request& request) {
    std::exception_ptr escaped;
    try {
        co_return co_await service_.handler(request);
    } catch (const std::exception&) {
        escaped = std::current_exception();
    }
    co_await throw_if_cancelled();
    co_return answer_to(service_.log, request.method, escaped);
}

async::Task<bool> Session::send(std::string_view bytes) {
    bool sent = true;
    while (sent && !bytes.empty()) {
        const auto piece = bytes.substr(0, piece_bytes);
        bytes.remove_prefix(piece.size());
        deadline_.expires_after(limits_.write_idle);
        sent = co_await stream_->write(piece);
    }
    deadline_.never();
    co_return sent;
}

async::Task<bool> Session::send_answer(Response& response, const Request& request, RequestBody& body, bool keep_alive) {
    add_security_headers(response);
    if (response.status == 503 && !response.headers.find("Retry-After")) response.headers.add("Retry-After", "5");
    const bool head_only = request.method == Method::head;
    bool sent = false;
    if (response.stream) {
        sent = co_await send_stream(response, head_only, keep_alive);
    } else {
        std::string first = response_head(response, AnswerFraming{keep_alive, false, response.body.size()});
        const bool with_body = !head_only && response.status != 204 && response.status != 304;
        const std::string_view content = with_body ? std::string_view{response.body} : std::string_view{};
        const bool together = content.size() <= inbox_bytes;  // one TLS record, one packet
        if (together) first.append(content);
        sent = co_await send(first);
        if (sent && !together) sent = co_await send(content);
    }
    if (!sent || !keep_alive) co_return false;
    if (body.is_read()) co_return true;
    co_return co_await body.drain();
}

async::Task<bool> Session::send_stream(Response& response, bool head_only, bool keep_alive) {
    const bool chunked = !response.stream_length;
    const std::uint64_t length = response.stream_length.value_or(0);
    const std::string first = response_head(response, AnswerFraming{keep_alive, chunked, length});
    const bool begun = co_await send(first);
    if (!begun || head_only) co_return begun;
    const auto send_piece = [this](std::string_view piece) { return send(piece); };
    ChunkedWriter in_chunks{send_piece};
    PlainWriter plain{send_piece, length};
    BodyWriter& writer = chunked ? static_cast<BodyWriter&>(in_chunks) : plain;
    try {
        co_await response.stream(writer);
    } catch (const std::exception&) {
        co_return false;  // without the last chunk the peer knows that something is missing
    }
    if (!chunked) co_return plain.whole();
    co_return co_await send("0\r\n\r\n");
}

async::Task<void> Session::upgrade(Request& request, Response& response) {
    deadline_.never();
    if (!inbox_.bytes().empty()) co_return;  // a client waits for our 101 before its first frame (RFC 6455 4.1)
    inbox_.end();
    const auto limit = limits_.websocket_queue_bytes;
    auto socket = co_await accept_websocket(std::move(stream_), request, response, limit);
    if (!socket) co_return;
    socket_ = socket.get();
    if (service_.draining) drain();
    std::exception_ptr escaped;
    try {
        co_await response.upgrade(*socket);
    } catch (const std::exception&) {
        escaped = std::current_exception();
    }
    co_await throw_if_cancelled();
    if (escaped) {
        answer_to(service_.log, request.method, escaped);
        socket->close(1011, "");
    }
    co_await socket->finish();
    socket_ = nullptr;
}

/// Answers what never reached a handler; the connection ends after it.
async::Task<bool> Session::refuse(Refusal refusal) {
    ++service_.counts.refused;
    if (service_.options.refused) service_.options.refused(problem_of(refusal.status), stream_->peer());
    Response response = problem_response(refusal.status, {problem_of(refusal.status), refusal.detail});
    if (refusal.status == 405) response.headers.add("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE");
    add_security_headers(response);
    std::string answer = response_head(response, AnswerFraming{false, false, response.body.size()});
    answer.append(response.body);
    co_await send(answer);
    co_return false;
}

/// What an operator may know of each request: who, what kind of, how it ended. The URL may hold ids of cases.
void Session::note_answer(const Request& request, int status, std::chrono::steady_clock::time_point begun) {
    ++service_.counts.answered;
    if (!service_.options.access_log) return;
    service_.log.info("request",
                      {{"http.request.method", core::PublicText::from_operator(std::string{name_of(request.method)})},
                       {"http.route", core::PublicText::from_operator(std::string{request.route})},
                       {"http.response.status_code", status},
                       {"event.duration", std::chrono::steady_clock::now() - begun},
                       {"client.ip", core::PublicText::from_operator(request.peer.address)}});
}

async::Task<void> Session::say_goodbye() {
    stream_->shutdown();
    deadline_.expires_after(2s);
    co_await stream_->discard(most_discarded);
    stream_->close();
}
}  // namespace vorab::http

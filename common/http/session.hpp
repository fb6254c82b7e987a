#pragma once
// One connection to the server, from its first byte to its last.
#include <memory>

#include "common/async/timer.hpp"
#include "common/http/inbox.hpp"
#include "common/http/request_body.hpp"
#include "common/http/server.hpp"
#include "common/http/stream.hpp"

namespace vorab::http {

/// What a session needs of its server.
struct Service {
    ServerOptions options;
    Handler handler;
    const core::Log& log;
    bool draining = false;  ///< answers carry Connection: close from now on
    ServerCounts counts = {};
    BodyRoom body_room{options.limits.bodies};
};

class Session {
  public:
    Session(Service& service, std::unique_ptr<Stream> stream);

    async::Task<void> run();

    /// The server wants to end: an idle connection closes now, a websocket says 1001, a request gets its answer first.
    void drain();

  private:
    enum class Arrival { request, ended, too_large, too_slow, bare_line_feed };

    async::Task<bool> serve_one();
    async::Task<Arrival> await_head();
    static Refusal refusal_of(Arrival arrival);
    std::string sender_of(const Request& request) const;
    async::Task<Response> answer(Request& request);
    async::Task<bool> send_answer(Response& response, const Request& request, RequestBody& body, bool keep_alive);
    async::Task<bool> send_stream(Response& response, bool head_only, bool keep_alive);
    async::Task<bool> send(std::string_view bytes);
    async::Task<void> upgrade(Request& request, Response& response);
    async::Task<bool> refuse(Refusal refusal);
    async::Task<void> say_goodbye();
    void note_answer(const Request& request, int status, std::chrono::steady_clock::time_point begun);
    std::optional<Refusal> origin_problem(const RequestHead& head) const;
    bool is_upgrade(const Response& response) const { return response.status == 101 && response.upgrade; }

    Service& service_;
    const ServerLimits& limits_;
    std::unique_ptr<Stream> stream_;
    Inbox inbox_;
    async::Deadline deadline_;
    std::size_t head_size_ = 0;
    bool idle_ = true;
    WebSocket* socket_ = nullptr;
};
}  // namespace vorab::http

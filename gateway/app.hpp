#pragma once
// A whole gateway in one object, in order of dependency; destroyed in reverse. main() runs one, tests run several.
#include "common/async/event_loop.hpp"
#include "common/async/task_group.hpp"
#include "common/http/router.hpp"
#include "gateway/attachments/relay.hpp"
#include "gateway/config.hpp"
#include "gateway/token/endpoint.hpp"
#include "gateway/transmissions/receive.hpp"

namespace vorab::gateway {

class App {
  public:
    App(async::Executor executor, Config config, const core::Log& log, const core::Clock& clock);
    ~App();

    /// Reads what it needs and listens. Throws when the database does not answer or a port is taken.
    async::Task<void> start();
    /// Serves until cancelled or told to stop by drain().
    std::uint16_t port() const;
    std::uint16_t operations_port() const;

    /// New certificates and mailboxes without dropping a connection (SIGHUP).
    async::Task<void> reload();

    /// Listeners, then requests (with a grace), then background work.
    async::Task<void> drain(std::chrono::milliseconds grace);

  private:
    void route();
    async::Task<http::Response> mailboxes(http::Request& request);
    async::Task<http::Response> ready(http::Request& request);
    async::Task<http::Response> metrics(http::Request& request);
    async::Task<void> probe_hospitals();

    Config config_;
    const core::Log& log_;
    http::TlsContext tls_;
    http::TlsContext hospital_tls_;
    database::Database database_;
    Audit audit_;
    Directory directory_;
    TokenIssuer issuer_;
    Reachability reachability_;
    Forwarder forwarder_;
    board::Boards boards_;
    TokenEndpoint token_endpoint_;
    Transmissions transmissions_;
    AttachmentRelay attachments_;
    http::StaticFiles documentation_;
    http::Router router_;
    http::Router operations_router_;
    async::TaskGroup background_;
    http::Server server_;
    http::Server operations_;
};
}  // namespace vorab::gateway

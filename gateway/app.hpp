#pragma once
// A whole gateway in one object, in order of dependency; destroyed in reverse. main() runs one, tests run several.
#include "common/async/task_group.hpp"
#include "common/http/router.hpp"
#include "common/program/serve.hpp"
#include "gateway/admin/web.hpp"
#include "gateway/attachments/relay.hpp"
#include "gateway/config.hpp"
#include "gateway/events/events.hpp"
#include "gateway/positions/assignments.hpp"
#include "gateway/positions/positions.hpp"
#include "gateway/token/endpoint.hpp"
#include "gateway/transmissions/receive.hpp"

namespace vorab::gateway {

class App : public program::Service {
  public:
    App(async::Executor executor, Config config, const core::Log& log, const core::Clock& clock);
    ~App() override;

    async::Task<void> start() override;
    /// New certificates, token keys and mailboxes.
    async::Task<void> reload() override;
    async::Task<void> drain(std::chrono::milliseconds grace) override;

    std::uint16_t port() const;
    std::uint16_t operations_port() const;

  private:
    void route();
    http::ServerOptions audited(http::ServerOptions options);
    async::Task<http::Response> mailboxes(http::Request& request);
    void reload_token_keys();
    async::Task<void> forget_old();
    std::string metrics();
    async::Task<void> probe_hospitals();

    Config config_;
    const core::Log& log_;
    const core::Clock& clock_;
    http::TlsContext tls_;
    http::TlsContext hospital_tls_;
    database::Database database_;
    Audit audit_;
    Directory directory_;
    TokenIssuer issuer_;
    Bearer bearer_;
    Refusals refusals_;
    Reachability reachability_;
    Forwarder forwarder_;
    board::Boards boards_;
    Events events_;
    TokenEndpoint token_endpoint_;
    Transmissions transmissions_;
    AttachmentRelay attachments_;
    UnderWay under_way_;
    Positions positions_;
    Assignments assignments_;
    std::optional<AdminWeb> administration_;
    http::StaticFiles documentation_;
    http::Router router_;
    http::Router operations_router_;
    Buckets turned_away_{{.per_second = 1.0 / 60, .burst = 1}, 10'000};  ///< one audit row a minute for each address
    async::TaskGroup background_;
    http::Server server_;
    http::Server operations_;
};
}  // namespace vorab::gateway

#pragma once
// A whole gateway in one object, in order of dependency; destroyed in reverse. main() runs one, tests run several.
#include "common/async/task_group.hpp"
#include "common/http/certificates.hpp"
#include "common/http/router.hpp"
#include "common/program/clock_watch.hpp"
#include "common/program/serve.hpp"
#include "gateway/admin/web.hpp"
#include "gateway/answers/from_hospital.hpp"
#include "gateway/attachments/relay.hpp"
#include "gateway/config.hpp"
#include "gateway/events/events.hpp"
#include "gateway/positions/assignments.hpp"
#include "gateway/positions/positions.hpp"
#include "gateway/token/endpoint.hpp"
#include "gateway/transmissions/deliveries.hpp"
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
    std::uint16_t hospital_port() const;  ///< 0 when no hospital is listened to

  private:
    void route();
    void listen_to_hospitals(async::Executor executor);
    http::ServerOptions audited(http::ServerOptions options);
    async::Task<http::Response> mailboxes(http::Request& request);
    void reload_token_keys();
    async::Task<void> clock_stepped(program::ClockStep step);
    async::Task<void> forget_old();
    std::string metrics();
    async::Task<void> probe_hospitals();

    Config config_;
    const core::Log& log_;
    const core::Clock& clock_;
    http::TlsContext tls_;
    http::TlsContext hospital_tls_;
    database::Database database_;
    http::Certificates certificates_;
    program::ClockWatch clock_watch_;
    Audit audit_;
    Directory directory_;
    TokenIssuer issuer_;
    Bearer bearer_;
    Refusals refusals_;
    Reachability reachability_;
    Forwarder forwarder_;
    board::Boards boards_;
    Events events_;
    answers::Sent sent_;
    answers::Streams streams_;
    answers::FromHospital from_hospital_;
    TokenEndpoint token_endpoint_;
    Transmissions transmissions_;
    Deliveries deliveries_;
    AttachmentRelay attachments_;
    Positions positions_;
    Assignments assignments_;
    std::optional<AdminWeb> administration_;
    http::StaticFiles documentation_;
    http::Router router_;
    http::Router hospital_router_;
    http::Router operations_router_;
    Buckets turned_away_{{.per_second = 1.0 / 60, .burst = 1}, 10'000};  ///< one audit row a minute for each address
    async::TaskGroup probes_;                                            ///< of hospitals
    async::TaskGroup background_;
    http::Server server_;
    std::optional<http::TlsContext> hospital_listener_tls_;
    std::unique_ptr<http::Server> hospital_listener_;
    http::Server operations_;
};
}  // namespace vorab::gateway

#pragma once
// A whole hospital server in one object, in order of dependency; destroyed in reverse. main() runs one, tests run
// several.
#include "common/async/task_group.hpp"
#include "common/bus/publisher.hpp"
#include "common/http/router.hpp"
#include "common/program/serve.hpp"
#include "hospital_server/adt/listeners.hpp"
#include "hospital_server/alarms/alarms.hpp"
#include "hospital_server/archive/archive.hpp"
#include "hospital_server/boards/administration.hpp"
#include "hospital_server/config.hpp"
#include "hospital_server/deliveries/deliveries.hpp"
#include "hospital_server/directory/desk.hpp"
#include "hospital_server/documents/printing.hpp"
#include "hospital_server/feedback/feedback.hpp"
#include "hospital_server/figures/api.hpp"
#include "hospital_server/health/health.hpp"
#include "hospital_server/intake/attachments.hpp"
#include "hospital_server/intake/gate.hpp"
#include "hospital_server/intake/receive.hpp"
#include "hospital_server/intake/reports.hpp"
#include "hospital_server/matching/matching.hpp"
#include "hospital_server/openid/entrance.hpp"
#include "hospital_server/people/administration.hpp"
#include "hospital_server/people/own_account.hpp"
#include "hospital_server/retention/retention.hpp"
#include "hospital_server/self_test/self_test.hpp"
#include "hospital_server/tracker/actions.hpp"
#include "hospital_server/tracker/api.hpp"
#include "hospital_server/tracker/course.hpp"
#include "hospital_server/usage_data/usage.hpp"
#include "hospital_server/views/views.hpp"

namespace vorab::hospital_server {

class App : public program::Service {
  public:
    App(async::Executor executor, Config config, const core::Log& log, const core::Clock& clock);
    ~App() override;

    std::uint16_t port() const { return server_.port(); }
    std::uint16_t intake_port() const { return intake_server_.port(); }
    std::vector<std::uint16_t> hl7_ports() const { return hl7_listeners_.ports(); }
    std::uint16_t operations_port() const { return operations_.port(); }

    /// Starts the deliveries, too.
    async::Task<void> start() override;
    /// New certificates.
    async::Task<void> reload() override;
    /// Deliveries end after the requests.
    async::Task<void> drain(std::chrono::milliseconds grace) override;

  private:
    void route();
    void add_channels(async::Executor executor);
    void announce(const intake::NewVersion& version);
    intake::AttachmentOptions attachment_options();
    board::BoardOptions board_options() const;
    async::Task<void> tell_screens(intake::NewVersion version);
    async::Task<void> tell_screens_of(core::MailboxId mailbox, core::CaseId case_id,
                                      std::optional<core::Timestamp> eta);
    void show_proofs();
    async::Task<void> publish(std::string topic, std::string payload);
    async::Task<void> tell_alarm(core::MailboxId mailbox, core::CaseId case_id, std::optional<alarm_rules::State> mark);
    async::Task<http::Response> page(http::Request& request);
    std::string metrics();
    async::Task<void> save_configuration(const char* cause);
    http::ServerOptions intake_options();
    void watch_certificates();

    Config config_;
    const core::Log& log_;
    const core::Clock& clock_;
    http::TlsContext tls_;
    http::TlsContext intake_tls_;
    std::optional<http::TlsContext> gateway_tls_;
    database::Database database_;
    cases::Mailboxes mailboxes_;
    health::Health health_;
    signing::ChainVerifier senders_;
    intake::ReceiptSigner signer_;
    audit::Notary notary_;
    async::BlockingPool cryptography_;
    async::BlockingPool passwords_;
    std::unique_ptr<bus::Publisher> publisher_;
    board::Boards boards_;
    directory::Desk directory_;
    people::SignIn sign_in_;
    openid::Entrance openid_;
    people::OwnAccount own_account_;
    people::Administration administration_;
    boards::Administration board_administration_;
    tracker::LiveList live_list_;
    tracker::Api api_;
    tracker::Actions actions_;
    deliveries::Deliveries deliveries_;
    self_test::SelfTest self_test_;
    feedback::Feedback feedback_;
    alarms::Alarms alarms_;
    matching::Matching matching_;
    adt::Listeners hl7_listeners_;
    archive::Archive archive_;
    figures::Api figures_;
    documents::Printing printing_;
    tracker::Course course_;
    storage::Space space_;
    intake::Gate gate_;
    intake::Receive receive_;
    views::Views views_;
    intake::Attachments attachments_;
    intake::Reports reports_;
    usage_data::Usage usage_;
    retention::Retention retention_;
    http::StaticFiles tracker_page_;
    http::StaticFiles documentation_;
    http::Router router_;
    http::Router intake_router_;
    http::Router operations_router_;
    async::TaskGroup screens_;
    async::TaskGroup background_;
    http::Server server_;
    http::Server intake_server_;
    http::Server operations_;
};
}  // namespace vorab::hospital_server

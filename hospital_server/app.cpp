#include "hospital_server/app.hpp"

#include <algorithm>

#include "common/program/metrics.hpp"
#include "common/program/operations.hpp"
#include "hospital_server/audit/deletion_record.hpp"
#include "hospital_server/channels/gateway_lines.hpp"
#include "hospital_server/channels/hl7_channel.hpp"
#include "hospital_server/channels/mqtt_channel.hpp"
#include "hospital_server/channels/web_request_channel.hpp"
#include "hospital_server/documents/outgoing.hpp"
#include "hospital_server/doors.hpp"
#include "hospital_server/feedback/webhook.hpp"
#include "hospital_server/versions/configuration.hpp"

namespace vorab::hospital_server {
using http::Method;
using http::Request;
using http::Response;

namespace {
intake::ReceiptSigner read_signer(const Config& config) {
    return {signing::PrivateKey::from_pem_file(config.receipt_key).value(),
            signing::x5c_from_pem_file(config.receipt_certificate).value()};
}

/// For what needs no waiting.
async::Task<Response> at_once(Response response) { co_return response; }

bool concerns(const std::vector<core::MailboxId>& named, const core::MailboxId& mailbox) {
    return named.empty() || std::ranges::find(named, mailbox) != named.end();
}
}  // namespace

App::App(async::Executor executor, Config config, const core::Log& log, const core::Clock& clock)
    : config_(std::move(config)),
      log_(log),
      clock_(clock),
      tls_(http::TlsContext::server(config_.tls).value()),
      intake_tls_(http::TlsContext::server(config_.intake_tls).value()),
      database_(executor, config_.database, config_.database_connections, log),
      mailboxes_(executor, config_, clock, log),
      health_(executor, config_, database_, mailboxes_, clock, log),
      senders_(signing::ChainVerifier::from_pem_file(config_.sender_ca, signing::Purpose::signature).value()),
      signer_(read_signer(config_)),
      notary_(config_.receipt_key, config_.former_receipt_certificates),
      cryptography_(executor, "cryptography", 2, 256),
      passwords_(executor, "passwords", 1, 64),
      boards_(database_, clock, log, board_options()),
      directory_(executor, config_.directory, log),
      sign_in_(database_, mailboxes_, passwords_, clock, directory_.question()),
      openid_(executor, config_.openid, sign_in_, clock, log),
      own_account_(sign_in_, database_, clock),
      administration_(sign_in_, mailboxes_, database_, clock),
      board_administration_(sign_in_, config_.mailboxes, database_, boards_, clock),
      live_list_(mailboxes_, sign_in_, clock, log),
      api_(sign_in_, mailboxes_, live_list_, config_.telemetry, clock, log),
      actions_(sign_in_, mailboxes_, live_list_, boards_, config_.mailboxes, config_.undo_time, clock),
      deliveries_(sign_in_, mailboxes_, live_list_, clock, log),
      self_test_(config_, mailboxes_, sign_in_, cryptography_, clock, log),
      feedback_(
          config_.feedback_systems, mailboxes_,
          [this](core::MailboxId mailbox, core::CaseId id) {
              screens_.spawn(live_list_.changed(std::move(mailbox), std::move(id)));
          },
          database_, clock),
      alarms_(
          executor, mailboxes_, config_.alarms, sign_in_,
          [this](const core::MailboxId& mailbox, const core::CaseId& case_id, std::optional<alarm_rules::State> mark) {
              screens_.spawn(tell_alarm(mailbox, case_id, mark));
          },
          clock, log),
      matching_(sign_in_, mailboxes_, database_, clock),
      hl7_listeners_(executor, config_.hl7_listeners, database_, clock, log),
      archive_(sign_in_, mailboxes_, live_list_, clock, log),
      figures_(sign_in_, mailboxes_, clock),
      printing_(executor, sign_in_, mailboxes_, clock),
      course_(sign_in_, mailboxes_, live_list_, clock),
      space_(config_.space, log),
      gate_(space_, log),
      receive_(
          executor, mailboxes_, senders_, signer_, cryptography_, database_, config_.envelopes_at_once,
          [this](const intake::NewVersion& version) { announce(version); }, clock, log),
      views_(executor, config_.views, mailboxes_, clock, log),
      attachments_(executor, mailboxes_, signer_, database_, attachment_options(), clock, log),
      reports_(
          mailboxes_,
          [this](core::MailboxId mailbox, core::CaseId case_id, std::optional<core::Timestamp> eta) {
              screens_.spawn(tell_screens_of(std::move(mailbox), std::move(case_id), eta));
          },
          clock),
      usage_(database_, mailboxes_, sign_in_, notary_, clock, log),
      retention_(
          database_, mailboxes_, sign_in_, notary_, config_.retention,
          [this](const core::MailboxId& mailbox, const core::CaseId& case_id) { live_list_.removed(mailbox, case_id); },
          clock, log),
      tracker_page_(config_.tracker_page, telemetry::frame_sources(config_.telemetry)),
      documentation_(config_.api_documentation),
      screens_(executor, log, "screens"),
      background_(executor, log, "background"),
      server_(
          executor, tracker_door(config_, tls_), [this](Request& r) { return router_.handle(r); }, log),
      intake_server_(
          executor, intake_options(), [this](Request& r) { return intake_router_.handle(r); }, log),
      operations_(
          executor, operations_door(config_), [this](Request& r) { return operations_router_.handle(r); }, log) {
    add_channels(executor);
    documents::follow_links(config_, mailboxes_, matching_.links());
    watch_certificates();
    show_proofs();
    route();
}

App::~App() = default;

/// One line here for each kind of system that is told.
void App::add_channels(async::Executor executor) {
    if (config_.mqtt)
        publisher_ = std::make_unique<bus::Publisher>(executor, channels::bus_options(*config_.mqtt), log_);
    if (config_.gateway) gateway_tls_ = http::TlsContext::client(config_.gateway->tls).value();
    for (const auto& [id, mailbox] : mailboxes_.all()) {
        const auto add = [&box = *mailbox](const char* channel, const std::string& target,
                                           std::shared_ptr<outbox::Channel> to) {
            box.lines.emplace_back(channel, target);
            box.dispatcher.add(channel, target, std::move(to));
        };
        for (const auto& hl7 : config_.hl7) {
            if (!concerns(hl7.mailboxes, id)) continue;
            const auto to = channels::make_hl7_channel(executor, hl7, *mailbox, printing_, log_);
            if (hl7.when == his::When::arrival) add("hl7", hl7.target, to);
            if (hl7.when == his::When::link) mailbox->dispatcher.add("hl7", hl7.target, to);
        }
        if (auto rules = alarms_.channel(id)) add("alarm", "rules", std::move(rules));
        for (const auto& request : config_.web_requests) {
            if (concerns(request.mailboxes, id))
                add("web_request", request.target, channels::make_web_request_channel(executor, request, id, clock_));
        }
        for (const auto& system : config_.feedback_systems) {
            if (!system.concerns(id)) continue;
            mailbox->feedback.push_back(system.target);
            add("feedback", system.target, feedback::make_webhook(executor, system, *mailbox, clock_));
        }
        if (gateway_tls_)
            channels::add_gateway_lines(executor, config_.gateway->url, *gateway_tls_, *mailbox, config_.mailboxes,
                                        {signer_.key, signer_.x5c}, cryptography_, clock_);
        if (publisher_) add("mqtt", "broker", channels::make_mqtt_channel(*publisher_, *mailbox));
    }
}

http::ServerOptions App::intake_options() {
    auto made = intake_door(config_, intake_tls_);
    made.sender = intake::named_sender;
    health_.watch_door(made);
    return made;
}

void App::watch_certificates() {
    auto& certificates = health_.certificates();
    certificates.watch("tracker", tls_);
    certificates.watch("intake", intake_tls_);
    if (gateway_tls_) certificates.watch("answers", *gateway_tls_);
    hl7_listeners_.watch(certificates, health_.doorkeeper());
}

/// Where "last proof two minutes ago" is seen: boards, trackers, the house's own monitoring.
void App::show_proofs() {
    live_list_.on_heartbeat([this](const std::set<core::MailboxId>& of) { return self_test_.summary(of); });
    self_test_.warn_of([this] { return health_.warnings(); });
    self_test_.tell([this](const core::MailboxId& mailbox, const self_test::Proof& proof) {
        boards_.hub().note_proof(mailbox, proof.last_proof);
        if (publisher_) screens_.spawn(publish("vorab/" + mailbox.str() + "/self-test", event_of(mailbox, proof)));
        alarms_.technical().note(mailbox, proof.walk.passed(), proof.walk.steps.back().name);
    });
}

/// A hint: when the broker is gone there is nobody to hear it.
async::Task<void> App::publish(std::string topic, std::string payload) {
    [[maybe_unused]] const auto heard = co_await publisher_->publish(std::move(topic), std::move(payload));
}

/// Everything that this server answers.
void App::route() {
    const std::string attachment = "/intake/v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}";
    intake_router_.add(Method::post, "/intake/v1/transmissions",
                       gate_.guard(storage::Weight::record, [this](Request& r) { return receive_.answer(r); }));
    intake_router_.add(
        Method::put, attachment + "/chunks/{chunk}",
        gate_.guard(storage::Weight::attachment, [this](Request& r) { return attachments_.put_chunk(r); }));
    intake_router_.add(Method::get, attachment, [this](Request& r) { return attachments_.status(r); });

    intake_router_.add(Method::post, "/intake/v1/positions", [this](Request& r) { return reports_.positions(r); });
    intake_router_.add(Method::post, "/intake/v1/assignments", [this](Request& r) { return reports_.assignment(r); });

    openid_.mount(router_);
    own_account_.mount(router_);
    administration_.mount(router_);
    board_administration_.mount(router_);
    api_.mount(router_);
    actions_.mount(router_);
    deliveries_.mount(router_);
    self_test_.mount(router_, intake_router_);
    feedback_.mount(router_);
    alarms_.mount(router_);
    matching_.mount(router_);
    hl7_listeners_.mount(router_, sign_in_);
    archive_.mount(router_);
    figures_.mount(router_);
    printing_.mount(router_);
    course_.mount(router_);
    boards_.mount(router_);
    usage_.mount(router_);
    retention_.mount(router_);
    router_.add(Method::get, "/docs/{file...}",
                [this](Request& r) { return at_once(documentation_.answer(r, r.capture("file"))); });
    router_.add(Method::get, "/{file...}", [this](Request& r) { return page(r); });

    program::mount_operations(operations_router_, database_, [this] { return metrics(); });
}

async::Task<Response> App::page(Request& request) { co_return tracker_page_.answer(request, request.capture("file")); }

void App::announce(const intake::NewVersion& version) {
    screens_.spawn(tell_screens(version));
    if (version.names_attachments) attachments_.look_at(version.mailbox, version.slip.case_id);
}

intake::AttachmentOptions App::attachment_options() {
    intake::AttachmentOptions options;
    options.quota = config_.attachments;
    options.undescribed = config_.undescribed_chunks;
    options.settled = [this](const core::MailboxId& mailbox, const core::CaseId& case_id) {
        screens_.spawn(live_list_.changed(mailbox, case_id));
        views_.look_at(mailbox, case_id);
    };
    return options;
}

board::BoardOptions App::board_options() const {
    auto options = config_.board;
    options.forgotten = [this](database::Connection& connection, std::uint64_t count) {
        audit::record_deletion(connection, {.deletion_class = "board", .count = static_cast<std::int64_t>(count)},
                               clock_.now());
    };
    return options;
}

async::Task<void> App::tell_screens(intake::NewVersion version) {
    const auto entry = board::entry_of(version.slip, clock_.now());
    if (entry) co_await boards_.show(version.mailbox, *entry);
    co_await alarms_.show_mark(version.mailbox, version.slip.case_id);
    co_await live_list_.changed(version.mailbox, version.slip.case_id);
    if (entry) co_await actions_.keep_destination(version.mailbox, version.slip.case_id);
}

async::Task<void> App::tell_screens_of(core::MailboxId mailbox, core::CaseId case_id,
                                       std::optional<core::Timestamp> eta) {
    if (eta) co_await boards_.change_eta(mailbox, case_id, *eta);
    alarms_.look(mailbox, case_id);
    co_await live_list_.changed(mailbox, case_id);
}

/// The team's call stands on every screen: who has taken it, or that nobody has.
async::Task<void> App::tell_alarm(core::MailboxId mailbox, core::CaseId case_id,
                                  std::optional<alarm_rules::State> mark) {
    core::PublicText word = "none";
    if (mark) word = public_text(*mark);
    co_await boards_.change_alarm(mailbox, case_id, word);
    co_await live_list_.changed(mailbox, case_id);
}

async::Task<void> App::save_configuration(const char* cause) {
    if (config_.file.empty()) co_return;  // made by a test
    auto unit = database_.run([file = config_.file, cause, now = clock_.now()](database::Connection& connection) {
        return versions::save(connection, file, cause, now);
    });
    [[maybe_unused]] const auto version = co_await std::move(unit);
}

async::Task<void> App::start() {
    co_await save_configuration("start");
    co_await boards_.load();
    alarms_.begin();
    health_.start();
    background_.spawn(boards_.run());
    background_.spawn(boards_.follow());
    background_.spawn(live_list_.run());
    background_.spawn(deliveries_.run());
    background_.spawn(self_test_.run());
    background_.spawn(archive_.run());
    background_.spawn(attachments_.run());
    background_.spawn(usage_.run());
    background_.spawn(retention_.run([this] { return health_.may_delete(); }));
    background_.spawn(views_.catch_up());
    background_.spawn(operations_.run());
    hl7_listeners_.start();
    background_.spawn(server_.run());
    background_.spawn(intake_server_.run());
    log_.info("hospital server is up",
              {{"port", port()}, {"intake_port", intake_port()}, {"mailboxes", mailboxes_.all().size()}});
}

async::Task<void> App::reload() {
    health_.certificates().reload();
    try {
        co_await save_configuration("reload");
    } catch (const std::exception&) {  // no reason not to serve on
        log_.error("the configuration was not saved: the database or the file cannot be read");
    }
}

async::Task<void> App::drain(std::chrono::milliseconds grace) {
    co_await hl7_listeners_.drain(grace);
    co_await intake_server_.drain(grace);
    co_await health_.drain();
    co_await server_.drain(grace);
    co_await operations_.drain(std::chrono::milliseconds{0});
    co_await attachments_.drain(std::chrono::milliseconds{0});
    co_await views_.drain(grace);
    for (const auto& [id, mailbox] : mailboxes_.all()) co_await mailbox->dispatcher.drain(grace);
    co_await alarms_.drain(grace);
    co_await screens_.drain(grace);
    co_await background_.drain(std::chrono::milliseconds{0});
    log_.info("hospital server is down");
}

std::string App::metrics() {
    std::string text =
        program::Metrics{}
            .server(server_)
            .gauge("vorab_board_watchers", boards_.hub().watchers())
            .gauge("vorab_storage_left_bytes", static_cast<std::uint64_t>(std::max(std::int64_t{0}, space_.left())))
            .text();
    text += alarms_.metrics();
    for (const auto& [id, mailbox] : mailboxes_.all()) {
        text += "vorab_mailbox_database_waiting{mailbox=\"" + id.str() + "\"} " +
                std::to_string(mailbox->database.waiting()) + "\n";
    }
    text += hl7_listeners_.metrics() + health_.certificates().metrics();
    return text + deliveries_.metrics() + self_test_.metrics();
}
}  // namespace vorab::hospital_server

#include "gateway/app.hpp"

#include "common/async/timer.hpp"
#include "common/http/problem.hpp"
#include "common/program/metrics.hpp"
#include "common/program/operations.hpp"
#include "gateway/admin/administrators.hpp"
#include "gateway/mailboxes/list.hpp"
#include "gateway/retention.hpp"

namespace vorab::gateway {
using http::Method;
using http::Request;
using http::Response;

namespace {
http::ClientOptions hospital_options(const Config& config) {
    http::ClientOptions options;
    options.answer = config.hospital_answer;
    // With 64, each of 256 senders at once paid for a mutual handshake: 940 us a request instead of 140 (bench
    // gateway).
    options.idle_connections = 512;
    return options;
}

http::ServerOptions public_options(const Config& config, const http::TlsContext& tls) {
    http::ServerOptions options;
    options.address = config.address;
    options.port = config.port;
    options.tls = tls;
    options.hosts = config.hosts;
    options.balancers = config.balancers;
    options.limits.connections = config.connections;
    options.limits.connections_per_address = config.connections_per_address;
    options.limits.bodies = config.bodies;
    options.access_log = config.access_log;
    return options;
}

http::ServerOptions operations_options(const Config& config) {
    http::ServerOptions options;
    options.address = config.operations_address;
    options.port = config.operations_port;
    return options;
}

std::vector<signing::PrivateKey> read_token_keys(const std::vector<std::filesystem::path>& files) {
    std::vector<signing::PrivateKey> keys;
    for (const auto& file : files) keys.push_back(signing::PrivateKey::from_pem_file(file).value());
    return keys;
}

answers::Retention retention_of(const Config& config) { return {config.parking, config.outcome_retention}; }

DeliveryOptions delivery_options(const Config& config, program::ClockWatch& clock) {
    DeliveryOptions options;
    options.parking = config.parking;
    options.retention = retention_of(config);
    options.may_expire = [&clock] { return clock.may_delete(); };
    return options;
}

/// For what needs no waiting.
async::Task<Response> at_once(Response response) { co_return response; }
}  // namespace

App::App(async::Executor executor, Config config, const core::Log& log, const core::Clock& clock)
    : config_(std::move(config)),
      log_(log),
      clock_(clock),
      tls_(http::TlsContext::server(config_.tls).value()),
      hospital_tls_(http::TlsContext::client(config_.hospital_tls).value()),
      database_(executor, config_.database, config_.database_connections, log),
      certificates_(clock, log),
      clock_watch_(clock, log),
      audit_(database_, clock),
      directory_(database_, clock, log),
      issuer_(config_.issuer, read_token_keys(config_.token_signing_keys), config_.token_lifetime, clock),
      bearer_(issuer_, directory_, config_.limits),
      refusals_(audit_, log),
      forwarder_(executor, hospital_tls_, hospital_options(config_), reachability_),
      boards_(database_, clock, log, config_.board),
      events_(executor, config_.broker, log),
      sent_(executor, database_, clock, log),
      streams_(executor, bearer_, database_, refusals_, clock, log),
      from_hospital_(directory_, database_, boards_, streams_, audit_, clock, log, retention_of(config_)),
      token_endpoint_(issuer_, directory_, database_, audit_, clock, config_.limits),
      transmissions_(executor, bearer_, directory_, forwarder_, boards_, sent_, database_, refusals_, clock, log),
      deliveries_(executor, directory_, forwarder_, streams_, database_, clock, log,
                  delivery_options(config_, clock_watch_)),
      attachments_(executor, bearer_, directory_, forwarder_, database_, refusals_, config_.parked_chunks, clock, log),
      positions_(executor, bearer_, directory_, forwarder_, boards_, database_, refusals_, clock, log),
      assignments_(bearer_, directory_, forwarder_, database_, refusals_, clock),
      documentation_(config_.api_documentation),
      probes_(executor, log, "probes"),
      background_(executor, log, "background"),
      server_(
          executor, audited(public_options(config_, tls_)),
          [this](Request& request) { return router_.handle(request); }, log),
      operations_(
          executor, operations_options(config_),
          [this](Request& request) { return operations_router_.handle(request); }, log) {
    if (config_.admin_page) {
        administration_.emplace(executor, *config_.admin_page, database_, directory_, reachability_, clock);
    }
    certificates_.watch("server", tls_);
    certificates_.watch("hospitals", hospital_tls_);
    listen_to_hospitals(executor);
    route();
}

App::~App() = default;

/// What the front check refuses leaves an audit row, as any other refusal does; a flood of it cannot pile up work.
http::ServerOptions App::audited(http::ServerOptions options) {
    constexpr std::size_t most_at_once = 256;
    options.refused = [this](core::Problem problem, const http::Peer& peer) {
        if (background_.size() > most_at_once || !refusals_.may_note(peer.address)) return;
        AuditEvent event{.event = "request.refused", .problem = problem, .peer = peer.address};
        background_.spawn(audit_.record(std::move(event)));
    };
    options.turned_away = [this](http::Turned why, const std::string& address, const core::PublicText& reason) {
        if (background_.size() > most_at_once || !turned_away_.take(address)) return;
        AuditEvent event{.event = "handshake.failed", .problem = core::Problem::malformed, .peer = address};
        event.detail = reason;
        if (why == http::Turned::too_many) {
            event.event = "connection.refused";
            event.problem = core::Problem::too_many_requests;
        }
        background_.spawn(audit_.record(std::move(event)));
    };
    return options;
}

/// A port of its own: who shows no certificate of a hospital is not even heard.
void App::listen_to_hospitals(async::Executor executor) {
    if (!config_.hospital_listener) return;
    http::TlsServerOptions tls = config_.tls;
    tls.client_ca = config_.hospital_listener->client_ca;
    tls.client_revoked = config_.hospital_listener->client_revoked;
    hospital_listener_tls_ = http::TlsContext::server(tls).value();
    certificates_.watch("answers", *hospital_listener_tls_);
    http::ServerOptions options = audited(public_options(config_, *hospital_listener_tls_));
    options.address = config_.hospital_listener->address;
    options.port = config_.hospital_listener->port;
    hospital_listener_ = std::make_unique<http::Server>(
        executor, std::move(options), [this](Request& request) { return hospital_router_.handle(request); }, log_);
}

/// Everything that this server answers.
void App::route() {
    const auto text = [](auto make) {
        return [make](Request&) -> async::Task<Response> { return at_once(http::json_response(200, make())); };
    };
    router_.add(Method::post, "/oauth2/token", [this](Request& r) { return token_endpoint_.answer(r); });
    router_.add(Method::get, "/.well-known/oauth-authorization-server", text([this] { return issuer_.metadata(); }));
    router_.add(Method::get, "/.well-known/jwks.json", text([this] { return issuer_.jwks(); }));
    router_.add(Method::get, "/v1/mailboxes", [this](Request& r) { return mailboxes(r); });
    router_.add(Method::post, "/v1/mailboxes/{mailbox}/transmissions",
                [this](Request& r) { return transmissions_.receive(r); });
    router_.add(Method::get, "/v1/transmissions/{id}", [this](Request& r) { return transmissions_.status(r); });
    router_.add(Method::get, "/v1/cases/{case}/events", [this](Request& r) { return streams_.open(r); });
    hospital_router_.add(Method::post, "/hospital/v1/answers", [this](Request& r) { return from_hospital_.answer(r); });
    hospital_router_.add(Method::post, "/hospital/v1/marks", [this](Request& r) { return from_hospital_.mark(r); });
    router_.add(Method::put, "/v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}/chunks/{chunk}",
                [this](Request& r) { return attachments_.put_chunk(r); });
    router_.add(Method::get, "/v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}",
                [this](Request& r) { return attachments_.status(r); });
    router_.add(Method::post, "/v1/positions", [this](Request& r) { return positions_.answer(r); });
    router_.add(Method::post, "/v1/assignments", [this](Request& r) { return assignments_.answer(r); });
    for (const char* entrance : {"/", "/docs"})
        router_.add(Method::get, entrance, [](Request&) { return at_once(http::moved_response("/docs/")); });
    router_.add(Method::get, "/docs/{file...}",
                [this](Request& r) { return at_once(documentation_.answer(r, r.capture("file"))); });
    boards_.mount(router_);
    if (administration_) administration_->mount(router_);

    program::mount_operations(operations_router_, database_, [this] { return metrics(); });
}

async::Task<void> App::start() {
    co_await directory_.load();
    co_await boards_.load();
    background_.spawn(directory_.run());
    background_.spawn(certificates_.run());
    background_.spawn(clock_watch_.run([this](program::ClockStep step) { return clock_stepped(step); }));
    events_.on("boards", [this] { boards_.look_now(); });
    boards_.on_change([this] { events_.tell("boards"); });
    events_.on("answers", [this] { streams_.wake(); });
    streams_.on_written([this] { events_.tell("answers"); });
    background_.spawn(boards_.run());
    background_.spawn(boards_.follow());
    background_.spawn(forget_old_audit(database_, clock_, config_.audit));
    background_.spawn(probe_hospitals());
    background_.spawn(forget_old());
    background_.spawn(attachments_.deliver_parked(config_.parking, [this] { return clock_watch_.may_delete(); }));
    background_.spawn(deliveries_.run());
    background_.spawn(sent_.run());
    background_.spawn(streams_.run());
    if (hospital_listener_) background_.spawn(hospital_listener_->run());
    background_.spawn(operations_.run());
    background_.spawn(server_.run());
    log_.info("gateway is up", {{"port", server_.port()}, {"operations_port", operations_.port()}});
}

std::uint16_t App::port() const { return server_.port(); }
std::uint16_t App::operations_port() const { return operations_.port(); }
std::uint16_t App::hospital_port() const { return hospital_listener_ ? hospital_listener_->port() : 0; }

async::Task<void> App::reload() {
    certificates_.reload();
    reload_token_keys();
    co_await directory_.load();
}

/// From the configuration as it is now: which keys there are is what changes when keys are rotated.
void App::reload_token_keys() {
    try {
        const auto config = read_config(config_.file);
        if (const auto* problems = std::get_if<1>(&config)) {
            return log_.error("the configuration is wrong, the old token keys serve on", {{"count", problems->size()}});
        }
        issuer_.use(read_token_keys(std::get<0>(config).token_signing_keys));
    } catch (const std::exception&) {
        log_.error("token keys not reloaded, the old ones serve on");
    }
}

async::Task<void> App::drain(std::chrono::milliseconds grace) {
    streams_.end();
    co_await server_.drain(grace);
    if (hospital_listener_) co_await hospital_listener_->drain(grace);
    co_await operations_.drain(std::chrono::milliseconds{0});
    co_await transmissions_.drain(grace);
    co_await positions_.drain(std::chrono::milliseconds{0});
    co_await background_.drain(std::chrono::milliseconds{0});
    co_await probes_.drain(std::chrono::milliseconds{0});
    co_await deliveries_.drain(std::chrono::milliseconds{0});
    co_await attachments_.drain(std::chrono::milliseconds{0});
    [[maybe_unused]] const bool noted = co_await sent_.write();
    log_.info("gateway is down");
}

async::Task<Response> App::mailboxes(Request& request) {
    const auto sender = bearer_.sender_of(request, Scope::send);
    if (!sender) {
        AuditEvent event{.event = "mailboxes.refused", .peer = request.peer.address};
        co_return co_await refusals_.answer(std::move(event), sender.error());
    }
    const auto picture = directory_.picture();
    co_return http::json_response(200, list_mailboxes(*picture, sender->client, reachability_));
}

async::Task<void> App::clock_stepped(program::ClockStep step) {
    AuditEvent event{.event = "clock.stepped"};
    event.detail = core::PublicText{step.by.count()} + " s";
    auto unit = database_.run([event = std::move(event), now = clock_.now()](database::Connection& connection) {
        parking::bring_all_forward(connection, now);
        write_audit(connection, event, now);
    });
    co_await std::move(unit);
}

std::string App::metrics() {
    return program::Metrics{}
               .server(server_)
               .gauge("vorab_board_watchers", boards_.hub().watchers())
               .gauge("vorab_broker_connected", events_.connected() ? 1 : 0)
               .gauge("vorab_event_streams", streams_.count())
               .counter("vorab_envelopes_expired_total", deliveries_.expired())
               .gauge("vorab_database_waiting", database_.waiting())
               .text() +
           certificates_.metrics();
}

/// What ages by itself and belongs to nobody else's care.
async::Task<void> App::forget_old() {
    for (;;) {
        co_await async::sleep_for(std::chrono::minutes{10});
        try {
            auto unit = database_.run([now = clock_.now()](database::Connection& connection) {
                Throttle::forget(connection, now);
                administrators::forget_old(connection, now);
                return true;
            });
            [[maybe_unused]] const bool forgotten = co_await std::move(unit);
        } catch (const database::DatabaseError& error) {
            log_.error("old rows were not deleted; tried again soon", {{"error", error.error_code()}});
        }
    }
}

async::Task<void> App::probe_hospitals() {
    for (;;) {
        const auto picture = directory_.picture();
        forwarder_.probe(*picture, probes_, log_);
        for (const auto& [id, mailbox] : picture->mailboxes)
            boards_.hub().note_proof(id, reachability_.last_proof(mailbox.intake_url, id));
        co_await async::sleep_for(std::chrono::seconds{5});
    }
}
}  // namespace vorab::gateway

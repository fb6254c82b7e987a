#include "common/bus/link.hpp"

namespace vorab::bus {
namespace {
constexpr std::chrono::milliseconds between_attempts{1'000};

/// No automatic reconnection of paho's: it begins only after a first success, and a broker may be down when we start.
mqtt::connect_options connect_options(const BusOptions& options) {
    auto builder = mqtt::connect_options_builder()
                       .clean_session(true)
                       .keep_alive_interval(std::chrono::seconds{20})
                       .connect_timeout(std::chrono::seconds{3});
    if (!options.user.empty()) builder.user_name(options.user).password(options.password.reveal());
    if (options.ca) {
        mqtt::ssl_options tls;
        tls.set_trust_store(*options.ca);
        tls.set_verify(true);
        builder.ssl(std::move(tls));
    }
    return builder.finalize();
}
}  // namespace

Link::Link(async::Executor executor, BusOptions options, const core::Log& log)
    : executor_(executor),
      options_(std::move(options)),
      log_(log),
      next_attempt_(executor, [this] { connect(); }),
      client_(std::make_unique<mqtt::async_client>(options_.uri, options_.client_id)) {}

void Link::begin(Events events) {
    events_ = std::move(events);
    client_->set_connected_handler([this](const std::string&) {
        on_loop([this] {
            log_.info("message bus is connected");
            events_.connected();
        });
    });
    client_->set_connection_lost_handler([this](const std::string&) {
        on_loop([this] {
            log_.warning("message bus is lost, reconnecting");
            events_.lost();
            connect_later();
        });
    });
    connect();
}

void Link::connect() {
    if (!client_) return;
    try {
        client_->connect(connect_options(options_), nullptr, connecting_);
    } catch (const mqtt::exception&) {
        connect_later();
    }
}

void Link::connect_later() { next_attempt_.expires_after(between_attempts); }

void Link::leave() {
    next_attempt_.never();
    try {
        if (client_->is_connected()) client_->disconnect()->wait_for(std::chrono::seconds{1});
    } catch (const mqtt::exception&) {
        log_.warning("message bus did not take our leave");
    }
    client_.reset();  // waits for a call that runs; there is none afterwards
}
}  // namespace vorab::bus

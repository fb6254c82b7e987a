#pragma once
// One connection to the broker that is there again after every loss. For the files of this room only.
#include <functional>
#include <memory>

#include <boost/asio/post.hpp>
#include <mqtt/async_client.h>

#include "common/async/timer.hpp"
#include "common/bus/options.hpp"

namespace vorab::bus {

/// paho calls on a thread of its own. Each call does one thing: post to the loop. The client ends with leave(), and
/// with it the calls.
class Link : public std::enable_shared_from_this<Link> {
  public:
    /// What its owner wants to know, told on the loop.
    struct Events {
        std::function<void()> connected = [] {};
        std::function<void()> lost = [] {};
    };

    Link(async::Executor executor, BusOptions options, const core::Log& log);

    /// Connects in the background and keeps connecting, until leave(). Call once, when a shared_ptr holds the link.
    void begin(Events events);
    void leave();

    bool connected() const { return client_ && client_->is_connected(); }
    mqtt::async_client& client() { return *client_; }
    const BusOptions& options() const { return options_; }

    /// For paho's thread: `work()` runs on the loop, unless the link has left by then.
    template <class Work>
    void on_loop(Work work) {
        boost::asio::post(executor_, [weak = weak_from_this(), work = std::move(work)] {
            const auto self = weak.lock();
            if (self && self->client_) work();
        });
    }

  private:
    struct Listener : mqtt::iaction_listener {
        explicit Listener(Link& of) : link(of) {}
        void on_success(const mqtt::token&) override {}
        void on_failure(const mqtt::token&) override {
            link.on_loop([self = &link] { self->connect_later(); });
        }
        Link& link;
    };

    void connect();
    void connect_later();

    async::Executor executor_;
    BusOptions options_;
    const core::Log& log_;
    Events events_;
    Listener connecting_{*this};
    async::Deadline next_attempt_;
    std::unique_ptr<mqtt::async_client> client_;  ///< null once we have left
};
}  // namespace vorab::bus

#include "espax/client.hpp"

#include <array>

#include "common/core/random.hpp"

namespace vorab::espax {

Client::Client(async::Executor executor, core::PublicText name, SessionSettings settings, Connect connect,
               const core::Clock& clock, const core::Log& log, Observer observer, Session::Trace trace)
    : executor_(executor),
      name_(std::move(name)),
      profile_(settings.profile),
      connect_(std::move(connect)),
      log_(log),
      observer_(std::move(observer)),
      session_(std::move(settings), clock, std::move(trace)),
      timers_(executor, [this](const Timer& timer) { feed(TimerExpired{timer}); }),
      link_down_(executor) {}

async::Task<void> Client::run() {
    while (!leaving_) {
        auto stream = co_await connect_();
        if (stream) {
            co_await serve(std::move(*stream));
        } else {
            not_connected(stream.error());
        }
        if (leaving_) co_return;
        const auto wait = next_wait();
        co_await async::sleep_for(wait);
    }
}

async::Task<void> Client::serve(std::unique_ptr<Stream> stream) {
    stream_ = std::move(stream);
    feed(Connected{});
    std::array<char, 4096> buffer{};
    for (;;) {
        const std::size_t count = co_await stream_->read(buffer);
        if (count == 0) break;
        feed(Received{{buffer.data(), count}});
    }
    stream_.reset();
    timers_.clear();
    feed(Disconnected{});
    link_down_.notify();
}

/// Once for each reason: it is tried every few seconds, for days if need be. A certificate is nothing that mends
/// itself.
void Client::not_connected(const core::Failure& failure) {
    if (failure.detail == last_trouble_) return;
    last_trouble_ = failure.detail;
    const bool certificate = failure.problem == core::Problem::refused_by_peer;
    if (certificate) return log_.error("alarm server not trusted", {{"alarm_server", name_}, {"why", failure.detail}});
    log_.warning("alarm server not reached", {{"alarm_server", name_}, {"why", failure.detail}});
}

std::chrono::milliseconds Client::next_wait() {
    ++failures_;
    if (std::exchange(login_refused_, false)) return profile_.refused_login_wait;
    const double jitter = core::random_bytes(1)[0] / 255.0;
    return reconnect_wait(profile_, failures_, jitter);
}

async::Task<CallOutcome> Client::start(Call call) {
    const auto waiter = std::make_shared<Waiter<CallOutcome>>(executor_);
    starts_.emplace(call.reference, waiter);
    feed(StartCall{std::move(call)});
    while (!waiter->value) {
        co_await waiter->done.wait(profile_.answer_within);
    }
    co_return *waiter->value;
}

async::Task<CallStopped> Client::stop(std::string reference) {
    const auto waiter = std::make_shared<Waiter<CallStopped>>(executor_);
    stops_.emplace(reference, waiter);
    feed(StopCall{std::move(reference)});
    while (!waiter->value) {
        co_await waiter->done.wait(profile_.answer_within);
    }
    co_return *waiter->value;
}

async::Task<void> Client::leave(std::chrono::milliseconds at_most) {
    leaving_ = true;
    if (!stream_) co_return;
    feed(LogOut{});
    co_await link_down_.wait(at_most);
    if (stream_) stream_->close();
}

void Client::feed(const Event& event) {
    for (const auto& action : session_.on(event)) perform(action);
}

void Client::perform(const Action& action) {
    if (const auto* send = std::get_if<Send>(&action)) {
        if (stream_) stream_->send(send->bytes);
    } else if (const auto* timer = std::get_if<SetTimer>(&action)) {
        timers_.set(timer->timer, timer->after);
    } else if (const auto* cancel = std::get_if<CancelTimer>(&action)) {
        timers_.cancel(cancel->timer);
    } else if (const auto* close = std::get_if<Close>(&action)) {
        log_.info("alarm server link closes", {{"alarm_server", name_}, {"why", close->why}});
        if (stream_) stream_->close();
    } else if (const auto* report = std::get_if<Report>(&action)) {
        deliver(*report);
    }
}

void Client::deliver(const Report& report) {
    note(report);
    if (const auto* accepted = std::get_if<CallAccepted>(&report))
        settle(starts_, accepted->reference, CallOutcome{*accepted});
    if (const auto* refused = std::get_if<CallRefused>(&report))
        settle(starts_, refused->reference, CallOutcome{*refused});
    if (const auto* stopped = std::get_if<CallStopped>(&report)) settle(stops_, stopped->reference, *stopped);
    if (observer_) observer_(report);
}

void Client::note(const Report& report) {
    if (std::holds_alternative<LoggedIn>(report)) {
        failures_ = 0;
        last_trouble_ = {};
        log_.info("alarm server session is up", {{"alarm_server", name_}});
    } else if (const auto* refused = std::get_if<LoginRefused>(&report)) {
        login_refused_ = refused->action == CodeAction::fatal;
        log_.error("alarm server refused the login", {{"alarm_server", name_}, {"code", refused->code}});
    } else if (const auto* down = std::get_if<LinkDown>(&report)) {
        log_.warning("alarm server link is down", {{"alarm_server", name_}, {"had_session", down->was_ready}});
    } else if (const auto* oddity = std::get_if<Oddity>(&report)) {
        log_.warning("alarm server did something odd", {{"alarm_server", name_}, {"what", oddity->what}});
    }
}

template <class Value>
void Client::settle(Waiters<Value>& waiters, const std::string& reference, const Value& value) {
    const auto [first, last] = waiters.equal_range(reference);
    for (auto waiter = first; waiter != last; ++waiter) {
        waiter->second->value = value;
        waiter->second->done.notify();
    }
    waiters.erase(first, last);
}

}  // namespace vorab::espax

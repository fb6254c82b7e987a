#include "bench/load/crowd.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <deque>
#include <stdexcept>
#include <sys/epoll.h>
#include <unistd.h>

namespace vorab::bench {
namespace {
using State = Connection::State;

/// Who waits since when; the next requests of a fixed rate.
struct Schedule {
    double begin;
    double rate;
    std::uint64_t next = 0;
    std::deque<std::size_t> idle = {};

    double due() const { return begin + static_cast<double>(next) / rate; }
};
}  // namespace

Supply::Supply(std::string_view text) {
    while (!text.empty()) {
        static constexpr std::string_view name = "Content-Length: ";
        const auto head = text.find("\r\n\r\n");
        const auto at = text.find(name);
        if (head == std::string_view::npos) throw std::runtime_error("this is no request");
        std::size_t length = 0;
        if (at < head) std::from_chars(text.data() + at + name.size(), text.data() + head, length);
        requests_.push_back(text.substr(0, head + 4 + length));
        text.remove_prefix(requests_.back().size());
    }
}

std::optional<std::string_view> Supply::next() {
    if (requests_.size() == 1) return requests_.front();
    if (next_ == requests_.size()) return std::nullopt;
    return requests_[next_++];
}

double Result::percentile(double of) const {
    if (latencies.empty()) return 0;
    const auto at = static_cast<std::size_t>(of * static_cast<double>(latencies.size()));
    return latencies[std::min(at, latencies.size() - 1)];
}

Connections::~Connections() {
    connections_.clear();
    if (epoll_ >= 0) ::close(epoll_);
}

std::size_t Connections::open(SSL_SESSION* resume) {
    if (epoll_ < 0) epoll_ = ::epoll_create1(EPOLL_CLOEXEC);
    connections_.push_back(std::make_unique<Connection>(context_, port_, resume));
    epoll_event interest{};
    interest.events = EPOLLIN | EPOLLOUT | EPOLLET;
    interest.data.u64 = connections_.size() - 1;
    ::epoll_ctl(epoll_, EPOLL_CTL_ADD, connections_.back()->socket(), &interest);
    return connections_.size() - 1;
}

void Connections::each_ready(double at_most, const std::function<void(std::size_t)>& use) {
    std::array<epoll_event, 256> events;
    const double whole = std::floor(std::clamp(at_most, 0.0, 1.0));
    const timespec wait{static_cast<time_t>(whole), static_cast<long>((std::clamp(at_most, 0.0, 1.0) - whole) * 1e9)};
    const int count = ::epoll_pwait2(epoll_, events.data(), static_cast<int>(events.size()), &wait, nullptr);
    for (int i = 0; i < count; ++i) use(events[static_cast<std::size_t>(i)].data.u64);
}

void Crowd::warm_up(std::size_t count, Supply& supply) {
    std::size_t shaken = 0;
    while (shaken < count) {
        while (connections_.size() < std::min(count, shaken + 32)) open(nullptr);
        each_ready(1, [&](std::size_t i) {
            if (connections_[i]->state() == State::idle) return;
            const auto state = connections_[i]->go_on();
            if (state == State::failed) throw std::runtime_error("a connection failed in its handshake");
            if (state == State::idle) ++shaken;
        });
    }
    settle_all(supply, 3);
}

void Crowd::settle_all(Supply& supply, int times) {
    for (int time = 0; time < times; ++time) {
        for (auto& connection : connections_) connection->send(supply.next().value());
        std::size_t open_answers = connections_.size();
        while (open_answers > 0) {
            each_ready(1, [&](std::size_t i) {
                if (connections_[i]->state() != State::busy) return;
                const auto state = connections_[i]->go_on();
                if (state == State::failed) throw std::runtime_error("a connection broke while warming up");
                if (state == State::done) --open_answers;
            });
        }
    }
}

Result Crowd::run(Supply& supply, double seconds, double rate) {
    Result result;
    std::vector<double> since(connections_.size());
    Schedule schedule{now(), rate};
    const double end = schedule.begin + seconds;
    std::size_t under_way = 0;
    bool all_sent = false;
    const auto start = [&](std::size_t i, double from) {
        const auto request = supply.next();
        all_sent = !request;
        if (!request) return;
        since[i] = from;
        ++under_way;
        connections_[i]->send(*request);
    };
    for (std::size_t i = 0; i < connections_.size(); ++i) {
        if (rate > 0) schedule.idle.push_back(i);
        if (rate <= 0) start(i, schedule.begin);
    }
    while (now() < end && (under_way > 0 || !all_sent)) {
        while (rate > 0 && !schedule.idle.empty() && schedule.due() <= now()) {
            start(schedule.idle.front(), schedule.due());
            schedule.idle.pop_front();
            ++schedule.next;
        }
        const double wait = rate > 0 && !schedule.idle.empty() ? schedule.due() - now() : 0.1;
        each_ready(wait, [&](std::size_t i) {
            if (connections_[i]->state() != State::busy) return;
            const auto state = connections_[i]->go_on();
            if (state == State::failed) ++result.bad;
            if (state != State::done) return;
            --under_way;
            const double at = now();
            result.latencies.push_back(static_cast<float>(at - since[i]));
            if (connections_[i]->status() / 100 != 2) ++result.bad;
            if (rate > 0) schedule.idle.push_back(i);
            if (rate <= 0) start(i, at);
        });
    }
    result.seconds = now() - schedule.begin;
    result.requests = result.latencies.size();
    std::ranges::sort(result.latencies);
    return result;
}

Result Crowd::shake_hands(std::size_t count, std::size_t at_once, SSL_SESSION* ticket, std::string_view request) {
    Result result;
    const double begin = now();
    std::size_t under_way = 0;
    while (result.requests + result.bad < count) {
        for (; under_way < at_once && connections_.size() < count; ++under_way) open(ticket);
        each_ready(1, [&](std::size_t i) {
            if (!connections_[i]) return;
            const auto state = connections_[i]->go_on();
            if (state == State::idle) connections_[i]->send(request);
            if (state != State::done && state != State::failed) return;
            const bool as_asked = state == State::done && connections_[i]->resumed() == (ticket != nullptr);
            ++(as_asked ? result.requests : result.bad);
            connections_[i].reset();
            --under_way;
        });
    }
    result.seconds = now() - begin;
    return result;
}

Result Crowd::storm(std::size_t count, std::string_view request) {
    Result result;
    const double begin = now();
    for (std::size_t i = 0; i < count; ++i) open(nullptr);
    while (result.requests + result.bad < count) {
        each_ready(1, [&](std::size_t i) {
            const auto before = connections_[i]->state();
            if (before == State::done || before == State::failed) return;
            auto state = connections_[i]->go_on();
            if (state == State::idle) connections_[i]->send(request);
            if (state == State::failed) ++result.bad;
            if (state != State::done) return;
            result.latencies.push_back(static_cast<float>(now() - begin));
            ++result.requests;
        });
    }
    result.seconds = now() - begin;
    std::ranges::sort(result.latencies);
    return result;
}
}  // namespace vorab::bench

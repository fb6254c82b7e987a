#include "common/program/clock_watch.hpp"

#include "common/async/timer.hpp"

namespace vorab::program {
namespace {
using namespace std::chrono_literals;
constexpr auto least = 2s;
constexpr auto wait_out = 10min;
constexpr auto is_recent = 24h;
}  // namespace

ClockWatch::ClockWatch(const core::Clock& clock, const core::Log& log, SteadyNow steady)
    : clock_(clock), log_(log), steady_(std::move(steady)), wall_at_(clock.now()), steady_at_(steady_()) {}

void ClockWatch::look() {
    const auto wall = clock_.now();
    const auto steady = steady_();
    const auto apart = std::chrono::round<std::chrono::seconds>((wall - wall_at_) - (steady - steady_at_));
    wall_at_ = wall;
    steady_at_ = steady;
    if (apart > -least && apart < least) return;
    last_ = ClockStep{apart, wall};
    last_at_ = steady;
    if (apart > 0s) ahead_at_ = steady;
    untold_.push_back(*last_);
    log_.error("the clock has jumped: look after this machine's time", {{"seconds", apart.count()}});
}

bool ClockWatch::may_delete() {
    look();
    return !ahead_at_ || steady_() - *ahead_at_ > wait_out;
}

std::optional<ClockStep> ClockWatch::recent() const {
    return last_ && steady_() - last_at_ < is_recent ? last_ : std::nullopt;
}

async::Task<void> ClockWatch::run(Stepped stepped) {
    for (;;) {
        co_await async::sleep_for(1s);
        look();
        while (!untold_.empty()) {
            bool told = true;
            try {
                auto telling = stepped(untold_.front());
                co_await std::move(telling);
            } catch (const core::UnavailableError&) {
                told = false;
            }
            if (!told) break;
            untold_.erase(untold_.begin());
        }
    }
}
}  // namespace vorab::program

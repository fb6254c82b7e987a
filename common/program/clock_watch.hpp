#pragma once
// Wall time can jump: somebody sets it, NTP steps it, the machine slept. Timers do not notice (they use the steady
// clock), but what is kept by wall time does: what was due "in ten seconds" would be due in thirteen hours, what may
// rest for three hours would be deleted at once. Here a jump is seen, told, and waited out before anything is deleted.
#include <chrono>
#include <functional>
#include <optional>
#include <vector>

#include "common/async/task.hpp"
#include "common/core/clock.hpp"
#include "common/core/log.hpp"

namespace vorab::program {

struct ClockStep {
    std::chrono::seconds by{};  ///< negative: back
    core::Timestamp to{};       ///< what the clock said afterwards
};

class ClockWatch {
  public:
    using Steady = std::chrono::steady_clock::time_point;
    /// The present, from outside: a test moves it.
    using SteadyNow = std::function<Steady()>;
    /// Told of each step, on the loop. When it throws because the database is gone it is told again.
    using Stepped = std::function<async::Task<void>(ClockStep)>;

    ClockWatch(const core::Clock& clock, const core::Log& log, SteadyNow steady = &std::chrono::steady_clock::now);

    /// Compares the clocks. Below two seconds since the last look it is slewing, or a leap second.
    void look();

    /// Looks, and says whether the clock can be trusted with a deletion: not within ten minutes of a jump ahead, for
    /// many jumps are mistakes and are taken back.
    bool may_delete();

    /// The last step of the past 24 hours.
    std::optional<ClockStep> recent() const;

    /// Looks every second and tells; until cancelled.
    async::Task<void> run(Stepped stepped);

  private:
    const core::Clock& clock_;
    const core::Log& log_;
    SteadyNow steady_;
    core::Timestamp wall_at_;
    Steady steady_at_;
    std::optional<ClockStep> last_ = {};
    Steady last_at_{};
    std::optional<Steady> ahead_at_ = {};  ///< of the last jump ahead
    std::vector<ClockStep> untold_ = {};
};
}  // namespace vorab::program

#include "hospital_server/intake/turns.hpp"

#include <numeric>

namespace vorab::hospital_server::intake {
namespace {
constexpr std::chrono::seconds patience{7};  // the gateway parks an envelope after eight
const core::Failure too_many{core::Problem::unavailable, "too many envelopes of this sender wait; send it again"};
}  // namespace

/// One's place in a line; whoever gives it up lets the others move.
class Turns::Place {
  public:
    Place(Line& line, async::Executor executor)
        : line_(line), signal_(executor), at_(line.waiting.insert(line.waiting.end(), &signal_)) {}
    ~Place() {
        line_.waiting.erase(at_);
        line_.call_next();
        line_.all->forget_if_empty(line_);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;

    bool is_first() const { return line_.waiting.front() == &signal_; }
    async::Signal& signal() { return signal_; }

  private:
    Line& line_;
    async::Signal signal_;
    std::list<async::Signal*>::iterator at_;
};

void Turns::Line::call_next() const {
    if (free() && !waiting.empty()) waiting.front()->notify();
}

void Turns::End::operator()(Line* line) const {
    --line->inside;
    line->call_next();
    line->all->forget_if_empty(*line);
}

Turns::Turn Turns::enter(Line& line) {
    ++line.inside;
    return Turn{&line};
}

void Turns::forget_if_empty(const Line& line) {
    if (line.inside == 0 && line.waiting.empty()) lines_.erase(lines_.find(line.sender));
}

async::Task<core::Result<Turns::Turn>> Turns::take(std::string sender) {
    Line& line = lines_.try_emplace(sender, Line{sender, this}).first->second;
    if (line.free() && line.waiting.empty()) co_return enter(line);
    if (line.waiting.size() >= longest_line) co_return too_many;
    Place place{line, executor_};
    while (!line.free() || !place.is_first()) {
        const bool moved = co_await place.signal().wait(patience);
        if (!moved) co_return too_many;
    }
    co_return enter(line);
}

std::size_t Turns::waiting() const {
    return std::accumulate(lines_.begin(), lines_.end(), std::size_t{0},
                           [](std::size_t sum, const auto& line) { return sum + line.second.waiting.size(); });
}
}  // namespace vorab::hospital_server::intake

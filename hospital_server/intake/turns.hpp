#pragma once
// Who opens envelopes next. Opening is slow, with RSA ten times slower than with elliptic keys, and there are two
// threads for it: without turns, one sender that floods would fill their queue, and everyone else's patients would wait
// behind it. So each sender has a few envelopes there at a time and its own line before it; whoever has sent one
// envelope waits for a few of each other sender's, not for all of them. On the loop's thread.
#include <list>
#include <map>
#include <memory>
#include <string>

#include "common/async/timer.hpp"
#include "common/core/result.hpp"

namespace vorab::hospital_server::intake {

class Turns {
    struct Line;
    struct End;

  public:
    static constexpr std::size_t longest_line = 256;  ///< of one sender; then it hears 503 and sends again

    /// `at_once`: of one sender, among those that are opened or about to be.
    Turns(async::Executor executor, std::size_t at_once) : executor_(executor), at_once_(at_once) {}

    /// Held while an envelope is opened; the next one's turn comes when it goes.
    using Turn = std::unique_ptr<Line, End>;

    /// unavailable: the line is too long already, or did not move for `patience`.
    async::Task<core::Result<Turn>> take(std::string sender);

    std::size_t waiting() const;

  private:
    struct Line {
        std::string sender;
        Turns* all = nullptr;
        std::size_t inside = 0;
        std::list<async::Signal*> waiting = {};
        bool free() const { return inside < all->at_once_; }
        void call_next() const;
    };
    struct End {
        void operator()(Line* line) const;
    };
    class Place;

    Turn enter(Line& line);
    void forget_if_empty(const Line& line);

    async::Executor executor_;
    std::size_t at_once_;
    std::map<std::string, Line> lines_;  ///< those who have something here now
};
}  // namespace vorab::hospital_server::intake

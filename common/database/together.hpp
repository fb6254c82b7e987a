#pragma once
// Small units of work that share a transaction: what comes while one is being committed goes together in the next. The
// disk is asked once for many; alone, a unit is as fast as ever.
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "common/async/timer.hpp"
#include "common/database/database.hpp"

namespace vorab::database {

class Together {
  public:
    explicit Together(Database& database) : database_(database) {}

    /// Runs `work(Connection&)` inside a transaction, which is committed when this returns. It begins none itself, and
    /// bears being run again, as with Database::run(). What it throws it throws here; those beside it are not touched.
    /// Throws DatabaseError when too many wait already.
    template <class Work, class Value = std::invoke_result_t<Work, Connection&>>
    async::Task<Value> run(Work work) {
        const auto value = std::make_shared<std::optional<Value>>();
        Unit unit = [work = std::move(work), value](Connection& connection) mutable { *value = work(connection); };
        co_await commit(std::move(unit));
        co_return std::move(**value);
    }

  private:
    using Unit = std::function<void(Connection&)>;
    struct Waiting {
        Waiting(async::Executor loop, Unit what) : unit(std::move(what)), turn(loop) {}
        Unit unit;
        async::Signal turn;  ///< it is over, or its task commits the next group
        bool over = false;
        std::exception_ptr error;
    };
    using Group = std::vector<std::shared_ptr<Waiting>>;

    static void end(const Group& group, const std::exception_ptr& error);
    async::Task<void> commit(Unit unit);
    async::Task<void> commit_group();
    async::Task<void> try_group(Group group);

    Database& database_;
    Group waiting_;
    bool busy_ = false;
};
}  // namespace vorab::database

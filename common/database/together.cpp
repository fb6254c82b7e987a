#include "common/database/together.hpp"

#include <algorithm>

#include <boost/system/system_error.hpp>

namespace vorab::database {
namespace {
constexpr std::size_t largest_group = 64;
/// While the database hangs no more than this is kept; who comes then hears what Database::run() says of a full queue.
constexpr std::size_t longest_queue = 4096;
/// Nobody waits for a signal that was lost: so long at most without a look.
constexpr std::chrono::seconds longest_wait{1};
}  // namespace

void Together::end(const Group& group, const std::exception_ptr& error) {
    for (const auto& one : group) {
        one->over = true;
        one->error = error;
    }
}

async::Task<void> Together::commit(Unit unit) {
    if (waiting_.size() >= longest_queue) throw DatabaseError{1040, "waiting"};
    const auto mine = std::make_shared<Waiting>(database_.loop(), std::move(unit));
    waiting_.push_back(mine);
    const std::shared_ptr<void> gone{nullptr, [this, mine](void*) { std::erase(waiting_, mine); }};
    while (!mine->over) {
        if (busy_) {
            [[maybe_unused]] const bool told = co_await mine->turn.wait(longest_wait);
        } else {
            co_await commit_group();
        }
    }
    if (mine->error) std::rethrow_exception(mine->error);
}

/// Whoever comes first commits for all that wait, and passes that on.
async::Task<void> Together::commit_group() {
    const auto size = static_cast<std::ptrdiff_t>(std::min(waiting_.size(), largest_group));
    Group group{waiting_.begin(), waiting_.begin() + size};
    waiting_.erase(waiting_.begin(), waiting_.begin() + size);
    busy_ = true;
    // However this ends: who was not served waits again, and the first of them goes on.
    const std::shared_ptr<void> passing_on{nullptr, [this, group](void*) {
                                               busy_ = false;
                                               for (const auto& one : group) {
                                                   if (!one->over) waiting_.push_back(one);
                                                   one->turn.notify();
                                               }
                                               if (!waiting_.empty()) waiting_.front()->turn.notify();
                                           }};
    co_await try_group(std::move(group));
}

/// All in one transaction. When that fails each by itself, so that one's error is not everybody's; a lost connection
/// is.
async::Task<void> Together::try_group(Group group) {
    auto work = [group](Connection& connection) {
        Transaction transaction{connection};
        for (const auto& one : group) one->unit(connection);
        transaction.commit();
    };
    std::exception_ptr error;
    bool of_all = group.size() == 1;
    try {
        co_await database_.run(std::move(work));
        of_all = true;
    } catch (const boost::system::system_error&) {
        throw;  // this task is cancelled: another one goes on
    } catch (const DatabaseError& failed) {
        of_all = of_all || failed.connection_lost();
        error = std::current_exception();
    } catch (const std::exception&) {
        error = std::current_exception();
    }
    if (of_all) {
        end(group, error);
        co_return;
    }
    for (const auto& one : group) {
        Group alone{one};
        co_await try_group(std::move(alone));
    }
}
}  // namespace vorab::database

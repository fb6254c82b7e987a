#pragma once
// From the bytes of one message to its acknowledgement. Messages of all connections that wait at the same time share
// a transaction; each is acknowledged after that transaction's commit, and not at all when it fails: then the sender
// sends again. Two transactions are under way at once, so that one uses the processor while the other waits for the
// disk.
#include <deque>
#include <memory>

#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "common/database/database.hpp"
#include "hospital_server/adt/config.hpp"
#include "hospital_server/adt/store.hpp"

namespace vorab::hospital_server::adt {

struct IntakeCounts {
    std::uint64_t stored = 0;
    std::uint64_t repeated = 0;     ///< had come before: acknowledged again, stored once
    std::uint64_t left_alone = 0;   ///< not for us: another kind of message or event
    std::uint64_t refused = 0;      ///< AE, AR
    std::uint64_t moved_stays = 0;  ///< of another patient than before
    std::uint64_t commits = 0;
};

class Intake {
  public:
    Intake(async::Executor executor, database::Database& database, const core::Clock& clock, const core::Log& log);

    /// Commits what waits, until cancelled.
    async::Task<void> run();

    /// The reply, or nothing where none is wanted. Throws when it could not be stored.
    async::Task<std::string> take(std::string bytes, const ListenerConfig& from);

    /// Keeps the beginning of what could not be taken, in the background and within bounds.
    void keep(const ListenerConfig& from, const core::PublicText& reason, std::string_view bytes);

    async::Task<void> drain(std::chrono::milliseconds grace);
    const IntakeCounts& counts() const { return counts_; }

  private:
    struct Waiting;
    struct UnderWay;
    using Batch = std::vector<std::shared_ptr<Waiting>>;

    async::Task<std::string> answer(const hl7::Message& message, const ListenerConfig& from);
    async::Task<void> store(Received received);
    async::Task<void> linger();
    Batch next_batch();
    async::Task<void> commit(Batch batch);
    async::Task<bool> try_commit(const Batch& batch);
    async::Task<void> write_quarantine(std::string listener, core::PublicText reason, std::string bytes);
    hl7::Stamp stamp();

    async::Executor executor_;
    database::Database& database_;
    const core::Clock& clock_;
    const core::Log& log_;
    async::Signal work_;
    std::deque<std::shared_ptr<Waiting>> waiting_;
    std::size_t under_way_ = 0;  ///< messages in transactions
    std::size_t transactions_ = 0;
    std::size_t expected_ = 0;  ///< senders that were answered just now: they may have another message
    std::chrono::steady_clock::duration last_commit_{};  ///< how long it took
    async::TaskGroup commits_;
    async::TaskGroup keeping_;
    IntakeCounts counts_;
    std::uint64_t answers_ = 0;
};
}  // namespace vorab::hospital_server::adt

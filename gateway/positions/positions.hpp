#pragma once
// POST /v1/positions: where a vehicle is and when it arrives, from dispatch systems (mission G9). The boards count with
// it at once; the hospital server is told behind the answer, the latest word for each patient, and nothing is parked:
// the next report is newer.
#include "common/async/task_group.hpp"
#include "common/board/boards.hpp"
#include "gateway/positions/under_way.hpp"
#include "gateway/refusals.hpp"
#include "gateway/token/bearer.hpp"
#include "gateway/transmissions/forward.hpp"

namespace vorab::gateway {

class Positions {
  public:
    Positions(async::Executor executor, Bearer& bearer, const Directory& directory, Forwarder& forwarder,
              board::Boards& boards, database::Database& database, Refusals& refusals, const core::Clock& clock,
              const core::Log& log);

    /// 202 with how many reports were taken. A vehicle without an announced patient is passed over, and so is a patient
    /// of another rescue service or on the way to a mailbox that is not assigned to this dispatch system.
    async::Task<http::Response> answer(http::Request& request);

    /// Ends what is being told to hospitals.
    async::Task<void> drain(std::chrono::milliseconds grace) { return telling_.drain(grace); }

  private:
    struct Report;
    struct Arrival {
        Journey journey;
        core::Timestamp eta;
    };
    struct Taken {
        std::size_t reports = 0;
        std::vector<Arrival> changed;
    };
    /// What one hospital is still to be told: the latest word for each patient.
    struct Line {
        std::map<std::pair<core::MailboxId, core::CaseId>, core::Timestamp> waiting;
        bool busy = false;
    };
    core::Result<std::vector<Report>> read(const boost::json::object& sent) const;
    async::Task<Taken> take(core::ClientId client, std::vector<Report> reports);
    async::Task<void> show(std::vector<Arrival> arrivals);
    async::Task<void> tell(Mailbox mailbox);

    Bearer& bearer_;
    const Directory& directory_;
    Forwarder& forwarder_;
    board::Boards& boards_;
    database::Database& database_;
    Refusals& refusals_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::map<std::string, Line> lines_;  ///< by the hospital's address
    async::TaskGroup telling_;
};
}  // namespace vorab::gateway

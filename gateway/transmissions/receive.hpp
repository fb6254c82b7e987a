#pragma once
// POST /v1/mailboxes/{mailbox}/transmissions: the gateway's whole purpose. Reads the routing slip and nothing else,
// forwards at once, and parks only when the hospital does not answer (contract section 2, "Forward first").
#include "common/async/task_group.hpp"
#include "common/board/boards.hpp"
#include "common/envelope/envelope.hpp"
#include "common/http/message.hpp"
#include "gateway/refusals.hpp"
#include "gateway/token/bearer.hpp"
#include "gateway/transmissions/forward.hpp"
#include "gateway/transmissions/parking.hpp"

namespace vorab::gateway {

class Transmissions {
  public:
    Transmissions(async::Executor executor, Bearer& bearer, const Directory& directory, Forwarder& forwarder,
                  board::Boards& boards, database::Database& database, Refusals& refusals, const core::Clock& clock,
                  const core::Log& log);

    async::Task<http::Response> receive(http::Request& request);

    /// Entries that the boards show already are kept before it ends.
    async::Task<void> drain(std::chrono::milliseconds grace) { return telling_.drain(grace); }

    /// Called with every envelope that was delivered or parked. Before the first one.
    using Taken = std::function<void(const envelope::RoutingSlip&, const core::ClientId&)>;
    void on_taken(Taken tell) { taken_ = std::move(tell); }

    /// GET /v1/transmissions/{id}: what became of an envelope that was parked.
    async::Task<http::Response> status(http::Request& request);

    /// Delivers what is parked, expires what is too old, forgets what is settled; until cancelled.
    async::Task<void> deliver_parked(std::chrono::hours parking);

  private:
    struct Addressed;
    core::Result<Addressed> address(const http::Request& request, std::shared_ptr<const Picture> picture,
                                    const core::ClientId& client) const;
    async::Task<http::Response> answer(const http::Request& request, Addressed to, std::string body,
                                       envelope::RoutingSlip slip);
    async::Task<http::Response> park(const http::Request& request, Addressed to, std::string body,
                                     envelope::RoutingSlip slip);
    async::Task<http::Response> refuse(const http::Request& request, core::Failure failure,
                                       std::optional<core::ClientId> client);
    async::Task<void> tell_boards(envelope::RoutingSlip slip);
    async::Task<bool> deliver(Parked parked);
    async::Task<void> deliver_all(std::vector<Parked> due);

    Bearer& bearer_;
    const Directory& directory_;
    Forwarder& forwarder_;
    board::Boards& boards_;
    database::Database& database_;
    Refusals& refusals_;
    const core::Clock& clock_;
    const core::Log& log_;
    async::TaskGroup telling_;
    Taken taken_ = [](const envelope::RoutingSlip&, const core::ClientId&) {};
};
}  // namespace vorab::gateway

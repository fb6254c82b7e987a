#pragma once
// POST /v1/mailboxes/{mailbox}/transmissions: the gateway's whole purpose. Reads the routing slip and nothing else,
// forwards at once, and parks only when the hospital does not answer (contract section 2, "Forward first").
#include "common/board/boards.hpp"
#include "common/envelope/envelope.hpp"
#include "common/http/message.hpp"
#include "gateway/answers/sent.hpp"
#include "gateway/refusals.hpp"
#include "gateway/token/bearer.hpp"
#include "gateway/transmissions/forward.hpp"
#include "gateway/transmissions/parking.hpp"

namespace vorab::gateway {

class Transmissions {
  public:
    Transmissions(async::Executor executor, Bearer& bearer, const Directory& directory, Forwarder& forwarder,
                  board::Boards& boards, answers::Sent& sent, database::Database& database, Refusals& refusals,
                  const core::Clock& clock, const core::Log& log);

    async::Task<http::Response> receive(http::Request& request);

    /// Entries that the boards show already are kept before it ends.
    async::Task<void> drain(std::chrono::milliseconds grace) { return telling_.drain(grace); }

    /// GET /v1/transmissions/{id}: what became of an envelope, and what the hospital has said since.
    async::Task<http::Response> status(http::Request& request);

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

    Bearer& bearer_;
    const Directory& directory_;
    Forwarder& forwarder_;
    board::Boards& boards_;
    answers::Sent& sent_;
    database::Database& database_;
    Refusals& refusals_;
    const core::Clock& clock_;
    const core::Log& log_;
    async::TaskGroup telling_;
};
}  // namespace vorab::gateway

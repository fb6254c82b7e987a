#pragma once
// POST /hospital/v1/answers, on a port of its own that only hospitals reach (mutual TLS, contract section 3): what a
// hospital says to the crew of one of its cases. It speaks for its own mailboxes and for no other: the mailbox's row
// names the certificate.
#include "common/board/boards.hpp"
#include "gateway/answers/streams.hpp"

namespace vorab::gateway::answers {

class FromHospital {
  public:
    FromHospital(const Directory& directory, database::Database& database, board::Boards& boards, Streams& streams,
                 Audit& audit, const core::Clock& clock, const core::Log& log, Retention retention);

    /// 201 or 200 after the commit, never before.
    async::Task<http::Response> answer(http::Request& request);

  private:
    core::Result<void> may_speak(const http::Peer& peer, const core::MailboxId& mailbox) const;
    core::Result<void> check_time(const Event& event) const;
    async::Task<http::Response> keep_and_tell(const http::Request& request, Event event);
    async::Task<void> tell_boards(Event event);
    async::Task<http::Response> refuse(const http::Request& request, core::Failure failure,
                                       std::optional<core::MailboxId> mailbox);

    const Directory& directory_;
    database::Database& database_;
    board::Boards& boards_;
    Streams& streams_;
    Audit& audit_;
    const core::Clock& clock_;
    const core::Log& log_;
    Retention retention_;
};
}  // namespace vorab::gateway::answers

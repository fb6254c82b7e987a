#pragma once
// What hospitals say, on a port of its own that only they reach (mutual TLS, contract section 3): POST
// /hospital/v1/answers to the crew of a case, POST /hospital/v1/marks to the boards that show it. A hospital speaks for
// its own mailboxes and for no other: the mailbox's row names the certificate.
#include "common/board/boards.hpp"
#include "gateway/answers/streams.hpp"

namespace vorab::gateway::answers {

class FromHospital {
  public:
    FromHospital(const Directory& directory, database::Database& database, board::Boards& boards, Streams& streams,
                 Audit& audit, const core::Clock& clock, const core::Log& log, Retention retention);

    /// 201 or 200 after the commit, never before.
    async::Task<http::Response> answer(http::Request& request);

    /// {mailbox, case, alarm}: what has become of the team's call, one word and nothing of the patient. not_found: no
    /// board shows the case, or not yet.
    async::Task<http::Response> mark(http::Request& request);

  private:
    core::Result<void> may_speak(const http::Peer& peer, const core::MailboxId& mailbox) const;
    core::Result<void> check_time(const Event& event) const;
    async::Task<http::Response> keep_and_tell(AuditEvent refused, Event event);
    async::Task<void> tell_boards(Event event);
    async::Task<http::Response> refuse(AuditEvent refused, core::Failure failure);

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

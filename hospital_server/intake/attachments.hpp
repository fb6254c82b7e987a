#pragma once
// Attachment chunks: PUT one in any order and as often as one likes, ask which are here. They are stored sealed; the
// key comes with the record, before or after (contract section 1).
#include "common/http/message.hpp"
#include "hospital_server/cases/mailbox.hpp"

namespace vorab::hospital_server::intake {

class Attachments {
  public:
    /// Refusals that name no mailbox of ours are audited in the server's own database.
    Attachments(const cases::Mailboxes& mailboxes, database::Database& server_database, const core::Clock& clock);

    /// PUT /intake/v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}/chunks/{chunk}: 201, 200 already there, 409
    /// other bytes.
    async::Task<http::Response> put_chunk(http::Request& request);
    /// GET /intake/v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}: {"chunks":[0,1,...]}
    async::Task<http::Response> status(http::Request& request);

  private:
    struct Address;
    core::Result<Address> address(const http::Request& request) const;
    async::Task<http::Response> refuse(core::Failure failure, cases::Mailbox* mailbox, const http::Request& request);

    const cases::Mailboxes& mailboxes_;
    database::Database& server_database_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::intake

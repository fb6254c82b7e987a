#pragma once
// Attachment chunks on their way to the hospital: PUT one, ask which have arrived. Sealed bytes; nothing rests here.
#include "common/http/message.hpp"
#include "gateway/audit.hpp"
#include "gateway/token/bearer.hpp"
#include "gateway/transmissions/forward.hpp"

namespace vorab::gateway {

class AttachmentRelay {
  public:
    AttachmentRelay(TokenIssuer& issuer, const Directory& directory, Forwarder& forwarder, Audit& audit);

    /// PUT /v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}/chunks/{i}
    async::Task<http::Response> put_chunk(http::Request& request);
    /// GET /v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}
    async::Task<http::Response> status(http::Request& request);

  private:
    struct Address;
    core::Result<Address> address(const http::Request& request) const;
    async::Task<http::Response> pass(Address to, http::ClientRequest request);
    async::Task<http::Response> refuse(const http::Request& request, core::Failure failure);

    TokenIssuer& issuer_;
    const Directory& directory_;
    Forwarder& forwarder_;
    Audit& audit_;
};
}  // namespace vorab::gateway

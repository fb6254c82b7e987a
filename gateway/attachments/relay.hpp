#pragma once
// Attachment chunks on their way to the hospital: PUT one, ask which have arrived. Sealed bytes; nothing rests here.
#include "common/http/message.hpp"
#include "gateway/refusals.hpp"
#include "gateway/token/bearer.hpp"
#include "gateway/transmissions/forward.hpp"

namespace vorab::gateway {

class AttachmentRelay {
  public:
    AttachmentRelay(Bearer& bearer, const Directory& directory, Forwarder& forwarder, Refusals& refusals);

    /// PUT /v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}/chunks/{i}
    async::Task<http::Response> put_chunk(http::Request& request);
    /// GET /v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}
    async::Task<http::Response> status(http::Request& request);

  private:
    struct Address;
    core::Result<Address> address(const http::Request& request) const;
    async::Task<http::Response> pass(Address to, http::ClientRequest request);
    async::Task<http::Response> refuse(const http::Request& request, core::Failure failure);

    Bearer& bearer_;
    const Directory& directory_;
    Forwarder& forwarder_;
    Refusals& refusals_;
};
}  // namespace vorab::gateway

#pragma once
// Attachment chunks on their way to the hospital: PUT one, ask which have arrived. Sealed bytes that are never held
// whole: what the sender gives goes on as the hospital takes it. Only while a hospital is silent do chunks rest here,
// in the database, for three hours at most.
#include <set>

#include "common/async/task_group.hpp"
#include "common/http/message.hpp"
#include "gateway/attachments/chunk_parking.hpp"
#include "gateway/refusals.hpp"
#include "gateway/token/bearer.hpp"
#include "gateway/transmissions/forward.hpp"

namespace vorab::gateway {

class AttachmentRelay {
  public:
    AttachmentRelay(async::Executor executor, Bearer& bearer, const Directory& directory, Forwarder& forwarder,
                    database::Database& database, Refusals& refusals, ChunkQuota quota, const core::Clock& clock,
                    const core::Log& log);

    /// PUT /v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}/chunks/{i}
    async::Task<http::Response> put_chunk(http::Request& request);
    /// GET /v1/mailboxes/{mailbox}/cases/{case}/attachments/{id}
    async::Task<http::Response> status(http::Request& request);

    /// Delivers what is parked and forgets what is too old, unless the clock is in doubt; until cancelled.
    async::Task<void> deliver_parked(std::chrono::hours parking, std::function<bool()> may_expire);
    async::Task<void> drain(std::chrono::milliseconds grace) { return under_way_.drain(grace); }

  private:
    struct Address;
    core::Result<Address> address(const http::Request& request, const core::ClientId& client) const;
    async::Task<http::Response> park(http::Request& request, const Address& to);
    async::Task<core::Result<void>> keep(const Address& to, std::string sealed);
    async::Task<http::Response> parked_only(const Address& to);
    async::Task<http::Response> refuse(const http::Request& request, core::Failure failure,
                                       std::optional<core::ClientId> client);
    async::Task<void> round();
    async::Task<void> serve(core::MailboxId mailbox);
    async::Task<bool> deliver_one(core::MailboxId mailbox);
    async::Task<void> expire(core::Timestamp parked_before);
    async::Task<void> settle(const ParkedChunk& chunk, const core::Result<HospitalAnswer>& answer);

    Bearer& bearer_;
    const Directory& directory_;
    Forwarder& forwarder_;
    database::Database& database_;
    Refusals& refusals_;
    ChunkQuota quota_;
    const core::Clock& clock_;
    const core::Log& log_;
    int parking_now_ = 0;             ///< each holds a whole chunk
    std::set<core::MailboxId> busy_;  ///< those that are being served
    async::TaskGroup under_way_;
};
}  // namespace vorab::gateway

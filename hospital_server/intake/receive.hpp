#pragma once
// POST /intake/v1/transmissions: open, verify, compare the slips, validate, store, sign the receipt. The only place
// where ciphertext becomes a record.
#include <functional>

#include "common/async/blocking_pool.hpp"
#include "common/http/message.hpp"
#include "common/sealing/receipt.hpp"
#include "common/sealing/record.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/intake/turns.hpp"
#include "hospital_server/record/store.hpp"

namespace vorab::hospital_server::intake {

/// Told after the commit, never before: the boards and the trackers hear of it from here.
struct NewVersion {
    core::MailboxId mailbox;
    envelope::RoutingSlip slip;
    bool names_attachments;
};
using Announce = std::function<void(const NewVersion&)>;

/// Signs receipts with the hospital's own key.
struct ReceiptSigner {
    signing::PrivateKey key;
    boost::json::array x5c;
};

/// Whom the gateway took it from, in its own words (Vorab-Client); a gateway of before does not say so.
std::optional<std::string> named_sender(const http::Request& request);

/// An opened record held against the schema, and what a schema cannot say.
core::Result<record::Facts> validate(const boost::json::object& text);

class Receive {
  public:
    Receive(async::Executor executor, const cases::Mailboxes& mailboxes, const signing::ChainVerifier& senders,
            const ReceiptSigner& signer, async::BlockingPool& cryptography, database::Database& server_database,
            std::size_t envelopes_at_once, Announce announce, const core::Clock& clock, const core::Log& log);

    async::Task<http::Response> answer(http::Request& request);

  private:
    /// The envelope as it came.
    struct Received {
        core::Bytes sha256;
        std::size_t size;
    };
    async::Task<core::Result<sealing::OpenedRecord>> open(const envelope::Envelope& sealed,
                                                          const cases::Mailbox& mailbox, std::string sender);
    async::Task<core::Result<record::Stored>> store(cases::Mailbox& mailbox, const sealing::OpenedRecord& opened,
                                                    const record::Facts& facts, const Received& received);
    http::Response acknowledge(const envelope::RoutingSlip& slip, const Received& received,
                               const record::Stored& stored) const;
    async::Task<http::Response> refuse(core::Failure failure, const envelope::RoutingSlip* slip,
                                       const http::Peer& peer);

    const cases::Mailboxes& mailboxes_;
    const signing::ChainVerifier& senders_;
    const ReceiptSigner& signer_;
    async::BlockingPool& cryptography_;
    Turns turns_;
    database::Database& server_database_;
    Announce announce_;
    const core::Clock& clock_;
    const core::Log& log_;
};
}  // namespace vorab::hospital_server::intake

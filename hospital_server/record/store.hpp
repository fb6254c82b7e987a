#pragma once
// The one transaction of a transmission: the version as signed, the case folded anew, measurements, attachments,
// deliveries and the audit row, all or nothing. What is acknowledged is committed before.
#include <functional>
#include <string_view>
#include <vector>

#include "common/database/connection.hpp"
#include "common/outbox/outbox.hpp"
#include "common/sealing/record.hpp"
#include "hospital_server/record/facts.hpp"

namespace vorab::hospital_server::record {

struct Stored {
    core::Timestamp stored_at;
    bool duplicate = false;  ///< the same transmission was stored before: nothing changed now
};

struct Transmission {
    const sealing::OpenedRecord& opened;
    const Facts& facts;
    core::BytesView envelope_sha256;
    std::size_t envelope_size;
};

/// What else belongs into the transaction of a new version, for instance documents that follow it.
using Consequence = std::function<void(database::Connection&, core::Timestamp)>;

/// conflict: the id was used for other content. Throws DatabaseError; then nothing is stored.
core::Result<Stored> store(database::Connection& connection, const Transmission& transmission,
                           const std::vector<outbox::NewJob>& jobs, core::Timestamp now,
                           const Consequence& consequence = {});

/// The same without a transaction of its own: nothing is stored until the caller commits one.
core::Result<Stored> store_uncommitted(database::Connection& connection, const Transmission& transmission,
                                       const std::vector<outbox::NewJob>& jobs, core::Timestamp now,
                                       const Consequence& consequence = {});

/// The earlier transmission of this id, before any work is done for a repeated one.
core::Result<std::optional<Stored>> find_stored(database::Connection& connection, const core::TransmissionId& id,
                                                core::BytesView envelope_sha256);

}  // namespace vorab::hospital_server::record

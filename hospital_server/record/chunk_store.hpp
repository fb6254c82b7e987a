#pragma once
// The rows of attachments: chunks as they come, how far each attachment is, and what its record says of it. Plain
// functions, each one unit of work over a mailbox's database.
#include <cstdint>
#include <optional>
#include <vector>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/database/connection.hpp"
#include "common/sealing/attachment.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server::record {

struct AttachmentName {
    core::CaseId case_id;
    core::AttachmentId id;
    friend auto operator<=>(const AttachmentName&, const AttachmentName&) = default;
};

/// As the record that names it says.
struct Description {
    core::TransmissionId transmission;
    std::uint64_t size = 0;
    std::uint64_t chunk_size = 0;
    std::uint32_t chunks = 0;
    sealing::AttachmentKey key;
    core::Bytes sha256;             ///< of the plain bytes
    core::Bytes ciphertext_sha256;  ///< of all sealed chunks in order
    std::string media_type = {};

    bool is_last(std::uint32_t number) const { return number + 1 == chunks; }
    /// Plain bytes of one chunk.
    std::uint64_t size_of(std::uint32_t number) const {
        return is_last(number) ? size - number * chunk_size : chunk_size;
    }
};

struct Kept {
    bool fresh = false;     ///< it was not here before
    bool all_here = false;  ///< described, all chunks are here, and it was not compared with its record yet
    std::uint64_t size = 0;
};

enum class AttachmentState { waiting_for_record, incomplete, complete, refused };

struct AttachmentStatus {
    AttachmentState state = AttachmentState::waiting_for_record;
    std::vector<std::int64_t> chunks;
};

std::optional<Description> find_description(database::Connection& connection, const AttachmentName& name);

/// conflict: here with other bytes. too_large: the case's quota is used up. envelope_not_opened: the record is here and
/// this is not that chunk (or the attachment was refused before). Nothing is stored then.
core::Result<Kept> keep_chunk(database::Connection& connection, const AttachmentName& name, std::uint32_t number,
                              core::BytesView sealed, const AttachmentQuota& quota, core::Timestamp now);

AttachmentStatus find_status(database::Connection& connection, const AttachmentName& name);

/// The sealed bytes of one chunk.
std::optional<core::Bytes> find_chunk(database::Connection& connection, const AttachmentName& name,
                                      std::uint32_t number);

/// Compare-and-set from "open". `as_said`: the bytes look like the record's media type (content.hpp). False when it was
/// settled already.
bool settle(database::Connection& connection, const AttachmentName& name, AttachmentState state, bool as_said,
            core::Timestamp now);

struct AllHere {
    AttachmentName name;
    std::uint64_t size = 0;
};
/// Attachments with all their chunks that nobody has compared yet; of one case, or of all.
std::vector<AllHere> all_here(database::Connection& connection, const std::optional<core::CaseId>& of_case);

/// Chunks whose record never came: those of one attachment go, at most 256 at a time. Returns how many went.
std::uint64_t forget_undescribed(database::Connection& connection, core::Timestamp quiet_since);

}  // namespace vorab::hospital_server::record

#pragma once
// The files that go with a record: described in it, sealed chunk by chunk under a key that stands in it, and sent after
// it. No file is ever in memory whole.
#include <filesystem>
#include <vector>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/sealing/attachment.hpp"
#include "tools/ambulance/outcome.hpp"

namespace vorab::ambulance {

/// What a bad mobile link can carry in one go: lost work is at most this.
inline constexpr std::uint64_t chunk_size = 256 * 1024;

struct Attachment {
    core::AttachmentId id;
    std::filesystem::path file;
    sealing::AttachmentKey key;
    std::uint64_t size = 0;
    std::uint32_t chunks = 1;
};

/// "stemi.json" -> "stemi.attachments.json"
std::filesystem::path side_file_of(const std::filesystem::path& case_file);

/// Puts each file that `side` describes into the record's `attachments[]`, under a fresh id that replaces the old one
/// wherever the record refers to it. Small ones come first. `by` moves the times in the descriptions.
Outcome<std::vector<Attachment>> attach(boost::json::object& record, const boost::json::object& side,
                                        const std::filesystem::path& folder, std::chrono::seconds by,
                                        core::Timestamp now);

/// The same bytes whenever it is asked. Throws std::runtime_error when the file has changed its size since.
core::Bytes sealed_chunk(const Attachment& attachment, std::uint32_t index);

}  // namespace vorab::ambulance

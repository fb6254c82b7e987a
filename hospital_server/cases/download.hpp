#pragma once
// The plain bytes of a complete attachment, opened chunk by chunk while they are sent: whole, or one range of them, as
// a video player asks for when it seeks (RFC 9110 14.2).
#include <optional>
#include <string>
#include <string_view>

#include "common/http/message.hpp"
#include "hospital_server/cases/mailbox.hpp"
#include "hospital_server/record/chunk_store.hpp"

namespace vorab::hospital_server::cases {

struct File {
    record::AttachmentName name;
    record::Description described;
    std::string media_type;  ///< application/octet-stream where the bytes are not of the kind that the record says
    std::string file_name;   ///< the sender's word
};

/// not_found: no such attachment, or it is not complete. envelope_not_opened: it is not what its record says.
core::Result<std::shared_ptr<const File>> find_file(database::Connection& connection,
                                                    const record::AttachmentName& name);

/// All of it at once: for what is small and is needed whole. Throws when a chunk cannot be read.
core::Bytes read_whole(database::Connection& connection, const File& file);

/// One chunk of it. Throws when it cannot be read.
core::Bytes plain_chunk(database::Connection& connection, const File& file, std::uint32_t number);

struct Range {
    std::uint64_t begin = 0;
    std::uint64_t end = 0;  ///< one past the last
    friend bool operator==(const Range&, const Range&) = default;
};

/// What a Range header asks of so many bytes. Nothing: all of it (no header, another unit, several ranges). An empty
/// range: it lies outside (416).
std::optional<Range> range_of(std::optional<std::string_view> header, std::uint64_t size);

/// Writes that part. Throws when a chunk cannot be read: the connection then ends before the announced length.
async::Task<void> write_part(Mailbox& mailbox, std::shared_ptr<const File> file, Range part, http::BodyWriter& writer);

}  // namespace vorab::hospital_server::cases

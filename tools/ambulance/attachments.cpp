#include "tools/ambulance/attachments.hpp"

#include <algorithm>
#include <fstream>

#include "common/core/random.hpp"
#include "common/signing/hash.hpp"
#include "tools/ambulance/mission.hpp"

namespace vorab::ambulance {
namespace json = boost::json;

namespace {
core::Bytes plain_chunk(const Attachment& attachment, std::uint32_t index) {
    const std::uint64_t begin = index * chunk_size;
    core::Bytes bytes(std::min(chunk_size, attachment.size - begin), 0);
    std::ifstream file{attachment.file, std::ios::binary};
    file.seekg(static_cast<std::streamoff>(begin));
    file.read(reinterpret_cast<char*>(bytes.data()), static_cast<std::streamsize>(bytes.size()));
    if (!file || std::filesystem::file_size(attachment.file) != attachment.size)
        throw std::runtime_error(attachment.file.string() + " changed while it was sent");
    return bytes;
}

core::Bytes seal(const Attachment& attachment, std::uint32_t index, core::BytesView plain) {
    return sealing::seal_chunk(attachment.key, index, index + 1 == attachment.chunks, plain);
}

/// Reads the file once to say what it is; its chunks are sealed anew when they are sent, to the same bytes.
void describe(json::object& description, const Attachment& attachment) {
    signing::Sha256 plain_digest, sealed_digest;
    for (std::uint32_t i = 0; i < attachment.chunks; ++i) {
        const auto plain = plain_chunk(attachment, i);
        plain_digest.update(plain);
        sealed_digest.update(seal(attachment, i, plain));
    }
    description["id"] = attachment.id.str();
    description["size"] = static_cast<std::int64_t>(attachment.size);
    description["sha256"] = core::to_hex(plain_digest.finish());
    description["chunk_size"] = static_cast<std::int64_t>(chunk_size);
    description["key"] = core::to_base64url(attachment.key.key.view());
    description["nonce_prefix"] = core::to_base64url(attachment.key.nonce_prefix);
    description["ciphertext_sha256"] = core::to_hex(sealed_digest.finish());
}

Outcome<Attachment> open_file(const std::filesystem::path& file, core::Timestamp now) {
    std::error_code unreadable;
    const auto size = std::filesystem::file_size(file, unreadable);
    if (unreadable) return Trouble{Exit::failed, file.string() + ": cannot be read"};
    const auto chunks = sealing::chunk_count(size, chunk_size);
    if (!chunks) return trouble(file.string(), chunks.error());
    return Attachment{core::AttachmentId::parse(core::new_uuid_v7(now)).value(), file, sealing::new_attachment_key(),
                      size, *chunks};
}

/// Wherever the record points to the attachment by its old id.
void rename(json::value& value, std::string_view from, const std::string& to) {
    if (value.is_string() && value.get_string() == from) {
        value = to;
    } else if (value.is_array()) {
        for (auto& entry : value.get_array()) rename(entry, from, to);
    } else if (value.is_object()) {
        for (auto& member : value.get_object()) rename(member.value(), from, to);
    }
}

/// The file's own name, without a way out of the folder.
Outcome<std::filesystem::path> file_in(const std::filesystem::path& folder, const json::object& description) {
    const auto* name = description.if_contains("file");
    if (!name || !name->is_string()) return Trouble{Exit::failed, "an attachment's description has no file"};
    return folder / std::filesystem::path{std::string{name->get_string()}}.filename();
}
}  // namespace

std::filesystem::path side_file_of(const std::filesystem::path& case_file) {
    return case_file.parent_path() / (case_file.stem().string() + ".attachments.json");
}

Outcome<std::vector<Attachment>> attach(json::object& record, const json::object& side,
                                        const std::filesystem::path& folder, std::chrono::seconds by,
                                        core::Timestamp now) {
    if (record.contains("attachments"))
        return Trouble{Exit::failed, "the case file has attachments[] already; name the files beside it instead"};
    std::vector<Attachment> attachments;
    json::array descriptions;
    for (const auto& [old_id, entry] : side) {
        if (!entry.is_object()) return Trouble{Exit::failed, "an attachment's description is not an object"};
        json::value description = entry;
        const auto file = file_in(folder, description.get_object());
        if (!file) return file.error();
        auto attachment = open_file(*file, now);
        if (!attachment) return attachment.error();
        description.get_object().erase("file");
        move_times(description, by);
        describe(description.get_object(), *attachment);
        for (auto& member : record) rename(member.value(), old_id, attachment->id.str());
        descriptions.push_back(std::move(description));
        attachments.push_back(std::move(*attachment));
    }
    if (!descriptions.empty()) record["attachments"] = std::move(descriptions);
    std::ranges::stable_sort(attachments, {}, &Attachment::size);
    return attachments;
}

core::Bytes sealed_chunk(const Attachment& attachment, std::uint32_t index) {
    return seal(attachment, index, plain_chunk(attachment, index));
}
}  // namespace vorab::ambulance

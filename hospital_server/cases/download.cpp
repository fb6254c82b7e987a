#include "hospital_server/cases/download.hpp"

#include <algorithm>
#include <charconv>

namespace vorab::hospital_server::cases {
namespace {
using core::failure;
using core::Problem;

std::optional<std::uint64_t> number_in(std::string_view text) {
    std::uint64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size() || text.empty()) return std::nullopt;
    return number;
}

}  // namespace

core::Bytes plain_chunk(database::Connection& connection, const File& file, std::uint32_t number) {
    const auto sealed = record::find_chunk(connection, file.name, number);
    if (!sealed) throw std::runtime_error("a chunk of a complete attachment is missing");
    return sealing::open_chunk(file.described.key, number, file.described.is_last(number), *sealed).value();
}

core::Result<std::shared_ptr<const File>> find_file(database::Connection& connection,
                                                    const record::AttachmentName& name) {
    auto described = record::find_description(connection, name);
    const auto row = connection.query_one(
        "SELECT IF(p.content = 'other', 'application/octet-stream', a.media_type), a.name, COALESCE(p.state, 'open') "
        "FROM attachment a LEFT JOIN attachment_progress p ON p.case_id = a.case_id AND p.attachment = a.id WHERE "
        "a.case_id = ? AND a.id = ?",
        {name.case_id.str(), name.id.str()});
    if (!described || !row) return failure(Problem::not_found, "this case has no such attachment");
    if (row->text(2) == "refused") {
        return failure(Problem::envelope_not_opened, "this attachment is not what its record says");
    }
    if (row->text(2) != "complete") return failure(Problem::not_found, "this attachment is not complete yet");
    return std::make_shared<const File>(File{name, std::move(*described), row->text(0), row->text(1)});
}

core::Bytes read_whole(database::Connection& connection, const File& file) {
    core::Bytes bytes;
    bytes.reserve(file.described.size);
    for (std::uint32_t number = 0; number < file.described.chunks; ++number)
        bytes += plain_chunk(connection, file, number);
    return bytes;
}

std::optional<Range> range_of(std::optional<std::string_view> header, std::uint64_t size) {
    constexpr std::string_view unit = "bytes=";
    if (!header || !header->starts_with(unit) || header->find(',') != std::string_view::npos) return std::nullopt;
    const auto range = header->substr(unit.size());
    const auto dash = range.find('-');
    if (dash == std::string_view::npos) return std::nullopt;
    const auto first_text = range.substr(0, dash);
    const auto last_text = range.substr(dash + 1);
    const auto first = number_in(first_text);
    const auto last = number_in(last_text);
    if ((!first && !first_text.empty()) || (!last && !last_text.empty()) || (!first && !last)) return std::nullopt;
    if (!first) return Range{size - std::min(*last, size), size};  // the last so many
    if (last && *last < *first) return std::nullopt;               // not a range at all
    if (*first >= size) return Range{};
    return Range{*first, last ? std::min(*last, size - 1) + 1 : size};
}

async::Task<void> write_part(Mailbox& mailbox, std::shared_ptr<const File> file, Range part, http::BodyWriter& writer) {
    const std::uint64_t chunk_size = file->described.chunk_size;
    while (part.begin < part.end) {
        const auto number = static_cast<std::uint32_t>(part.begin / chunk_size);
        auto unit = mailbox.database.run(
            [file, number](database::Connection& connection) { return plain_chunk(connection, *file, number); });
        const core::Bytes plain = co_await std::move(unit);
        const std::uint64_t offset = part.begin - number * chunk_size;
        const auto count = std::min(part.end - part.begin, plain.size() - offset);
        const auto piece = core::text_of(core::BytesView{plain}.substr(offset, count));
        co_await writer.write(piece);
        part.begin += count;
    }
}
}  // namespace vorab::hospital_server::cases

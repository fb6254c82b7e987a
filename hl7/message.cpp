#include "hl7/message.hpp"

#include <algorithm>

namespace vorab::hl7 {
namespace {
constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
constexpr std::size_t shortest_header = 8;  // MSH, MSH-1, four encoding characters or fewer and something more
constexpr Delimiters no_delimiters{0, 0, 0, 0, 0, 0};

/// Where the next `delimiter` stands; the end of the text when there is none.
std::size_t next(std::string_view text, std::size_t from, char delimiter) {
    if (delimiter == '\0') return text.size();
    return std::min(text.find(delimiter, from), text.size());
}

/// Piece `index` of `text`, counted from 0; a null view when the text has fewer.
std::string_view piece(std::string_view text, std::size_t index, char delimiter) {
    std::size_t begin = 0;
    for (; index > 0; --index) {
        const std::size_t end = next(text, begin, delimiter);
        if (end == text.size()) return {};
        begin = end + 1;
    }
    return text.substr(begin, next(text, begin, delimiter) - begin);
}

std::size_t pieces(std::string_view text, char delimiter) {
    if (delimiter == '\0') return 1;
    return 1 + static_cast<std::size_t>(std::count(text.begin(), text.end(), delimiter));
}

/// Segments whose first field is the field separator itself (HL7 v2.5 2.15.9, 2.15.2, 2.15.6).
bool is_header(std::string_view segment) {
    return segment.starts_with("MSH") || segment.starts_with("BHS") || segment.starts_with("FHS");
}

bool may_delimit(char c) {
    const bool letter_or_digit = (c >= '0' && c <= '9') || (c >= 'A' && c <= 'Z') || (c >= 'a' && c <= 'z');
    return c > ' ' && c < '\x7F' && !letter_or_digit && c != '"';  // `""` is a value: deletion
}

core::Result<Delimiters> read_delimiters(std::string_view header) {
    const core::Failure wrong{core::Problem::malformed, "MSH-1 and MSH-2 do not name usable delimiters"};
    if (header.size() < shortest_header || !may_delimit(header[3])) return wrong;
    std::string encoding{header.substr(4, next(header, 4, header[3]) - 4)};
    if (encoding.starts_with("^~\\\\&")) encoding.erase(2, 1);  // some senders print the backslash twice
    if (encoding.size() < 2 || encoding.size() > 5) return wrong;
    const std::string all = header[3] + encoding;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (!may_delimit(all[i]) || all.find(all[i], i + 1) != std::string::npos) return wrong;
    }
    encoding.resize(5, '\0');
    return Delimiters{header[3], encoding[0], encoding[1], encoding[2], encoding[3], encoding[4]};
}

/// Whether the segment keeps within the limits. One that is shorter than the lowest limit cannot hold too many
/// delimiters.
bool within(std::string_view segment, const Delimiters& d, const MessageLimits& limits) {
    if (segment.size() <= std::min({limits.fields, limits.repetitions, limits.components})) return true;
    std::size_t fields = 0, repetitions = 0, components = 0;
    for (const char c : segment) {
        if (c == d.field) {
            ++fields;
            repetitions = components = 0;
        } else if (c == d.repetition) {
            ++repetitions;
        } else if (c == d.component || c == d.subcomponent) {
            ++components;
        }
        if (fields > limits.fields || repetitions >= limits.repetitions || components >= limits.components)
            return false;
    }
    return true;
}
}  // namespace

Part Part::operator[](std::size_t number) const {
    if (missing()) return {};
    switch (level_) {
        case Level::segment: {
            const bool header = is_header(raw_);
            if (header && number == 1) return {raw_.substr(3, 1), Level::field, no_delimiters};
            const std::size_t index = header && number > 1 ? number - 1 : number;
            return {piece(raw_, index, delimiters_.field), Level::field,
                    header && number == 2 ? no_delimiters : delimiters_};
        }
        case Level::field:
            return {piece(raw_, number, delimiters_.repetition), Level::repetition, delimiters_};
        case Level::repetition:
            if (number == 0) return {};
            return {piece(raw_, number - 1, delimiters_.component), Level::component, delimiters_};
        case Level::component:
            if (number == 0) return {};
            return {piece(raw_, number - 1, delimiters_.subcomponent), Level::subcomponent, delimiters_};
        case Level::subcomponent:
            break;  // nothing is below
    }
    return {};
}

std::size_t Part::count() const {
    if (missing()) return 0;
    switch (level_) {
        case Level::segment:
            return pieces(raw_, delimiters_.field) - (is_header(raw_) ? 0 : 1);
        case Level::field:
            return pieces(raw_, delimiters_.repetition);
        case Level::repetition:
            return pieces(raw_, delimiters_.component);
        case Level::component:
            return pieces(raw_, delimiters_.subcomponent);
        case Level::subcomponent:
            break;
    }
    return 0;
}

core::Result<Message> Message::parse(std::string bytes, const MessageLimits& limits) {
    if (bytes.size() > std::min(limits.bytes, std::size_t{UINT32_MAX})) {
        return core::Failure{core::Problem::too_large, "the HL7 message has more bytes than allowed"};
    }
    Message message;
    message.bytes_ = std::move(bytes);
    const std::string_view all = message.bytes_;
    const std::size_t mark = all.starts_with(byte_order_mark) ? byte_order_mark.size() : 0;
    const std::size_t begin = std::min(all.find_first_not_of("\r\n", mark), all.size());
    const std::string_view header = all.substr(begin, all.find_first_of("\r\n", begin) - begin);
    if (!header.starts_with("MSH")) return core::Failure{core::Problem::malformed, "an HL7 message begins with MSH"};
    const auto delimiters = read_delimiters(header);
    if (!delimiters) return delimiters.error();
    message.delimiters_ = *delimiters;
    if (!message.note_segments(begin, limits)) {
        return core::Failure{core::Problem::too_large,
                             "the HL7 message has more segments, fields or repetitions than allowed"};
    }
    return message;
}

bool Message::note_segments(std::size_t begin, const MessageLimits& limits) {
    const std::string_view all = bytes_;
    segments_.reserve(24);
    // Each kind of line end is looked for only when the last one found has been passed: linear, however they are mixed.
    std::size_t next_cr = next(all, begin, '\r'), next_lf = next(all, begin, '\n');
    while (begin < all.size()) {
        const std::size_t end = std::min(next_cr, next_lf);
        if (end > begin) {
            const std::string_view segment = all.substr(begin, end - begin);
            if (segments_.size() == limits.segments || !within(segment, delimiters_, limits)) return false;
            segments_.push_back({static_cast<std::uint32_t>(begin), static_cast<std::uint32_t>(segment.size())});
        }
        begin = end + 1;
        if (next_cr < begin) next_cr = next(all, begin, '\r');
        if (next_lf < begin) next_lf = next(all, begin, '\n');
    }
    return true;
}

std::size_t Message::find(std::string_view name, std::size_t from) const {
    for (; from < segments_.size(); ++from) {
        const std::string_view segment = text(segments_[from]);
        if (!segment.starts_with(name)) continue;
        if (segment.size() == name.size() || segment[name.size()] == delimiters_.field) return from;
    }
    return segments_.size();
}

Part Message::segment(std::size_t index) const {
    if (index >= segments_.size()) return {};
    return {text(segments_[index]), Level::segment, delimiters_};
}

Part Message::operator[](std::string_view name) const { return segment(find(name)); }

}  // namespace vorab::hl7

#include "espax/frame.hpp"

#include <algorithm>
#include <stdexcept>

namespace vorab::espax {
namespace {

constexpr std::string_view magic = "EX";

std::uint32_t read_u32(std::string_view bytes) {
    std::uint32_t value = 0;
    for (const char byte : bytes.substr(0, 4)) value = (value << 8) | static_cast<unsigned char>(byte);
    return value;
}

void append_u32(std::string& bytes, std::uint32_t value) {
    for (const int shift : {24, 16, 8, 0}) bytes.push_back(static_cast<char>((value >> shift) & 0xff));
}

}  // namespace

bool Deframer::header_holds() const {
    const auto begun = std::string_view{pending_}.substr(0, magic.size());
    if (begun != magic.substr(0, begun.size())) return false;
    if (pending_.size() < 6) return true;
    const std::size_t length = read_u32(std::string_view{pending_}.substr(2));
    return length >= header_size && length <= largest_;
}

std::vector<FrameEvent> Deframer::push(std::string_view bytes) {
    std::vector<FrameEvent> events;
    while (!broken_) {
        // Take the header first, then just what its length allows: a lying peer fills no more memory than one frame.
        const std::size_t wanted =
            pending_.size() < header_size ? header_size : read_u32(std::string_view{pending_}.substr(2));
        const auto taken = std::min(wanted - pending_.size(), bytes.size());
        pending_.append(bytes.substr(0, taken));
        bytes.remove_prefix(taken);
        if (!header_holds()) {
            broken_ = true;
            pending_.clear();
            events.emplace_back(BadHeader{});
        } else if (pending_.size() < wanted) {
            break;
        } else if (pending_.size() == read_u32(std::string_view{pending_}.substr(2))) {
            events.emplace_back(Frame{pending_.substr(header_size), read_u32(std::string_view{pending_}.substr(6))});
            pending_.clear();
        }
    }
    return events;
}

std::string frame(std::string_view xml, std::uint32_t number) {
    const std::size_t length = header_size + xml.size();
    if (length > largest_frame) throw std::length_error("an ESPA-X frame of more than 65535 bytes");
    std::string bytes;
    bytes.reserve(length);
    bytes.append(magic);
    append_u32(bytes, static_cast<std::uint32_t>(length));
    append_u32(bytes, number);
    bytes.append(xml);
    return bytes;
}

}  // namespace vorab::espax

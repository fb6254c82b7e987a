#include "espax/trace.hpp"

#include "common/core/encoding.hpp"
#include "espax/text.hpp"

namespace vorab::espax {
namespace {
std::string spaced_hex(std::string_view bytes) {
    std::string spaced;
    for (const char byte : bytes) {
        if (!spaced.empty()) spaced += ' ';
        spaced += core::to_hex(core::bytes_of(std::string_view{&byte, 1}));
    }
    return spaced;
}
}  // namespace

std::string trace_lines(core::Timestamp now, std::string_view server, Session::Direction direction,
                        std::string_view frame) {
    const bool is_frame = frame.size() > header_size && frame.starts_with("EX");
    const auto shown_as_hex = is_frame ? frame.substr(0, header_size) : frame;
    std::string lines = core::to_rfc3339(now) + ' ' + std::string{server};
    lines += direction == Session::Direction::sent ? " > " : " < ";
    lines += std::to_string(frame.size()) + " bytes: " + spaced_hex(shown_as_hex) + '\n';
    if (is_frame) lines += "    " + plain_text(frame.substr(header_size)) + '\n';
    return lines;
}

}  // namespace vorab::espax

#pragma once
// ESPA-X framing (ESPA-X 1.00, section "transport"): "EX", the total length and a message number, both big-endian u32,
// then the XML. The length counts the header too. No I/O: bytes in, frames out.
#include <cstdint>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace vorab::espax {

constexpr std::size_t header_size = 10;
constexpr std::size_t largest_frame = 65'535;  ///< known clients read only the low 16 bits of the length

struct Frame {
    std::string xml;
    std::uint32_t number = 0;  ///< to be ignored when received: peers fill it as they like
};

/// Wrong magic or an impossible length: the stream cannot be brought back into step and must be closed.
struct BadHeader {};

using FrameEvent = std::variant<Frame, BadHeader>;

class Deframer {
  public:
    Deframer() = default;
    explicit Deframer(std::size_t largest) : largest_(largest) {}

    /// What these bytes complete. After one BadHeader nothing more comes.
    std::vector<FrameEvent> push(std::string_view bytes);

  private:
    bool header_holds() const;
    std::size_t largest_ = largest_frame;
    std::string pending_;
    bool broken_ = false;
};

/// Throws std::length_error above largest_frame: the limits of the fields make that impossible, so it is our own fault.
std::string frame(std::string_view xml, std::uint32_t number);

}  // namespace vorab::espax

#pragma once
// What a client may do here (RFC 6749 section 3.3). The directory says what it may at most, its token what it asked
// for.
#include <cstdint>
#include <string>
#include <string_view>

#include "common/core/result.hpp"

namespace vorab::gateway {

enum class Scope : std::uint8_t {
    send = 1,         ///< an ambulance system: records, attachments, their answers
    positions = 2,    ///< a dispatch system: positions and times of arrival
    assignments = 4,  ///< a capacity system: which patient goes where
};

class Scopes {
  public:
    Scopes() = default;
    Scopes(Scope scope) : bits_(static_cast<std::uint8_t>(scope)) {}  // NOLINT(google-explicit-constructor)

    /// "send positions": words between single spaces, in any order; malformed for an unknown, doubled or missing one.
    static core::Result<Scopes> parse(std::string_view words);
    std::string str() const;

    bool has(Scope scope) const { return (bits_ & static_cast<std::uint8_t>(scope)) != 0; }
    bool within(Scopes wider) const { return (bits_ & ~wider.bits_) == 0; }
    bool empty() const { return bits_ == 0; }

    friend bool operator==(const Scopes&, const Scopes&) = default;

  private:
    std::uint8_t bits_ = 0;
};
}  // namespace vorab::gateway

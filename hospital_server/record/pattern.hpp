#pragma once
// The few regular expressions that our schemas use: ^, then characters or classes each with *, +, {n} or {n,m}, then $.
// Matched without recursion over the text, so a long text cannot exhaust the stack as std::regex would.
#include <bitset>
#include <string_view>
#include <vector>

namespace vorab::hospital_server::record {

class Pattern {
  public:
    /// Throws std::logic_error for anything beyond the subset: a mistake of ours.
    explicit Pattern(std::string_view expression);
    bool matches(std::string_view text) const;

  private:
    struct Item {
        std::bitset<256> bytes;
        std::size_t least = 1;
        std::size_t most = 1;
    };
    bool matches_from(std::size_t item, std::string_view text) const;
    std::vector<Item> items_;
};
}  // namespace vorab::hospital_server::record

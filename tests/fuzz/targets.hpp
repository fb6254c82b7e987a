#pragma once
// What takes bytes from strangers, each as one function over them. A target throws when what it read contradicts
// itself; everything else (a crash, a sanitizer's word, a hang) the fuzzer sees. `./vorab fuzz NAME` runs one under
// libFuzzer, replay_test.cpp runs the kept corpus through all of them.
#include <stdexcept>
#include <string_view>
#include <vector>

namespace vorab::fuzz {

struct Target {
    std::string_view name;
    void (*run)(std::string_view bytes);
};

std::vector<Target> web_targets();       ///< HTTP, JSON, the envelope and what is in it
std::vector<Target> protocol_targets();  ///< HL7 and ESPA-X
std::vector<Target> all_targets();

inline void must(bool holds, const char* what) {
    if (!holds) throw std::logic_error(what);
}

/// The bytes in pieces of changing size, as sockets bring them.
template <class Take>
void in_pieces(std::string_view bytes, Take take) {
    for (std::size_t size = 1; !bytes.empty(); size = size % 7 + 1) {
        const auto piece = bytes.substr(0, size);
        bytes.remove_prefix(piece.size());
        take(piece);
    }
}
}  // namespace vorab::fuzz

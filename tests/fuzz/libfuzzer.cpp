// One target under libFuzzer: the program fuzz_targets chooses by the environment variable VORAB_FUZZ_TARGET.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string>

#include "tests/fuzz/targets.hpp"

namespace {
const vorab::fuzz::Target& chosen() {
    static const auto all = vorab::fuzz::all_targets();
    const char* const wanted = std::getenv("VORAB_FUZZ_TARGET");
    for (const auto& target : all) {
        if (wanted != nullptr && target.name == wanted) return target;
    }
    std::fputs("VORAB_FUZZ_TARGET is one of:", stderr);
    for (const auto& target : all) std::fprintf(stderr, " %s", std::string{target.name}.c_str());
    std::fputs("\n", stderr);
    std::exit(2);
}
}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    static const auto& target = chosen();
    target.run({reinterpret_cast<const char*>(data), size});
    return 0;
}

// A program of its own: it counts every allocation, so that a test can say "none".
#include <atomic>
#include <cstdlib>
#include <new>

#include "hl7/message.hpp"
#include "tests/support/catch.hpp"

namespace {
std::atomic<std::size_t> allocations{0};
}  // namespace

void* operator new(std::size_t size, const std::nothrow_t&) noexcept {
    ++allocations;
    return std::malloc(size);
}
void* operator new(std::size_t size) {
    if (void* memory = operator new(size, std::nothrow)) return memory;
    throw std::bad_alloc{};
}
void operator delete(void* memory) noexcept { std::free(memory); }
void operator delete(void* memory, std::size_t) noexcept { std::free(memory); }

TEST_CASE("reading fields allocates nothing") {
    const auto message = vorab::hl7::Message::parse(
                             "MSH|^~\\&|KIS|KH|VORAB|ZNA|20260401114500+0200||ADT^A01|MSG1|P|2.5\r"
                             "PID|1||4711^^^KH^PI~A123456780^^^GKV&1.2.276&ISO^NH||Ludwig\r"
                             "OBX|1|ST|a\r")
                             .value();
    REQUIRE(message.get("PID", 3, 1, 4, 2) == "1.2.276");
    const std::size_t before = allocations;
    std::size_t size = 0;
    for (int i = 0; i < 100; ++i) {
        size += message.get("PID", 5).size() + message.get("PID", 3, 1, 4, 2).size() + message["OBX"][3].raw().size();
    }
    const std::size_t after = allocations;
    CHECK(after == before);
    CHECK(size > 0);
}

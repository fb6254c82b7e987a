#include "common/core/random.hpp"

#include <stdexcept>
#include <sys/random.h>

namespace vorab::core {

Bytes random_bytes(std::size_t count) {
    Bytes bytes(count, 0);
    std::size_t filled = 0;
    while (filled < count) {
        const auto got = getrandom(bytes.data() + filled, count - filled, 0);
        if (got <= 0) throw std::runtime_error("the operating system gives no random bytes");
        filled += static_cast<std::size_t>(got);
    }
    return bytes;
}

std::string new_uuid_v7(Timestamp now) {
    Bytes bytes = random_bytes(16);
    auto millis = static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::milliseconds>(now.time_since_epoch()).count());
    for (int i = 5; i >= 0; --i, millis >>= 8) bytes[static_cast<std::size_t>(i)] = static_cast<unsigned char>(millis);
    bytes[6] = static_cast<unsigned char>(0x70u | (bytes[6] & 0x0fu));
    bytes[8] = static_cast<unsigned char>(0x80u | (bytes[8] & 0x3fu));
    std::string text = to_hex(bytes);
    for (const std::size_t dash : {8u, 13u, 18u, 23u}) text.insert(dash, 1, '-');
    return text;
}

TransmissionId new_transmission_id(Timestamp now) { return TransmissionId::parse(new_uuid_v7(now)).value(); }

CaseId new_case_id() { return CaseId::parse(to_hex(random_bytes(16))).value(); }

}  // namespace vorab::core

#include "common/passwords/password.hpp"

#include <algorithm>
#include <stdexcept>

#include <sodium.h>

#include "common/core/random.hpp"

namespace vorab::passwords {
namespace {
void ready() {
    static const bool initialised = sodium_init() >= 0;
    if (!initialised) throw std::runtime_error("libsodium does not start");
}
}  // namespace

std::string hash_password(const core::Sensitive<std::string>& password) {
    ready();
    std::string hash(crypto_pwhash_STRBYTES, '\0');
    const std::string& text = password.reveal();
    if (crypto_pwhash_str(hash.data(), text.data(), text.size(), crypto_pwhash_OPSLIMIT_INTERACTIVE,
                          crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0) {
        throw std::runtime_error("not enough memory to hash a password");
    }
    hash.resize(hash.find('\0'));
    return hash;
}

bool password_matches(const std::string& hash, const core::Sensitive<std::string>& password) {
    ready();
    const std::string& text = password.reveal();
    return crypto_pwhash_str_verify(hash.c_str(), text.data(), text.size()) == 0;
}

const std::string& nobodys_hash() {
    static const std::string hash =
        hash_password(core::Sensitive<std::string>{core::to_base64url(core::random_bytes(32))});
    return hash;
}

std::chrono::seconds pause_after(std::int64_t failures) {
    constexpr std::int64_t free_tries = 3;
    constexpr std::chrono::seconds longest{300};
    if (failures < free_tries) return std::chrono::seconds{0};
    return std::min(longest, std::chrono::seconds{2LL << std::min<std::int64_t>(failures - free_tries, 8)});
}
}  // namespace vorab::passwords

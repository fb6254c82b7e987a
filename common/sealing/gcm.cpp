#include "common/sealing/gcm.hpp"

#include <stdexcept>

#include "common/signing/openssl.hpp"

namespace vorab::sealing::gcm {
namespace {
namespace openssl = signing::openssl;
using core::BytesView;
using openssl::require;

enum class Direction { open = 0, seal = 1 };

openssl::CipherContext begin(BytesView key, BytesView nonce, BytesView associated, Direction direction) {
    if (key.size() != key_size || nonce.size() != nonce_size) throw std::logic_error("AES-256-GCM: key or nonce size");
    openssl::CipherContext context{EVP_CIPHER_CTX_new()};
    int written = 0;
    require(context != nullptr && EVP_CipherInit_ex2(context.get(), openssl::aes_256_gcm(), key.data(), nonce.data(),
                                                     static_cast<int>(direction), nullptr) == 1);
    require(associated.empty() || EVP_CipherUpdate(context.get(), nullptr, &written, associated.data(),
                                                   static_cast<int>(associated.size())) == 1);
    return context;
}

void update(EVP_CIPHER_CTX* context, BytesView input, unsigned char* output) {
    int written = 0;
    require(input.empty() ||
            EVP_CipherUpdate(context, output, &written, input.data(), static_cast<int>(input.size())) == 1);
}
}  // namespace

core::Bytes seal(BytesView key, BytesView nonce, BytesView associated, BytesView plain, unsigned char* output) {
    const auto context = begin(key, nonce, associated, Direction::seal);
    update(context.get(), plain, output);
    core::Bytes tag(tag_size, 0);
    int written = 0;
    require(EVP_CipherFinal_ex(context.get(), tag.data(), &written) == 1);
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_GET_TAG, tag_size, tag.data()) == 1);
    return tag;
}

bool open(BytesView key, BytesView nonce, BytesView associated, BytesView sealed, BytesView tag,
          unsigned char* output) {
    if (tag.size() != tag_size) return false;
    const auto context = begin(key, nonce, associated, Direction::open);
    update(context.get(), sealed, output);
    core::Bytes expected{tag};
    require(EVP_CIPHER_CTX_ctrl(context.get(), EVP_CTRL_AEAD_SET_TAG, tag_size, expected.data()) == 1);
    unsigned char none[tag_size];
    int written = 0;
    const bool good = EVP_CipherFinal_ex(context.get(), none, &written) == 1;
    openssl::forget_errors();
    return good;
}
}  // namespace vorab::sealing::gcm

#include "common/sealing/jwe.hpp"

#include <stdexcept>

#include <boost/json/serialize.hpp>

#include "common/core/random.hpp"
#include "common/sealing/content_key.hpp"
#include "common/sealing/gcm.hpp"

namespace vorab::sealing {
namespace {
using core::Bytes;
using core::BytesView;
using core::Result;
using envelope::JweParts;
using signing::KeyType;
using Header = boost::json::object;

constexpr std::string_view content_algorithm = "A256GCM";

const core::Failure not_opened{core::Problem::envelope_not_opened,
                               "the seal does not open: sealed for another key, or changed on the way"};

std::string_view name(Management management) {
    switch (management) {
        case Management::ecdh_es_a256kw:
            return "ECDH-ES+A256KW";
        case Management::rsa_oaep_256:
            return "RSA-OAEP-256";
        case Management::ecdh_es:
            return "ECDH-ES";
        case Management::direct:
            return "dir";
    }
    return "";
}

bool fits(Management management, KeyType type) {
    switch (management) {
        case Management::ecdh_es_a256kw:
        case Management::ecdh_es:
            return type == KeyType::p256 || type == KeyType::p384 || type == KeyType::x25519;
        case Management::rsa_oaep_256:
            return type == KeyType::rsa;
        case Management::direct:
            return false;
    }
    return false;
}

struct Fresh {
    SecretBytes content_key;
    Bytes encrypted_key;
};

/// RFC 7516 section 5.1, steps 1 to 6. Puts `epk` into the header.
Fresh fresh_content_key(Management management, const signing::PublicKey& recipient, Header& header) {
    if (management == Management::rsa_oaep_256) {
        SecretBytes key{core::random_bytes(gcm::key_size)};
        auto encrypted = encrypt_oaep(recipient, key.view());
        return {std::move(key), std::move(encrypted)};
    }
    const auto ephemeral = signing::PrivateKey::generate(recipient.type());
    header["epk"] = ephemeral.public_key().to_jwk();
    const bool wraps = management == Management::ecdh_es_a256kw;
    auto agreed = agree(ephemeral, recipient.to_jwk(), wraps ? name(management) : content_algorithm);
    if (!agreed) throw std::logic_error("a recipient's key that passed every check does not agree");
    if (!wraps) return {std::move(*agreed), {}};
    SecretBytes key{core::random_bytes(gcm::key_size)};
    auto wrapped = wrap(agreed->view(), key.view());
    return {std::move(key), std::move(wrapped)};
}

/// RFC 7516 section 5.2, steps 6 to 10.
std::optional<SecretBytes> find_content_key(Management management, const JweParts& parts, const Header& header,
                                            const signing::PrivateKey& key) {
    const auto encrypted = core::from_base64url(parts.encrypted_key);
    if (!encrypted || !fits(management, key.type())) return std::nullopt;
    if (management == Management::rsa_oaep_256) return decrypt_oaep(key, *encrypted);
    const auto* epk = header.if_contains("epk");
    if (!epk || !epk->is_object()) return std::nullopt;
    const bool wraps = management == Management::ecdh_es_a256kw;
    auto agreed = agree(key, epk->get_object(), wraps ? name(management) : content_algorithm);
    if (!agreed) return std::nullopt;
    if (wraps) return unwrap(agreed->view(), *encrypted);
    if (!encrypted->empty()) return std::nullopt;
    return agreed;
}

JweParts seal_content(BytesView content_key, const Bytes& encrypted_key, const Header& header, BytesView plaintext) {
    JweParts parts;
    parts.protected_text = core::to_base64url(core::bytes_of(boost::json::serialize(header)));
    const auto iv = core::random_bytes(gcm::nonce_size);
    Bytes ciphertext(plaintext.size(), 0);
    const auto tag = gcm::seal(content_key, iv, core::bytes_of(parts.protected_text), plaintext, ciphertext.data());
    parts.encrypted_key = core::to_base64url(encrypted_key);
    parts.iv = core::to_base64url(iv);
    parts.ciphertext = core::to_base64url(ciphertext);
    parts.tag = core::to_base64url(tag);
    return parts;
}

/// RFC 7516 section 5.2, steps 12 to 16: the header is authenticated as it came, not as it was understood.
Result<SecretBytes> open_content(const JweParts& parts, BytesView content_key) {
    const auto iv = core::from_base64url(parts.iv);
    const auto tag = core::from_base64url(parts.tag);
    const auto ciphertext = core::from_base64url(parts.ciphertext);
    if (!iv || !tag || !ciphertext || iv->size() != gcm::nonce_size) return not_opened;
    SecretBytes plaintext(ciphertext->size());
    if (!gcm::open(content_key, *iv, core::bytes_of(parts.protected_text), *ciphertext, *tag, plaintext.data())) {
        return not_opened;
    }
    return plaintext;
}

Header begin_header(Management management, const Header& members) {
    Header header{{"alg", name(management)}, {"enc", content_algorithm}};
    header.insert(members.begin(), members.end());
    return header;
}
}  // namespace

JweParts seal(Management management, const signing::PublicKey& recipient, Header header, BytesView plaintext) {
    if (!fits(management, recipient.type())) throw std::logic_error("the key is not of this algorithm");
    header["kid"] = recipient.thumbprint();
    auto whole = begin_header(management, header);
    const auto fresh = fresh_content_key(management, recipient, whole);
    return seal_content(fresh.content_key.view(), fresh.encrypted_key, whole, plaintext);
}

JweParts seal_direct(BytesView content_key, Header header, BytesView plaintext) {
    return seal_content(content_key, {}, begin_header(Management::direct, header), plaintext);
}

Result<SecretBytes> open(Management management, const JweParts& parts, const Header& header,
                         const signing::PrivateKey& key) {
    const auto content_key = find_content_key(management, parts, header, key);
    if (!content_key) return not_opened;
    return open_content(parts, content_key->view());
}

Result<SecretBytes> open_direct(const JweParts& parts, BytesView content_key) {
    if (!parts.encrypted_key.empty()) return not_opened;
    return open_content(parts, content_key);
}
}  // namespace vorab::sealing

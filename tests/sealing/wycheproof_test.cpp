#include "tests/signing/wycheproof.hpp"

#include <map>

#include "common/core/json.hpp"
#include "common/sealing/content_key.hpp"
#include "common/sealing/gcm.hpp"
#include "common/sealing/jwe.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using boost::json::object;
using sealing::Management;
using signing::PrivateKey;

namespace {
/// Runs `attempt` on every vector of a file; it answers whether the vector was accepted, or nothing when it is outside
/// of what we do at all.
template <class Attempt>
void run(const char* file, int least_accepted, Attempt attempt) {
    const auto suite = test::wycheproof(file);
    if (!suite) {
        WARN("skipped: the Wycheproof vectors are not beside this checkout");
        return;
    }
    test::Tally tally;
    for (const auto& group : suite->at("testGroups").as_array()) {
        for (const auto& item : group.at("tests").as_array()) {
            const auto& vector = item.as_object();
            const std::optional<bool> accepted = attempt(group.as_object(), vector);
            if (!accepted) continue;
            INFO(file << " " << vector.at("tcId") << " " << test::text_of(vector, "comment"));
            if (!test::is_valid(vector)) CHECK_FALSE(*accepted);
            tally.count(*accepted, test::is_valid(vector), true);
        }
    }
    WARN(file << ": " << tally.str());
    CHECK(tally.false_accepts == 0);
    CHECK(tally.false_refusals == 0);
    CHECK(tally.accepted >= least_accepted);
}

object coordinates(core::BytesView point) {
    return {{"kty", "EC"},
            {"crv", "P-256"},
            {"x", core::to_base64url(point.substr(1, 32))},
            {"y", core::to_base64url(point.substr(33))}};
}

std::string text_member(const object& json, const char* name) {
    const auto* value = json.if_contains(name);
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

std::optional<bool> open_jwe(const object& group, const object& vector) {
    const auto* jwk = group.if_contains("private");
    const auto* token = vector.if_contains("jwe");
    if (!jwk || !jwk->is_object() || !token || !token->is_string()) return std::nullopt;
    const auto key = PrivateKey::from_jwk(jwk->get_object());
    if (!key) return std::nullopt;
    const auto parts = envelope::read_compact(token->get_string());
    if (!parts) return false;
    const auto header = envelope::read_protected_header(*parts, {"alg", "enc", "kid", "typ", "epk", "cty"});
    if (!header) return test::is_valid(vector) ? std::nullopt : std::optional{false};
    const std::map<std::string, Management> ours{{"ECDH-ES+A256KW", Management::ecdh_es_a256kw},
                                                 {"ECDH-ES", Management::ecdh_es}};
    const auto management = ours.find(text_member(*header, "alg"));
    // What a key is for is fixed with the key: an alg that is not its own is refused, as KeyRing does.
    if (management == ours.end() || text_member(*header, "enc") != "A256GCM" ||
        text_member(jwk->get_object(), "alg") != management->first) {
        return test::is_valid(vector) ? std::nullopt : std::optional{false};
    }
    return sealing::open(management->second, *parts, *header, *key).has_value();
}
}  // namespace

TEST_CASE("Wycheproof: AES-256-GCM") {
    run("aes_gcm_test.json", 30, [](const object&, const object& vector) -> std::optional<bool> {
        const auto key = test::bytes_of(vector, "key");
        const auto iv = test::bytes_of(vector, "iv");
        if (key.size() != 32 || iv.size() != 12) return std::nullopt;
        const auto ciphertext = test::bytes_of(vector, "ct");
        core::Bytes plain(ciphertext.size(), 0);
        const bool opened = sealing::gcm::open(key, iv, test::bytes_of(vector, "aad"), ciphertext,
                                               test::bytes_of(vector, "tag"), plain.data());
        return opened && plain == test::bytes_of(vector, "msg");
    });
}

TEST_CASE("Wycheproof: AES-256 key wrap of 32-byte keys") {
    run("aes_wrap_test.json", 4, [](const object&, const object& vector) -> std::optional<bool> {
        const auto key = test::bytes_of(vector, "key");
        const auto message = test::bytes_of(vector, "msg");
        if (key.size() != 32 || (test::is_valid(vector) && message.size() != 32)) return std::nullopt;
        const auto unwrapped = sealing::unwrap(key, test::bytes_of(vector, "ct"));
        return unwrapped && unwrapped->view() == message;
    });
}

TEST_CASE("Wycheproof: ECDH on P-256, judged by whether a point is taken") {
    run("ecdh_secp256r1_ecpoint_test.json", 100, [](const object&, const object& vector) -> std::optional<bool> {
        const auto point = test::bytes_of(vector, "public");
        if (point.size() != 65 || point[0] != 4) return test::is_valid(vector) ? std::nullopt : std::optional{false};
        const auto own = PrivateKey::generate(signing::KeyType::p256);
        return sealing::agree(own, coordinates(point), "A256GCM").has_value();
    });
}

TEST_CASE("Wycheproof: X25519 by JWK") {
    run("x25519_jwk_test.json", 100, [](const object&, const object& vector) -> std::optional<bool> {
        const auto own = PrivateKey::from_jwk(vector.at("private").as_object());
        const bool good = own && sealing::agree(*own, vector.at("public").as_object(), "A256GCM").has_value();
        // "acceptable": public keys of low order or in odd encodings. Refusing is right, taking a good one is too.
        if (vector.at("result").as_string() == "acceptable") return std::nullopt;
        return good;
    });
}

TEST_CASE("Wycheproof: RSA-OAEP-256 with 3072 bits, content keys of 32 bytes") {
    run("rsa_oaep_3072_sha256_mgf1sha256_test.json", 1,
        [](const object& group, const object& vector) -> std::optional<bool> {
            const auto key = PrivateKey::from_pem(test::text_of(group, "privateKeyPem"));
            REQUIRE(key);
            const auto message = test::bytes_of(vector, "msg");
            if (test::is_valid(vector) && message.size() != 32) return std::nullopt;
            const auto opened = sealing::decrypt_oaep(*key, test::bytes_of(vector, "ct"));
            CHECK(opened.size() == 32);  // also where the padding is wrong
            return opened.view() == message;
        });
}

TEST_CASE("Wycheproof: JWE") {
    run("json_web_encryption_test.json", 1, open_jwe);
    run("json_web_crypto_test.json", 0, open_jwe);
}

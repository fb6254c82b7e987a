#include "common/sealing/jwe.hpp"

#include "common/core/json.hpp"
#include "tests/sealing/world.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using core::Problem;
using sealing::Management;
using signing::KeyType;
using signing::PrivateKey;

namespace {
boost::json::object header_of(const envelope::JweParts& parts) {
    return *core::parse_json_object(core::text_of(*core::from_base64url(parts.protected_text)));
}

std::optional<std::string> opened(Management management, const envelope::JweParts& parts,
                                  const boost::json::object& header, const PrivateKey& key) {
    const auto plain = sealing::open(management, parts, header, key);
    if (plain) return std::string{plain->text()};
    CHECK(plain.error().problem == Problem::envelope_not_opened);
    return std::nullopt;
}
}  // namespace

TEST_CASE("each way to find the content key opens what it sealed, and no other key does") {
    const std::pair<Management, KeyType> ways[] = {
        {Management::ecdh_es_a256kw, KeyType::p256},   {Management::ecdh_es_a256kw, KeyType::p384},
        {Management::ecdh_es_a256kw, KeyType::x25519}, {Management::rsa_oaep_256, KeyType::rsa},
        {Management::ecdh_es, KeyType::p256},          {Management::ecdh_es, KeyType::x25519}};
    for (const auto& [management, type] : ways) {
        INFO(public_text(type).view());
        const auto key = PrivateKey::generate(type);
        const auto parts = sealing::seal(management, key.public_key(), {{"typ", "t"}}, core::bytes_of("secret"));
        const auto header = header_of(parts);
        CHECK(header.at("kid").as_string() == key.public_key().thumbprint());
        CHECK(opened(management, parts, header, key) == "secret");
        CHECK_FALSE(opened(management, parts, header, PrivateKey::generate(type)));
        const auto empty = sealing::seal(management, key.public_key(), {}, {});
        CHECK(opened(management, empty, header_of(empty), key) == "");
    }
}

TEST_CASE("a key used for what it is not made for is our own mistake when sealing, and opens nothing") {
    const auto ed25519 = PrivateKey::generate(KeyType::ed25519);
    const auto p256 = PrivateKey::generate(KeyType::p256);
    CHECK_THROWS_AS(sealing::seal(Management::ecdh_es_a256kw, ed25519.public_key(), {}, {}), std::logic_error);
    CHECK_THROWS_AS(sealing::seal(Management::rsa_oaep_256, p256.public_key(), {}, {}), std::logic_error);
    CHECK_THROWS_AS(sealing::seal(Management::direct, p256.public_key(), {}, {}), std::logic_error);
    const auto parts = sealing::seal(Management::ecdh_es_a256kw, p256.public_key(), {}, core::bytes_of("x"));
    CHECK_FALSE(opened(Management::rsa_oaep_256, parts, header_of(parts), p256));
    CHECK_FALSE(opened(Management::ecdh_es, parts, header_of(parts), p256));
}

TEST_CASE("an ephemeral key off the curve, of another curve or of low order opens nothing") {
    const auto key = PrivateKey::generate(KeyType::p256);
    const auto parts = sealing::seal(Management::ecdh_es_a256kw, key.public_key(), {}, core::bytes_of("x"));
    const auto header = header_of(parts);
    const auto with_epk = [&](const char* member, const std::string& value) {
        auto changed = header;
        changed["epk"].as_object()[member] = value;
        return opened(Management::ecdh_es_a256kw, parts, changed, key).has_value();
    };
    const auto y = std::string{header.at("epk").at("y").as_string()};
    CHECK(with_epk("y", y));
    CHECK_FALSE(with_epk("x", y));
    CHECK_FALSE(with_epk("x", test::zeros(32)));
    CHECK_FALSE(with_epk("x", ""));
    CHECK_FALSE(with_epk("x", test::zeros(33)));
    CHECK_FALSE(with_epk("crv", "P-384"));
    auto other = header;
    other["epk"] = PrivateKey::generate(KeyType::p384).public_key().to_jwk();
    CHECK_FALSE(opened(Management::ecdh_es_a256kw, parts, other, key));
    other.erase("epk");
    CHECK_FALSE(opened(Management::ecdh_es_a256kw, parts, other, key));

    const auto x25519 = PrivateKey::generate(KeyType::x25519);
    const auto montgomery = sealing::seal(Management::ecdh_es_a256kw, x25519.public_key(), {}, core::bytes_of("x"));
    auto low_order = header_of(montgomery);
    for (const auto& x : {test::zeros(32), core::to_base64url(core::Bytes(1, 1) + core::Bytes(31, 0))}) {
        low_order["epk"].as_object()["x"] = x;
        CHECK_FALSE(opened(Management::ecdh_es_a256kw, montgomery, low_order, x25519));
    }
}

TEST_CASE("an encrypted key of any size or content opens nothing and crashes nothing") {
    const auto rsa = PrivateKey::generate(KeyType::rsa);
    const auto p256 = PrivateKey::generate(KeyType::p256);
    auto by_rsa = sealing::seal(Management::rsa_oaep_256, rsa.public_key(), {}, core::bytes_of("x"));
    auto by_curve = sealing::seal(Management::ecdh_es_a256kw, p256.public_key(), {}, core::bytes_of("x"));
    for (const std::size_t size : {0u, 8u, 39u, 40u, 41u, 383u, 384u, 385u, 520u, 4096u}) {
        INFO(size);
        by_rsa.encrypted_key = by_curve.encrypted_key = test::zeros(size);
        CHECK_FALSE(opened(Management::rsa_oaep_256, by_rsa, header_of(by_rsa), rsa));
        CHECK_FALSE(opened(Management::ecdh_es_a256kw, by_curve, header_of(by_curve), p256));
    }
}

TEST_CASE("a directly sealed text opens with its content key alone") {
    const core::Bytes key(32, 1);
    const auto parts = sealing::seal_direct(key, {{"typ", "t"}}, core::bytes_of("secret"));
    CHECK(parts.encrypted_key.empty());
    CHECK(sealing::open_direct(parts, key)->text() == "secret");
    CHECK_FALSE(sealing::open_direct(parts, core::Bytes(32, 2)));
    auto more = parts;
    more.encrypted_key = "AAAA";
    CHECK_FALSE(sealing::open_direct(more, key));
}

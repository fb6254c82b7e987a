#include "common/signing/jws.hpp"

#include <boost/json/serialize.hpp>

#include "common/signing/signature.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using core::Problem;
using signing::JwsProfile;
using signing::KeyType;
using signing::PrivateKey;

namespace {
const JwsProfile profile{.typ = "at+jwt"};
const boost::json::object header{{"typ", "at+jwt"}, {"kid", "k1"}};

signing::KeyLookup always(const PrivateKey& key) {
    return [key](const boost::json::object&) -> core::Result<signing::PublicKey> { return key.public_key(); };
}

std::string encoded(const boost::json::object& json) {
    return core::to_base64url(core::bytes_of(boost::json::serialize(json)));
}

/// Signed well, whatever the header says.
std::string sign_with_header(const boost::json::object& any, const PrivateKey& key) {
    const auto input = encoded(any) + "." + core::to_base64url(core::bytes_of("x"));
    return input + "." + core::to_base64url(signing::sign(core::bytes_of(input), key));
}
}  // namespace

TEST_CASE("every signing key type signs and verifies, and no other key does") {
    for (const auto type : {KeyType::p256, KeyType::p384, KeyType::ed25519}) {
        const auto key = PrivateKey::generate(type);
        const auto token = signing::sign_compact(header, "payload", key);
        const auto verified = signing::verify_compact(token, profile, always(key));
        REQUIRE(verified);
        CHECK(verified->payload == "payload");
        CHECK(verified->header.at("kid") == "k1");
        CHECK(signing::verify_compact(token, profile, always(PrivateKey::generate(type))).error().problem ==
              Problem::signature_invalid);
    }
    CHECK_THROWS(signing::sign_compact(header, "x", PrivateKey::generate(KeyType::x25519)));
}

TEST_CASE("no character of a token can be changed") {
    const auto key = PrivateKey::generate(KeyType::p256);
    const auto token = signing::sign_compact(header, "payload", key);
    for (std::size_t i = 0; i < token.size(); ++i) {
        auto changed = token;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        INFO(i);
        CHECK_FALSE(signing::verify_compact(changed, profile, always(key)));
    }
    for (const auto& changed : {token + "A", token + ".", token + "=", token.substr(1), token + "\n",
                                token.substr(0, token.rfind('.') + 1), std::string{}, std::string{".."}}) {
        CHECK_FALSE(signing::verify_compact(changed, profile, always(key)));
    }
}

TEST_CASE("the algorithm belongs to the key, not to the token") {
    const auto key = PrivateKey::generate(KeyType::p256);
    for (const char* alg : {"none", "None", "HS256", "RS256", "PS256", "ES384", "ES512", "EdDSA", "es256", ""}) {
        INFO(alg);
        const auto token = sign_with_header({{"alg", alg}, {"typ", "at+jwt"}, {"kid", "k1"}}, key);
        CHECK(signing::verify_compact(token, profile, always(key)).error().problem == Problem::algorithm_refused);
    }
    const auto rsa = PrivateKey::generate(KeyType::rsa);
    const auto token = sign_with_header({{"alg", "RS256"}, {"typ", "at+jwt"}, {"kid", "k1"}}, key);
    CHECK(signing::verify_compact(token, profile, always(rsa)).error().problem == Problem::algorithm_refused);
}

TEST_CASE("a signature of zeros, of the wrong width or in DER does not hold") {
    const auto key = PrivateKey::generate(KeyType::p256);
    const auto token = signing::sign_compact(header, "payload", key);
    const auto input = token.substr(0, token.rfind('.') + 1);
    for (const std::size_t size : {0u, 63u, 64u, 65u, 70u, 96u}) {
        INFO(size);
        CHECK_FALSE(signing::verify_compact(input + core::to_base64url(core::Bytes(size, 0)), profile, always(key)));
    }
}

TEST_CASE("a header holds what its kind of token holds, nothing else") {
    const auto key = PrivateKey::generate(KeyType::p256);
    const auto refused = [&](const char* member, boost::json::value value) {
        boost::json::object any{{"alg", "ES256"}, {"typ", "at+jwt"}, {"kid", "k1"}};
        any[member] = std::move(value);
        return !signing::verify_compact(sign_with_header(any, key), profile, always(key)).has_value();
    };
    CHECK_FALSE(refused("kid", "k2"));
    for (const char* member : {"jwk", "jku", "x5u", "x5c", "x5t", "crit", "b64", "cty", "zip"}) {
        INFO(member);
        CHECK(refused(member, "x"));
    }
    CHECK(refused("typ", "JWT"));
    CHECK(refused("typ", "vorab-receipt"));
    CHECK(refused("kid", 1));
    CHECK(refused("alg", nullptr));
    const auto doubled = core::to_base64url(core::bytes_of(R"({"alg":"ES256","alg":"none","typ":"at+jwt","kid":"k"})"));
    CHECK(signing::verify_compact(doubled + ".eA.AAAA", profile, always(key)).error().problem == Problem::malformed);
}

TEST_CASE("a generic JWT may leave out typ and kid, but may not be of another kind") {
    const auto key = PrivateKey::generate(KeyType::p256);
    const JwsProfile generic{.typ = "", .generic_jwt = true};
    const auto accepted = [&](const boost::json::object& any) {
        return signing::verify_compact(signing::sign_compact(any, "{}", key), generic, always(key)).has_value();
    };
    CHECK(accepted({{"kid", "k1"}}));
    CHECK(accepted({{"kid", "k1"}, {"typ", "JWT"}}));
    CHECK_FALSE(accepted({{"kid", "k1"}, {"typ", "at+jwt"}}));
    CHECK(accepted({{"typ", "JWT"}}));
    CHECK_FALSE(accepted({{"kid", ""}}));
}

TEST_CASE("a token larger than its kind may be is not looked at") {
    const auto key = PrivateKey::generate(KeyType::p256);
    const auto token = signing::sign_compact(header, std::string(20'000, 'x'), key);
    CHECK(signing::verify_compact(token, profile, always(key)).error().problem == Problem::too_large);
}

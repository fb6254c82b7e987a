#include "common/signing/keys.hpp"

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

#include "tests/support/catch.hpp"

using namespace vorab;
using core::Problem;
using signing::KeyType;
using signing::PrivateKey;
using signing::PublicKey;

namespace {
boost::json::object json(const char* text) { return boost::json::parse(text).as_object(); }
}  // namespace

TEST_CASE("keys of all types survive PEM and JWK with the same thumbprint") {
    for (const auto type : {KeyType::p256, KeyType::p384, KeyType::x25519, KeyType::ed25519, KeyType::rsa}) {
        INFO(public_text(type).view());
        const auto key = PrivateKey::generate(type);
        CHECK(key.type() == type);
        const auto thumbprint = key.public_key().thumbprint();
        CHECK(thumbprint.size() == 43);
        CHECK(PrivateKey::from_pem(key.to_pem())->public_key().thumbprint() == thumbprint);
        CHECK(PublicKey::from_jwk(key.public_key().to_jwk())->thumbprint() == thumbprint);
        if (type == KeyType::rsa) continue;
        CHECK(PrivateKey::from_jwk(key.to_jwk())->public_key().thumbprint() == thumbprint);
        CHECK(PublicKey::from_jwk(key.to_jwk()).error().problem == Problem::malformed);
    }
}

TEST_CASE("the thumbprints are those of RFC 8037 appendix A.3") {
    const auto key =
        PublicKey::from_jwk(json(R"({"kty":"OKP","crv":"Ed25519","x":"11qYAYKxCrfVS_7TyWQHOg7hcvPapiMlrwIaaPcHURo"})"));
    CHECK(key->thumbprint() == "kPrK_qmxVWaYVA9wwBF6Iuo3vVzz7TxHCTwXBygrS4k");
}

TEST_CASE("numbers with leading zeros keep their width") {
    const auto has_short_number = [](const boost::json::object& jwk) {
        for (const char* member : {"x", "y", "d"}) {
            if (core::from_base64url(jwk.at(member).as_string())->front() == 0) return true;
        }
        return false;
    };
    auto key = PrivateKey::generate(KeyType::p256);
    for (int i = 0; i < 10'000 && !has_short_number(key.to_jwk()); ++i) key = PrivateKey::generate(KeyType::p256);
    const auto jwk = key.to_jwk();
    REQUIRE(has_short_number(jwk));
    for (const char* member : {"x", "y", "d"}) CHECK(core::from_base64url(jwk.at(member).as_string())->size() == 32);
    CHECK(PrivateKey::from_jwk(jwk));
}

TEST_CASE("a JWK that says what it is for is taken for nothing else") {
    auto jwk = PrivateKey::generate(KeyType::p256).public_key().to_jwk();
    const auto taken_for = [&](signing::Purpose purpose) { return PublicKey::from_jwk(jwk, purpose).has_value(); };
    CHECK(taken_for(signing::Purpose::signature));
    jwk["use"] = "sig";
    CHECK(taken_for(signing::Purpose::signature));
    CHECK_FALSE(taken_for(signing::Purpose::encryption));
    jwk.erase("use");
    jwk["key_ops"] = boost::json::array{"deriveBits"};
    CHECK(taken_for(signing::Purpose::encryption));
    CHECK_FALSE(taken_for(signing::Purpose::signature));
}

TEST_CASE("keys that are weak, off the curve or of another kind are refused") {
    const auto good = PrivateKey::generate(KeyType::p256);
    auto off_curve = good.public_key().to_jwk();
    off_curve["y"] = off_curve["x"];
    CHECK_FALSE(PublicKey::from_jwk(off_curve));
    auto wide = good.public_key().to_jwk();
    wide["x"] = core::to_base64url(core::Bytes(33, 1));
    CHECK_FALSE(PublicKey::from_jwk(wide));
    auto other_half = good.to_jwk();
    other_half["d"] = PrivateKey::generate(KeyType::p256).to_jwk()["d"];
    CHECK_FALSE(PrivateKey::from_jwk(other_half));
    const auto short_rsa = core::to_base64url(core::Bytes(256, 0xc5));
    CHECK(PublicKey::from_jwk({{"kty", "RSA"}, {"n", short_rsa}, {"e", "AQAB"}}).error().problem ==
          Problem::algorithm_refused);
    for (const char* text : {R"({})", R"({"kty":"oct","k":"AAAA"})", R"({"kty":"EC","crv":"P-521","x":"","y":""})",
                             R"({"kty":"EC","crv":"secp256k1","x":"AA","y":"AA"})", R"({"kty":5})",
                             R"({"kty":"OKP","crv":"X448","x":"AA"})"}) {
        INFO(text);
        CHECK_FALSE(PublicKey::from_jwk(json(text)));
    }
}

TEST_CASE("what is no PEM is refused, and an encrypted key does not ask for its password") {
    CHECK(PrivateKey::from_pem("").error().problem == Problem::malformed);
    CHECK(PublicKey::from_pem("-----BEGIN CERTIFICATE-----\nAAAA\n-----END CERTIFICATE-----\n").error().problem ==
          Problem::malformed);
    CHECK(PublicKey::from_pem(PrivateKey::generate(KeyType::p256).to_pem()).error().problem == Problem::malformed);
    CHECK(PrivateKey::from_pem_file("/does/not/exist").error().problem == Problem::not_found);
}

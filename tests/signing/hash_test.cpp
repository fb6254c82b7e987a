#include "common/signing/hash.hpp"

#include "tests/support/catch.hpp"

using namespace vorab;
using core::bytes_of;

TEST_CASE("SHA-256 at once and in pieces gives the digest of FIPS 180-4") {
    const auto* expected = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
    CHECK(core::to_hex(signing::sha256(bytes_of("abc"))) == expected);
    signing::Sha256 pieces;
    pieces.update(bytes_of("a"));
    pieces.update({});
    pieces.update(bytes_of("bc"));
    CHECK(core::to_hex(pieces.finish()) == expected);
}

TEST_CASE("HKDF-SHA-256 gives the first vector of RFC 5869") {
    const auto key = *core::from_hex("0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b0b");
    const auto derived = signing::hkdf_sha256(key, *core::from_hex("000102030405060708090a0b0c"),
                                              *core::from_hex("f0f1f2f3f4f5f6f7f8f9"), 42);
    CHECK(core::to_hex(derived.view()) ==
          "3cb25f25faacd57a90434f64d0362f2a2d2d0a90cf1a5a4c5db02d56ecc4c5bf34007208d5b887185865");
}

TEST_CASE("comparison in constant time is a comparison") {
    CHECK(signing::equal_in_constant_time(bytes_of("abc"), bytes_of("abc")));
    CHECK_FALSE(signing::equal_in_constant_time(bytes_of("abc"), bytes_of("abd")));
    CHECK_FALSE(signing::equal_in_constant_time(bytes_of("abc"), bytes_of("abcd")));
    CHECK(signing::equal_in_constant_time({}, {}));
}

TEST_CASE("secret bytes move and leave nothing behind") {
    signing::SecretBytes one{core::Bytes{bytes_of("a secret longer than any small buffer of a string")}};
    const signing::SecretBytes other = std::move(one);
    CHECK(one.size() == 0);  // NOLINT(bugprone-use-after-move): that is the promise
    CHECK(other.text().starts_with("a secret"));
}

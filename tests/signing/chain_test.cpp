#include "common/signing/chain.hpp"

#include "tests/signing/authority.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using core::Problem;
using signing::ChainVerifier;
using signing::KeyType;
using signing::PrivateKey;
using signing::Purpose;
using test::Issue;

namespace {
const auto now = core::SystemClock{}.now();
const auto key = PrivateKey::generate(KeyType::p256).public_key();

ChainVerifier trusting(const test::Authority& authority, Purpose purpose = Purpose::signature) {
    return ChainVerifier::from_pem(authority.pem(), purpose).value();
}
}  // namespace

TEST_CASE("a chain is verified and says whose it is") {
    for (const auto type : {KeyType::p256, KeyType::ed25519, KeyType::rsa}) {
        const test::Authority authority{"CA", type};
        const auto verified = trusting(authority).verify(authority.x5c(key), now);
        REQUIRE(verified);
        CHECK(verified->organisation == "Rettungsdienst Musterstadt");
        CHECK(verified->common_name == "Leitstelle Musterstadt");
        CHECK(verified->key.thumbprint() == key.thumbprint());
        CHECK(verified->fingerprint.size() == 64);
        CHECK(verified->not_before < now);
        CHECK(verified->not_after > now);
    }
}

TEST_CASE("a chain that nobody named as trusted is refused") {
    const test::Authority ours{"CA"};
    const test::Authority same_name{"CA"};
    const auto verifier = trusting(ours);
    CHECK(verifier.verify(same_name.x5c(key), now).error().problem == Problem::signature_invalid);
    auto mixed = same_name.x5c(key);
    mixed.push_back(ours.x5c(key).front());
    CHECK_FALSE(verifier.verify(mixed, now));
}

TEST_CASE("intermediates are followed only when they are authorities") {
    const test::Authority root;
    Issue options{.common_name = "Between", .authority = true, .key_usage = "critical,keyCertSign"};
    CHECK(trusting(root).verify(root.intermediate(options).x5c(key), now));
    CHECK(trusting(root.intermediate(options)).verify(root.x5c(key), now).has_error());

    for (const bool basic_constraints : {true, false}) {
        Issue flawed{.common_name = "Between", .basic_constraints = basic_constraints};
        INFO(basic_constraints);
        CHECK_FALSE(trusting(root).verify(root.intermediate(flawed).x5c(key), now));
        flawed.key_usage = "critical,keyCertSign";
        CHECK_FALSE(trusting(root).verify(root.intermediate(flawed).x5c(key), now));
    }
}

TEST_CASE("time is looked at on every call, also for a chain that is remembered") {
    const test::Authority authority;
    const auto verifier = trusting(authority);
    const auto chain = authority.x5c(key, {.begins_in_days = -10, .ends_in_days = 10});
    CHECK(verifier.verify(chain, now));
    CHECK(verifier.verify(chain, now + 24h * 9));
    CHECK(verifier.verify(chain, now + 24h * 11).error().detail.view() ==
          "x5c: a certificate of the chain is not valid now");
    CHECK_FALSE(verifier.verify(chain, now - 24h * 11));
    CHECK(verifier.verify(chain, now));
    CHECK_FALSE(trusting(authority).verify(authority.x5c(key, {.ends_in_days = 0}), now + 1h));
}

TEST_CASE("a certificate is taken only for the purpose it was issued for") {
    const test::Authority authority;
    const auto signs = [&](const Issue& options) {
        return trusting(authority).verify(authority.x5c(key, options), now).has_value();
    };
    CHECK(signs({.key_usage = ""}));
    CHECK_FALSE(signs({.key_usage = "critical,keyAgreement"}));
    CHECK_FALSE(signs({.extended_key_usage = "serverAuth"}));
    CHECK_FALSE(signs({.extended_key_usage = "clientAuth"}));
    CHECK(signs({.extended_key_usage = "emailProtection"}));
    const auto encrypts = [&](const Issue& options) {
        return trusting(authority, Purpose::encryption).verify(authority.x5c(key, options), now).has_value();
    };
    CHECK(encrypts({.key_usage = "critical,keyAgreement"}));
    CHECK(encrypts({.key_usage = "critical,keyEncipherment"}));
    CHECK_FALSE(encrypts({.key_usage = "critical,digitalSignature"}));
}

TEST_CASE("what is not a list of certificates is refused") {
    const test::Authority authority;
    const auto verifier = trusting(authority);
    const auto good = authority.x5c(key);
    boost::json::array many;
    for (int i = 0; i < 6; ++i) many.push_back(good.front());
    auto trailing = *core::from_base64(good.front().as_string());
    trailing.push_back(0);
    for (const boost::json::array& x5c :
         {boost::json::array{}, boost::json::array{1}, boost::json::array{""}, boost::json::array{"AAAA"}, many,
          boost::json::array{core::to_base64(trailing)}, boost::json::array{std::string(9000, 'A')}}) {
        CHECK(verifier.verify(x5c, now).error().problem == Problem::signature_invalid);
    }
    CHECK(ChainVerifier::from_pem("", Purpose::signature).error().problem == Problem::malformed);
    CHECK(ChainVerifier::from_pem_file("/does/not/exist", Purpose::signature).error().problem == Problem::not_found);
}

TEST_CASE("more chains than are remembered still verify") {
    const test::Authority authority;
    const auto verifier = trusting(authority);
    std::vector<boost::json::array> chains;
    for (int i = 0; i < 300; ++i) chains.push_back(authority.x5c(key));
    for (int round = 0; round < 2; ++round) {
        for (const auto& chain : chains) CHECK(verifier.verify(chain, now));
    }
}

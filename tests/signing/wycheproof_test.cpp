#include "tests/signing/wycheproof.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/signing/jws.hpp"
#include "common/signing/signature.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using boost::json::object;

namespace {
const char* const skipped = "skipped: the Wycheproof vectors are not beside this checkout";

test::Tally run_signatures(const object& suite) {
    test::Tally tally;
    for (const auto& group : suite.at("testGroups").as_array()) {
        const auto key = signing::PublicKey::from_pem(test::text_of(group.as_object(), "publicKeyPem"));
        REQUIRE(key);
        for (const auto& item : group.at("tests").as_array()) {
            const auto& vector = item.as_object();
            const bool good = signing::verify(test::bytes_of(vector, "msg"), test::bytes_of(vector, "sig"), *key);
            tally.count(good, test::is_valid(vector), true);
        }
    }
    return tally;
}

/// The public half of a vector's key, where it is one that signs here.
std::optional<signing::PublicKey> public_key(const object& group) {
    const auto* found = group.if_contains("public");
    if (!found) found = group.if_contains("private");
    if (!found || !found->is_object()) return std::nullopt;
    auto jwk = found->get_object();
    jwk.erase("d");
    const auto key = signing::PublicKey::from_jwk(jwk, signing::Purpose::signature);
    return key ? std::optional{*key} : std::nullopt;
}

bool is_ours(std::string_view token) {
    const auto header = core::from_base64url(token.substr(0, token.find('.')));
    const auto json = header ? core::parse_json_object(core::text_of(*header)) : core::Result<object>{object{}};
    if (!json) return false;
    for (const auto& member : *json) {
        if (member.key() != "alg" && member.key() != "kid") return false;
    }
    return json->contains("kid");
}

test::Tally run_tokens(const object& suite) {
    test::Tally tally;
    const signing::JwsProfile profile{.typ = "", .generic_jwt = true};
    for (const auto& group : suite.at("testGroups").as_array()) {
        const auto key = public_key(group.as_object());
        for (const auto& item : group.at("tests").as_array()) {
            const auto& vector = item.as_object();
            if (!key || !vector.contains("jws")) continue;
            const auto token =
                vector.at("jws").is_string() ? test::text_of(vector, "jws") : boost::json::serialize(vector.at("jws"));
            const auto lookup = [&](const object&) -> core::Result<signing::PublicKey> { return *key; };
            const bool accepted = signing::verify_compact(token, profile, lookup).has_value();
            const bool in_profile = signing::signature_algorithm(key->type()) && is_ours(token);
            INFO(test::text_of(vector, "comment") << " " << token);
            if (!test::is_valid(vector)) CHECK_FALSE(accepted);
            if (test::is_valid(vector) && in_profile) CHECK(accepted);
            tally.count(accepted, test::is_valid(vector), in_profile);
        }
    }
    return tally;
}
}  // namespace

TEST_CASE("Wycheproof: ECDSA P-256 with SHA-256, r || s, and Ed25519") {
    for (const char* file : {"ecdsa_secp256r1_sha256_p1363_test.json", "ed25519_test.json"}) {
        const auto suite = test::wycheproof(file);
        if (!suite) {
            WARN(skipped);
            return;
        }
        const auto tally = run_signatures(*suite);
        WARN(file << ": " << tally.str());
        CHECK(tally.false_accepts == 0);
        CHECK(tally.false_refusals == 0);
        CHECK(tally.accepted > 50);
    }
}

TEST_CASE("Wycheproof: JWS") {
    for (const char* file : {"json_web_signature_test.json", "json_web_crypto_test.json"}) {
        const auto suite = test::wycheproof(file);
        if (!suite) {
            WARN(skipped);
            return;
        }
        const auto tally = run_tokens(*suite);
        WARN(file << ": " << tally.str());
        CHECK(tally.false_accepts == 0);
        CHECK(tally.false_refusals == 0);
        CHECK(tally.accepted > 0);
    }
}

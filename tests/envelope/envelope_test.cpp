#include "common/envelope/envelope.hpp"

#include "tests/envelope/example.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using core::Problem;
using test::example_header;
using test::example_parts;
using test::zeros;

namespace {
core::Result<envelope::Envelope> read(const envelope::JweParts& parts) {
    return envelope::read_envelope(envelope::write_compact(parts));
}

boost::json::object with(const char* member, boost::json::value value) {
    auto header = example_header();
    header[member] = std::move(value);
    return header;
}

boost::json::object rsa_header() {
    auto header = with("alg", "RSA-OAEP-256");
    header.erase("epk");
    return header;
}
}  // namespace

TEST_CASE("both forms of an envelope are read, and nothing of it changes") {
    const auto parts = example_parts(example_header());
    for (const auto& text : {envelope::write_compact(parts), envelope::write_flattened(parts)}) {
        const auto read = envelope::read_envelope(text);
        REQUIRE(read);
        CHECK(read->algorithm == envelope::KeyAlgorithm::ecdh_es_a256kw);
        CHECK(read->slip.mailbox.str() == "zna-musterstadt");
        CHECK(read->slip_json == test::example_slip());
        CHECK(envelope::write_compact(read->parts) == envelope::write_compact(parts));
    }
}

TEST_CASE("algorithms outside the list are refused before any cryptography") {
    for (const char* alg : {"RSA1_5", "RSA-OAEP", "dir", "A256KW", "A256GCMKW", "PBES2-HS256+A128KW", "ECDH-ES",
                            "ECDH-ES+A128KW", "none", "ecdh-es+a256kw", ""}) {
        INFO(alg);
        CHECK(read(example_parts(with("alg", alg))).error().problem == Problem::algorithm_refused);
    }
    for (const char* enc : {"A128CBC-HS256", "A128GCM", "A192GCM", "A256CBC-HS512", ""}) {
        INFO(enc);
        CHECK(read(example_parts(with("enc", enc))).error().problem == Problem::algorithm_refused);
    }
    auto rsa = example_parts(rsa_header());
    rsa.encrypted_key = zeros(384);
    CHECK(read(rsa));
    CHECK(envelope::read_envelope(envelope::write_compact(rsa), {envelope::KeyAlgorithm::ecdh_es_a256kw})
              .error()
              .problem == Problem::algorithm_refused);
}

TEST_CASE("the protected header holds the profile's members and no other") {
    for (const char* member : {"zip", "crit", "jwk", "jku", "x5u", "x5c", "x5t", "apu", "apv", "p2c", "cty", "iss"}) {
        INFO(member);
        CHECK(read(example_parts(with(member, "x"))).error().problem == Problem::malformed);
    }
    CHECK_FALSE(read(example_parts(with("typ", "JWT"))));
    CHECK_FALSE(read(example_parts(with("kid", "../../dev/null"))));
    CHECK_FALSE(read(example_parts(with("slip", "x"))));
    CHECK(read(example_parts(with("slip", {{"version", 1}}))).error().problem == Problem::schema_violation);

    auto large = example_parts(example_header());
    large.protected_text = core::to_base64url(core::bytes_of("{\"a\":\"" + std::string(9000, 'x') + "\"}"));
    CHECK(read(large).error().problem == Problem::too_large);
    auto twice = example_parts(example_header());
    twice.protected_text = core::to_base64url(core::bytes_of(R"({"alg":"ECDH-ES+A256KW","\u0061lg":"dir"})"));
    CHECK(read(twice).error().problem == Problem::malformed);
}

TEST_CASE("the ephemeral key has exactly its members and the width of its curve") {
    const boost::json::object good{{"kty", "EC"}, {"crv", "P-256"}, {"x", zeros(32)}, {"y", zeros(32)}};
    const auto changed = [&](const char* member, const std::string& value) {
        auto epk = good;
        epk[member] = value;
        return read(example_parts(with("epk", epk))).has_value();
    };
    CHECK(changed("kty", "EC"));
    CHECK_FALSE(changed("kty", "OKP"));
    CHECK_FALSE(changed("crv", "P-384"));
    CHECK_FALSE(changed("crv", "P-521"));
    CHECK_FALSE(changed("crv", "secp256k1"));
    CHECK_FALSE(changed("x", zeros(33)));
    CHECK_FALSE(changed("y", zeros(31)));
    CHECK_FALSE(changed("d", zeros(32)));
    CHECK(read(example_parts(with("epk", {{"kty", "OKP"}, {"crv", "X25519"}, {"x", zeros(32)}}))));
    CHECK_FALSE(read(example_parts(with("epk", {{"kty", "OKP"}, {"crv", "X25519"}, {"x", zeros(31)}}))));
    CHECK_FALSE(read(example_parts(with("epk", nullptr))));
    auto without = example_header();
    without.erase("epk");
    CHECK_FALSE(read(example_parts(without)));
    auto rsa_with_epk = example_parts(with("alg", "RSA-OAEP-256"));
    rsa_with_epk.encrypted_key = zeros(384);
    CHECK_FALSE(read(rsa_with_epk));
}

TEST_CASE("the sizes of all parts are checked before any cryptography") {
    for (const std::size_t bytes : {0u, 39u, 41u, 520u, 4096u}) {
        auto parts = example_parts(example_header());
        parts.encrypted_key = zeros(bytes);
        INFO(bytes);
        CHECK_FALSE(read(parts));
    }
    for (const std::size_t bytes : {0u, 256u, 383u, 1025u}) {
        auto parts = example_parts(rsa_header());
        parts.encrypted_key = zeros(bytes);
        INFO(bytes);
        CHECK_FALSE(read(parts));
    }
    for (const std::size_t bytes : {0u, 8u, 11u, 13u, 16u}) {
        auto parts = example_parts(example_header());
        parts.iv = zeros(bytes);
        CHECK_FALSE(read(parts));
    }
    for (const std::size_t bytes : {0u, 4u, 12u, 15u, 17u}) {
        auto parts = example_parts(example_header());
        parts.tag = zeros(bytes);
        CHECK_FALSE(read(parts));
    }
    auto parts = example_parts(example_header());
    parts.ciphertext.clear();
    CHECK_FALSE(read(parts));
    CHECK(envelope::read_envelope(std::string(envelope::largest_envelope + 1, 'A')).error().problem ==
          Problem::too_large);
}

TEST_CASE("base64url is strict: one text for one value") {
    for (const char* tail : {"=", "+", " ", "\n", "B"}) {  // B: unused bits that are not zero
        auto parts = example_parts(example_header());
        parts.tag.back() = tail[0];
        INFO(tail);
        CHECK_FALSE(read(parts));
    }
}

TEST_CASE("every other form of JSON serialization is refused") {
    const auto parts = example_parts(example_header());
    const auto flattened = envelope::write_flattened(parts);
    const auto and_member = [&](const std::string& member) {
        return flattened.substr(0, flattened.size() - 1) + "," + member + "}";
    };
    for (const auto& text :
         {and_member(R"("aad":"AAAA")"), and_member(R"("unprotected":{"alg":"dir"})"), and_member(R"("header":{})"),
          and_member(R"("recipients":[])"), and_member(R"("tag":"AAAAAAAAAAAAAAAAAAAAAA")"), flattened + "x",
          std::string{"{}"}, std::string{"[]"}, std::string{}, std::string{"...."}, std::string{"a.b.c.d"},
          std::string{"a.b.c.d.e.f"}, std::string{R"({"protected":1,"ciphertext":"AA"})"}}) {
        INFO(text.substr(text.size() > 80 ? text.size() - 80 : 0));
        CHECK(envelope::read_envelope(text).error().problem == Problem::malformed);
    }
}

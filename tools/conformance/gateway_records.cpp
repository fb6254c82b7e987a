// Well-formed envelopes that the hospital refuses; its verdict must reach the sender.
#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/sealing/jwe.hpp"
#include "common/signing/jws.hpp"
#include "tools/authority/authority.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
namespace json = boost::json;

namespace {
Rule rule(const std::string& id, const std::string& title, const std::string& problem, const std::string& section) {
    return {"record." + id, title, "API: send_transmission 422; " + section,
            "pass on the hospital's verdict: 422 urn:vorab:problem:" + problem};
}

Check refused(const std::string& id, const std::string& title, const std::string& problem, const std::string& section,
              std::function<Letter(Bench&)> make) {
    return {rule(id, title, problem, section),
            [=](Bench& bench) { expect_problem(bench.post(make(bench)), 422, problem); }};
}

/// Sealed as it should be, around whatever is given instead of a signed record.
Letter sealed_around(Bench& bench, json::object record, const std::string& inside) {
    const auto& key = bench.recipient().key;
    const auto algorithm = sealing::key_algorithm(key.type()).value();
    const auto management = algorithm == envelope::KeyAlgorithm::rsa_oaep_256 ? sealing::Management::rsa_oaep_256
                                                                              : sealing::Management::ecdh_es_a256kw;
    const json::object header{{"typ", envelope::envelope_typ}, {"slip", record.at("slip")}};
    const auto parts = sealing::seal(management, key, header, core::bytes_of(inside));
    auto slip = envelope::read_slip(record.at("slip").as_object()).value();
    return {std::move(record), envelope::write_flattened(parts), std::move(slip)};
}

std::string signed_by(const signing::PrivateKey& key, const json::array& x5c, const json::object& record) {
    return signing::sign_compact({{"typ", sealing::record_typ}, {"x5c", x5c}}, json::serialize(record), key);
}

Letter changed_slip(Bench& bench) {
    const auto letter = bench.new_letter();
    auto header = header_of(letter);
    header.at("slip").as_object()["sequence"] = 7;
    return with_header(letter, header);
}

Letter changed_member(Bench& bench, const char* name) {
    const auto letter = bench.new_letter();
    const auto parts = core::parse_json_object(letter.body).value();
    return with_member(letter, name, flipped(std::string{core::text_member(parts, name)}));
}

Letter unknown_key(Bench& bench) {
    const auto letter = bench.new_letter();
    auto header = header_of(letter);
    header["kid"] = flipped(std::string{core::text_member(header, "kid")});
    return with_header(letter, header);
}

Letter unsigned_record(Bench& bench) {
    auto record = bench.new_record();
    const auto text = json::serialize(record);
    return sealed_around(bench, std::move(record), text);
}

Letter by_a_stranger(Bench& bench) {
    const authority::Authority foreign{"Nobody's CA"};
    const auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    auto record = bench.new_record();
    const auto inside = signed_by(key, foreign.x5c(key.public_key()), record);
    return sealed_around(bench, std::move(record), inside);
}

/// Somebody else's certificate beside our own signature.
Letter with_another_key(Bench& bench) {
    const auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    auto record = bench.new_record();
    const auto inside = signed_by(key, bench.target().connection.signer.x5c, record);
    return sealed_around(bench, std::move(record), inside);
}

/// The signed slip says something else than the outer one: a record that was sealed anew on its way.
Letter two_slips(Bench& bench) {
    const auto& signer = bench.target().connection.signer;
    auto record = bench.new_record();
    const auto inside = signed_by(signer.key, signer.x5c, record);
    record.at("slip").as_object()["sequence"] = 7;
    return sealed_around(bench, std::move(record), inside);
}

Letter of_the_day_before(Bench& bench) {
    auto record = bench.new_record();
    record.at("slip").as_object()["created_at"] = core::to_rfc3339(bench.now() - std::chrono::hours{26});
    return bench.seal(std::move(record));
}

Letter of_tomorrow(Bench& bench) {
    auto record = bench.new_record();
    record.at("slip").as_object()["created_at"] = core::to_rfc3339(bench.now() + std::chrono::hours{1});
    return bench.seal(std::move(record));
}

void names_the_place(Bench& bench) {
    auto record = bench.new_record();
    record["patient"] = json::object{{"birth_date", "yesterday"}};
    const auto answer = bench.post(bench.seal(std::move(record)));
    expect_problem(answer, 422, "schema-violation");
    const auto detail = std::string{core::text_member(json_of(answer), "detail")};
    expect(detail.starts_with("/patient/birth_date"), "detail is \"" + detail + "\"");
    expect(detail.find("yesterday") == std::string::npos, "the answer repeats what stood in the record");
}
}  // namespace

Checks record_checks() {
    const auto changed = [](const char* name) { return [name](Bench& bench) { return changed_member(bench, name); }; };
    return {
        refused("changed-slip", "a routing slip that was changed on its way breaks the seal", "envelope-not-opened",
                "envelope 1", changed_slip),
        refused("changed-ciphertext", "a changed ciphertext does not open", "envelope-not-opened", "envelope 1",
                changed("ciphertext")),
        refused("changed-tag", "a changed tag does not open", "envelope-not-opened", "envelope 1", changed("tag")),
        refused("unknown-key", "an unknown kid is named as such", "unknown-key", "envelope 1", unknown_key),
        refused("unsigned", "a record that nobody signed is refused", "signature-invalid", "envelope 3",
                unsigned_record),
        refused("stranger", "a record signed under an unknown authority is refused", "signature-invalid", "envelope 3",
                by_a_stranger),
        refused("another-key", "a signature that does not fit its certificate is refused", "signature-invalid",
                "envelope 3", with_another_key),
        refused("two-slips", "a signed slip that differs from the outer one is refused", "slip-mismatch", "envelope 2",
                two_slips),
        refused("stale", "a record of the day before is refused", "stale", "envelope 2", of_the_day_before),
        refused("future", "a record from the future is refused", "stale", "envelope 2", of_tomorrow),
        {rule("schema", "a record that breaks the schema is refused by the place, not by its words", "schema-violation",
              "record.schema.json"),
         names_the_place},
    };
}
}  // namespace vorab::conformance

#include "common/sealing/record.hpp"

#include "common/core/json.hpp"
#include "common/sealing/jwe.hpp"
#include "common/signing/jws.hpp"
#include "tests/sealing/world.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using core::Problem;
using sealing::Serialization;
using signing::KeyType;
using signing::PrivateKey;
using test::World;

namespace {
/// Seals any content as an envelope for the world's hospital.
std::string envelope_around(const World& world, std::string_view content, const boost::json::object& slip) {
    return write_compact(sealing::seal(sealing::Management::ecdh_es_a256kw, world.hospital.public_key(),
                                       {{"typ", "vorab-envelope"}, {"slip", slip}}, core::bytes_of(content)));
}

std::string signed_by(const World& world, const boost::json::object& header) {
    return signing::sign_compact(header, world.record_text(), world.sender);
}
}  // namespace

TEST_CASE("a record arrives as it was sent: every key type, every signature, both forms") {
    for (const auto recipient : test::encryption_types) {
        for (const auto sender : {KeyType::p256, KeyType::p384, KeyType::ed25519}) {
            for (const auto form : {Serialization::compact, Serialization::flattened}) {
                World world;
                world.hospital = PrivateKey::generate(recipient);
                world.keys = World::ring_of(world.hospital);
                world.sender = PrivateKey::generate(sender);
                world.x5c = world.sender_ca.x5c(world.sender.public_key());
                INFO(public_text(recipient).view() << " " << public_text(sender).view());
                const auto opened = world.open(world.seal(form).value());
                REQUIRE(opened);
                CHECK(opened->text == world.record_text());
                CHECK(opened->record == world.record());
                CHECK(opened->slip.mailbox.str() == "zna-musterstadt");
                CHECK(opened->sender.organisation == "Rettungsdienst Musterstadt");
                if (recipient == KeyType::rsa) break;  // making RSA keys is slow
            }
        }
    }
}

TEST_CASE("no character of a sealed record can be changed") {
    const World world;
    const auto sealed = *world.seal();
    const std::size_t step = 7;
    for (std::size_t i = 0; i < sealed.size(); i += step) {
        auto changed = sealed;
        changed[i] = changed[i] == 'A' ? 'B' : 'A';
        INFO(i);
        CHECK_FALSE(world.open(changed));
    }
    const auto parts = *envelope::read_compact(sealed);
    for (auto member : {&envelope::JweParts::encrypted_key, &envelope::JweParts::iv, &envelope::JweParts::ciphertext,
                        &envelope::JweParts::tag}) {
        auto changed = parts;
        auto& text = changed.*member;
        text[0] = text[0] == 'A' ? 'B' : 'A';
        CHECK(world.open(write_compact(changed)).error().problem == Problem::envelope_not_opened);
    }
}

TEST_CASE("a changed routing slip breaks the seal") {
    const World world;
    auto parts = *envelope::read_compact(*world.seal());
    auto header = *core::parse_json_object(core::text_of(*core::from_base64url(parts.protected_text)));
    header["slip"].as_object()["mailbox"] = "stroke-unit";
    parts.protected_text = core::to_base64url(core::bytes_of(boost::json::serialize(header)));
    CHECK(world.open(write_compact(parts)).error().problem == Problem::envelope_not_opened);
}

TEST_CASE("a record re-sealed under another slip is refused") {
    const World world;
    const auto genuine = signed_by(world, {{"typ", "vorab-record"}, {"x5c", world.x5c}});
    CHECK(world.open(envelope_around(world, genuine, world.slip())));
    for (const char* member : {"mailbox", "transmission", "case", "kind", "sequence", "created_at", "sender"}) {
        auto slip = world.slip();
        if (slip[member].is_string()) {
            auto& text = slip[member].as_string();
            text = std::string_view{member} == "kind"         ? "test"
                   : std::string_view{member} == "created_at" ? core::to_rfc3339(world.now - 1s)
                                                              : std::string{text.begin(), text.end() - 1} + "0";
        }
        if (slip[member].is_int64()) slip[member] = 2;
        if (slip[member].is_object()) slip[member].as_object()["callsign"] = "RTW 2";
        INFO(member);
        CHECK(world.open(envelope_around(world, genuine, slip)).error().problem == Problem::slip_mismatch);
    }
    const auto no_slip = signing::sign_compact({{"typ", "vorab-record"}, {"x5c", world.x5c}}, "{}", world.sender);
    CHECK(world.open(envelope_around(world, no_slip, world.slip())).error().problem == Problem::slip_mismatch);
}

TEST_CASE("a sealed record that is not signed by somebody we trust is refused") {
    const World world;
    const World stranger;
    const boost::json::object header{{"typ", "vorab-record"}, {"x5c", world.x5c}};
    const auto refused = [&](std::string_view content) {
        const auto opened = world.open(envelope_around(world, content, world.slip()));
        return !opened && opened.error().problem == Problem::signature_invalid;
    };
    const auto genuine = signed_by(world, header);
    CHECK_FALSE(refused(genuine));
    CHECK(refused(world.record_text()));                                      // no signature at all
    CHECK(refused(genuine.substr(0, genuine.rfind('.') + 1)));                // signature stripped
    CHECK(refused(signing::sign_compact(header, genuine, stranger.sender)));  // somebody else's certificate
    CHECK(refused(stranger.seal().value()));                                  // an envelope inside an envelope
    CHECK(refused(signed_by(stranger, {{"typ", "vorab-record"}, {"x5c", stranger.x5c}})));
    CHECK(refused(signed_by(world, {{"typ", "vorab-receipt"}, {"x5c", world.x5c}})));
    CHECK(refused(signed_by(world, {{"typ", "vorab-record"}})));
    CHECK(refused(signed_by(world, {{"typ", "vorab-record"}, {"kid", "k"}})));
    CHECK(refused(signed_by(world, {{"typ", "vorab-record"}, {"x5c", boost::json::array{}}})));
    CHECK(refused(signed_by(world, {{"typ", "vorab-record"}, {"x5c", world.x5c}, {"crit", {"b64"}}, {"b64", false}})));
    CHECK(refused(signed_by(world, {{"typ", "vorab-record"}, {"x5c", world.x5c}, {"jwk", "x"}})));
    const auto none = core::to_base64url(core::bytes_of(
        boost::json::serialize(boost::json::object{{"alg", "none"}, {"typ", "vorab-record"}, {"x5c", world.x5c}})));
    CHECK(refused(none + "." + core::to_base64url(core::bytes_of(world.record_text())) + "."));
    const auto expired = world.sender_ca.x5c(world.sender.public_key(), {.begins_in_days = -9, .ends_in_days = -1});
    CHECK(refused(signed_by(world, {{"typ", "vorab-record"}, {"x5c", expired}})));
    // signed well, but JSON that two readers would understand differently
    const auto doubled = signing::sign_compact(header, R"({"slip":{},"slip":{}})", world.sender);
    CHECK(world.open(envelope_around(world, doubled, world.slip())).error().problem == Problem::malformed);
}

TEST_CASE("a key that is not ours, outdated, or of another algorithm opens nothing") {
    World world;
    const auto sealed = *world.seal();
    world.keys = World::ring_of(PrivateKey::generate(KeyType::p256));
    CHECK(world.open(sealed).error().problem == Problem::unknown_key);

    world.keys.add(world.hospital, world.now + 1h).value();
    CHECK(world.open(sealed));
    world.keys.add(world.hospital, world.now - 1s).value();
    CHECK(world.open(sealed).error().problem == Problem::unknown_key);
    CHECK(world.open(sealed).error().detail.view().find("outdated") != std::string_view::npos);

    CHECK(world.keys.add(PrivateKey::generate(KeyType::ed25519)).error().problem == Problem::algorithm_refused);
    CHECK(world.keys.find(world.hospital.public_key().thumbprint(), envelope::KeyAlgorithm::rsa_oaep_256, {})
              .error()
              .problem == Problem::algorithm_refused);
}

TEST_CASE("a record from yesterday or from tomorrow is stale") {
    World world;
    const auto sealed = *world.seal();
    const auto at = [&](core::Timestamp now) {
        const auto opened = sealing::open_record(*envelope::read_envelope(sealed), world.keys, world.senders, now);
        return opened ? std::optional<Problem>{} : opened.error().problem;
    };
    const auto created = world.now;
    CHECK(at(created + 25h) == std::nullopt);
    CHECK(at(created + 25h + 1s) == Problem::stale);
    CHECK(at(created - 10min) == std::nullopt);
    CHECK(at(created - 10min - 1s) == Problem::stale);
}

TEST_CASE("a sender hears at once what cannot be sealed") {
    const World world;
    const auto problem_of = [&](std::string_view record) {
        return sealing::seal_record({record, world.sender, world.x5c, world.hospital.public_key()}).error().problem;
    };
    CHECK(problem_of("no json") == Problem::malformed);
    CHECK(problem_of("{}") == Problem::schema_violation);
    CHECK(problem_of(R"({"slip":{"version":1}})") == Problem::schema_violation);
    auto large = world.record();
    large["text"] = std::string(sealing::largest_record, 'x');
    CHECK(problem_of(boost::json::serialize(large)) == Problem::too_large);
    const auto signs_only = PrivateKey::generate(KeyType::ed25519).public_key();
    CHECK(sealing::seal_record({world.record_text(), world.sender, world.x5c, signs_only}).error().problem ==
          Problem::algorithm_refused);
}

TEST_CASE("the largest record fits through the envelope's limits") {
    const World world;
    auto record = world.record();
    record["text"] = std::string(780'000, 'x');
    const auto text = boost::json::serialize(record);
    const auto sealed = sealing::seal_record({text, world.sender, world.x5c, world.hospital.public_key()});
    REQUIRE(sealed);
    CHECK(world.open(*sealed)->text == text);
}

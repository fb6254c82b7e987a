#include "common/sealing/answer.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/random.hpp"
#include "common/sealing/jwe.hpp"
#include "common/signing/jws.hpp"
#include "tests/sealing/world.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using core::Problem;
using sealing::Outcome;
using signing::KeyType;

namespace {
const auto now = core::SystemClock{}.now();
const std::string its_name = test::Issue{}.organisation;

struct Both {
    explicit Both(KeyType type = KeyType::p256) : crew(signing::PrivateKey::generate(type)) {}
    test::Authority ca{"Hospital CA"};
    signing::PrivateKey key = signing::PrivateKey::generate(KeyType::p256);
    boost::json::array x5c = ca.x5c(key.public_key());
    signing::ChainVerifier trusted = signing::ChainVerifier::from_pem(ca.pem(), signing::Purpose::signature).value();
    signing::PrivateKey crew;

    std::string seal(const sealing::Answer& answer) const {
        return sealing::seal_answer(answer, crew.public_key(), {key, x5c});
    }
    core::Result<sealing::Answer> open(std::string_view sealed) const {
        return sealing::open_answer(sealed, crew, its_name, trusted, now);
    }
    /// What a hospital might sign that is no answer, sealed as one.
    core::Result<sealing::Answer> open_signed(const char* typ, const std::string& payload) const {
        const auto statement = signing::sign_compact({{"typ", typ}, {"x5c", x5c}}, payload, key);
        return open(write_compact(sealing::seal(sealing::Management::ecdh_es, crew.public_key(),
                                                {{"typ", sealing::answer_typ}}, core::bytes_of(statement))));
    }
};

sealing::Answer example() {
    sealing::Answer answer;
    answer.id = core::AnswerId::parse(core::new_uuid_v7(now)).value();
    answer.case_id = core::new_case_id();
    answer.mailbox = core::MailboxId::parse("zna-musterstadt").value();
    answer.event = envelope::AnswerEvent::outcome;
    answer.at = now;
    answer.destination = "Schockraum 2";
    answer.text = "Verschluss der A. cerebri media, lysiert. Gut erkannt!";
    answer.outcome = Outcome::intensive_care;
    return answer;
}
}  // namespace

TEST_CASE("the crew opens what the hospital says, on either kind of key") {
    for (const auto type : {KeyType::p256, KeyType::x25519}) {
        const Both both{type};
        const auto answer = example();
        const auto sealed = both.seal(answer);
        CHECK(sealed.find("Schockraum") == std::string::npos);
        const auto opened = both.open(sealed);
        REQUIRE(opened);
        CHECK(*opened == answer);
    }
}

TEST_CASE("nobody else opens an answer, and nobody but the mailbox's hospital can give one") {
    const Both both;
    const Both other;
    const auto answer = example();
    CHECK(other.open(both.seal(answer)).error().problem == Problem::envelope_not_opened);
    const sealing::AnswerSigner stranger{other.key, other.x5c};
    CHECK(both.open(sealing::seal_answer(answer, both.crew.public_key(), stranger)).error().problem ==
          Problem::signature_invalid);
    const sealing::AnswerSigner liar{other.key, both.x5c};
    CHECK_FALSE(both.open(sealing::seal_answer(answer, both.crew.public_key(), liar)));
    test::Issue neighbour;
    neighbour.organisation = "Klinikum Nachbarstadt";
    const auto x5c = both.ca.x5c(other.key.public_key(), neighbour);
    const sealing::AnswerSigner next_door{other.key, x5c};
    CHECK(both.open(sealing::seal_answer(answer, both.crew.public_key(), next_door)).error().problem ==
          Problem::signature_invalid);
    auto cut = both.seal(answer);
    cut.back() = cut.back() == 'A' ? 'Q' : 'A';
    CHECK_FALSE(both.open(cut));
    CHECK_FALSE(both.open("x.y.z"));
    CHECK(both.open(std::string(sealing::largest_answer + 1, 'a')).error().problem == Problem::too_large);
}

TEST_CASE("something else that the hospital signed is no answer") {
    const Both both;
    const std::string good =
        R"({"answer":"019bc1bd-cc80-772a-8e19-dd57113d10c6","case":"92257e50dc7a1e77cee50ea4aa604baf",)"
        R"("mailbox":"zna-musterstadt","event":"seen","at":"2026-01-15T14:02:11+01:00")";
    CHECK(both.open_signed("vorab-answer-statement", good + "}"));
    CHECK_FALSE(both.open_signed("vorab-receipt", good + "}"));
    for (const char* more : {R"(,"patient":"x"})", R"(,"outcome":"healed"})", R"(,"destination":""})",
                             R"(,"text":"a\nb"})", R"(,"event":"seen"})"}) {
        INFO(more);
        CHECK_FALSE(both.open_signed("vorab-answer-statement", good + more));
    }
    auto gateways = good;
    gateways.replace(gateways.find("seen"), 4, "expired");
    CHECK_FALSE(both.open_signed("vorab-answer-statement", gateways + "}"));
}

TEST_CASE("an answer key is a public key to seal for, of P-256 or X25519") {
    for (const auto type : {KeyType::p256, KeyType::x25519}) {
        auto jwk = signing::PrivateKey::generate(type).public_key().to_jwk();
        jwk["use"] = "enc";
        CHECK(sealing::read_answer_key(jwk));
        jwk["use"] = "sig";
        CHECK(sealing::read_answer_key(jwk).error().problem == Problem::schema_violation);
    }
    const auto own = signing::PrivateKey::generate(KeyType::p256);
    CHECK_FALSE(sealing::read_answer_key(own.to_jwk()));  // a private one is nobody else's
    CHECK_FALSE(sealing::read_answer_key(signing::PrivateKey::generate(KeyType::p384).public_key().to_jwk()));
    CHECK_FALSE(sealing::read_answer_key(signing::PrivateKey::generate(KeyType::ed25519).public_key().to_jwk()));
    auto off_curve = own.public_key().to_jwk();
    off_curve["y"] = off_curve.at("x");
    CHECK_FALSE(sealing::read_answer_key(off_curve));
    CHECK_FALSE(sealing::read_answer_key({}));
}

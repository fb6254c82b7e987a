#include "common/sealing/receipt.hpp"

#include "common/core/random.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/jws.hpp"
#include "tests/sealing/world.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using core::Problem;
using signing::KeyType;

namespace {
struct Hospital {
    test::Authority ca{"Hospital CA"};
    signing::PrivateKey key = signing::PrivateKey::generate(KeyType::p256);
    boost::json::array x5c = ca.x5c(key.public_key());
    signing::ChainVerifier trusted = signing::ChainVerifier::from_pem(ca.pem(), signing::Purpose::signature).value();
};

const auto now = core::SystemClock{}.now();
const std::string its_name = test::Issue{}.organisation;
const std::string sent = "the bytes of an envelope";

sealing::Receipt example() {
    const auto slip = *envelope::read_slip(test::example_slip());
    return {slip.transmission, slip.case_id, slip.mailbox, core::to_hex(signing::sha256(core::bytes_of(sent))), now};
}
}  // namespace

TEST_CASE("a receipt is verified by its sender and speaks of what was sent") {
    const Hospital hospital;
    auto receipt = example();
    const auto id = core::AttachmentId::parse(core::new_uuid_v7(now)).value();
    receipt.attachments = {{id, std::string(64, 'a')}};
    receipt.duplicate = true;
    const auto token = sealing::sign_receipt(receipt, hospital.key, hospital.x5c);
    const auto verified = sealing::verify_receipt(token, its_name, hospital.trusted, now);
    REQUIRE(verified);
    CHECK(*verified == receipt);

    auto slip = *envelope::read_slip(test::example_slip());
    CHECK(sealing::check_receipt(*verified, slip, sent));
    CHECK(sealing::check_receipt(*verified, slip, sent + " ").error().problem == Problem::refused_by_peer);
    slip.mailbox = core::MailboxId::parse("stroke-unit").value();
    CHECK_FALSE(sealing::check_receipt(*verified, slip, sent));
}

TEST_CASE("nobody but the hospital can issue a receipt") {
    const Hospital hospital;
    const Hospital other;
    const auto token = sealing::sign_receipt(example(), hospital.key, hospital.x5c);
    CHECK(sealing::verify_receipt(token, its_name, other.trusted, now).error().problem == Problem::signature_invalid);
    const auto forged = [&](const signing::PrivateKey& key, const boost::json::array& x5c) {
        return sealing::verify_receipt(sealing::sign_receipt(example(), key, x5c), its_name, hospital.trusted, now);
    };
    CHECK_FALSE(forged(other.key, hospital.x5c));
    CHECK_FALSE(forged(other.key, other.x5c));
    const auto record = signing::sign_compact({{"typ", "vorab-record"}, {"x5c", hospital.x5c}}, "{}", hospital.key);
    CHECK_FALSE(sealing::verify_receipt(record, its_name, hospital.trusted, now));
}

TEST_CASE("another hospital under the same authority cannot say that it has what was sealed for this one") {
    const Hospital hospital;
    const auto neighbour = signing::PrivateKey::generate(KeyType::p256);
    const auto signed_as = [&](const std::string& organisation) {
        test::Issue issue;
        issue.organisation = organisation;
        const auto token = sealing::sign_receipt(example(), neighbour, hospital.ca.x5c(neighbour.public_key(), issue));
        return sealing::verify_receipt(token, its_name, hospital.trusted, now);
    };
    CHECK(signed_as(its_name));
    CHECK(signed_as("Klinikum Nachbarstadt").error().problem == Problem::signature_invalid);
    const auto token = sealing::sign_receipt(example(), hospital.key, hospital.x5c);
    CHECK_FALSE(sealing::verify_receipt(token, "", hospital.trusted, now));  // a mailbox that names no hospital
}

TEST_CASE("a signed receipt that breaks its schema is refused") {
    const Hospital hospital;
    const auto verified = [&](const char* payload) {
        const auto token =
            signing::sign_compact({{"typ", "vorab-receipt"}, {"x5c", hospital.x5c}}, payload, hospital.key);
        return sealing::verify_receipt(token, its_name, hospital.trusted, now).has_value();
    };
    CHECK_FALSE(verified("{}"));
    CHECK_FALSE(verified("[]"));
    CHECK_FALSE(verified(R"({"attachments":{}})"));
}

// What the sender makes of the gateway's answer: only a receipt that holds is a delivery.
#include "common/core/random.hpp"
#include "common/signing/hash.hpp"
#include "tests/ambulance/catch.hpp"
#include "tests/ambulance/hospital.hpp"
#include "tools/ambulance/follow.hpp"
#include "tools/ambulance/send.hpp"

using namespace vorab;
using namespace vorab::ambulance;
namespace json = boost::json;

namespace {
struct World : test::Hospital {
    Package package = test::pack_example(*this, "stemi").value();

    sealing::Receipt receipt() const {
        sealing::Receipt receipt;
        receipt.transmission = package.slip.transmission;
        receipt.case_id = package.slip.case_id;
        receipt.mailbox = package.slip.mailbox;
        receipt.sha256 = core::to_hex(signing::sha256(core::bytes_of(package.envelope)));
        receipt.stored_at = now;
        return receipt;
    }
    http::ClientResponse answer(const sealing::Receipt& receipt, int status = 201) const {
        const auto token = sealing::sign_receipt(receipt, receipt_key, ca.x5c(receipt_key.public_key()));
        return {status, {}, json::serialize(json::object{{"status", "delivered"}, {"receipt", token}})};
    }
    Outcome<std::optional<sealing::Receipt>> verify(const http::ClientResponse& answer) const {
        return verify_answer(answer, package, for_receipts(), now);
    }
};
}  // namespace

TEST_CASE("a receipt for these very bytes is a delivery, also when it was there before") {
    const World world;
    CHECK(world.verify(world.answer(world.receipt())).value().value() == world.receipt());
    CHECK(world.verify(world.answer(world.receipt(), 200)).value());
}

TEST_CASE("parked is no delivery, and no trouble") {
    const World world;
    const auto parked = world.verify({202, {}, R"({"status":"parked"})"});
    REQUIRE(parked);
    CHECK_FALSE(*parked);
}

TEST_CASE("a receipt for other bytes, another case or by somebody else is not to be trusted") {
    const World world;
    auto other = world.receipt();
    other.sha256 = std::string(64, '0');
    CHECK(world.verify(world.answer(other)).error().exit == Exit::not_trusted);
    other = world.receipt();
    other.case_id = core::CaseId::parse(std::string(32, '0')).value();
    CHECK(world.verify(world.answer(other)).error().exit == Exit::not_trusted);

    test::Issue neighbour;
    neighbour.organisation = "Klinikum Nachbarstadt";
    const auto by_neighbour = sealing::sign_receipt(world.receipt(), world.receipt_key,
                                                    world.ca.x5c(world.receipt_key.public_key(), neighbour));
    const json::object theirs{{"status", "delivered"}, {"receipt", by_neighbour}};
    CHECK(world.verify({201, {}, json::serialize(theirs)}).error().exit == Exit::not_trusted);

    const auto own_ca = test::Authority{"Hospital CA"};
    const auto own_key = signing::PrivateKey::generate(signing::KeyType::p256);
    const auto forged = sealing::sign_receipt(world.receipt(), own_key, own_ca.x5c(own_key.public_key()));
    const json::object body{{"status", "delivered"}, {"receipt", forged}};
    CHECK(world.verify({201, {}, json::serialize(body)}).error().exit == Exit::not_trusted);
}

TEST_CASE("delivered without a receipt is not to be trusted") {
    const World world;
    for (const std::string body : {R"({"status":"delivered"})", R"({"receipt":7})", "[]", "", "delivered"})
        CHECK(world.verify({201, {}, body}).error().exit == Exit::not_trusted);
}

TEST_CASE("a refusal is told in the words of the gateway") {
    const World world;
    const auto refused = world.verify(
        {422, {}, R"({"type":"urn:vorab:problem:unknown-key","title":"t","status":422,"detail":"list them again"})"});
    REQUIRE_FALSE(refused);
    CHECK(refused.error().exit == Exit::refused);
    CHECK(refused.error().words == "the transmission: refused with 422 urn:vorab:problem:unknown-key: list them again");
    CHECK(world.verify({502, {}, "<html>"}).error().exit == Exit::refused);
    CHECK(world.verify({302, {}, ""}).error().exit == Exit::refused);
}

TEST_CASE("what the hospital says becomes words when it is for us, from it, and about our case") {
    const World world;
    const auto key = signing::PrivateKey::generate(signing::KeyType::p256);
    const auto x5c = world.ca.x5c(world.receipt_key.public_key());
    sealing::Answer said;
    said.id = core::AnswerId::parse(core::new_uuid_v7(world.now)).value();
    said.case_id = world.package.slip.case_id;
    said.mailbox = world.package.slip.mailbox;
    said.event = envelope::AnswerEvent::accepted;
    said.at = world.now;
    said.destination = "Schockraum 2";
    said.text = "Team steht bereit";
    const auto words = [&](const char* event, const sealing::Answer& answer, const signing::PublicKey& recipient) {
        const json::object told{{"event", event},
                                {"sealed", sealing::seal_answer(answer, recipient, {world.receipt_key, x5c})}};
        return words_of(told, world.package, key, world.for_receipts(), world.now);
    };
    CHECK(words("accepted", said, key.public_key()).value() == "accepted: Schockraum 2, Team steht bereit");
    CHECK(words("arrived", said, key.public_key()).error().exit == Exit::not_trusted);
    CHECK(words("accepted", said, world.mailbox_key.public_key()).error().exit == Exit::not_trusted);
    auto other = said;
    other.case_id = core::CaseId::parse(std::string(32, '0')).value();
    CHECK(words("accepted", other, key.public_key()).error().exit == Exit::not_trusted);
    const json::object expired{{"event", "expired"}};
    CHECK_THAT(words_of(expired, world.package, key, world.for_receipts(), world.now).value(),
               Catch::Contains("telephone"));
}

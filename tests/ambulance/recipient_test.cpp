#include "tools/ambulance/recipient.hpp"

#include "common/signing/vouched_key.hpp"
#include "tests/ambulance/catch.hpp"
#include "tests/ambulance/hospital.hpp"

using namespace vorab;
using namespace vorab::ambulance;
using namespace std::chrono_literals;
namespace json = boost::json;

namespace {
const auto mailbox = core::MailboxId::parse(test::mailbox_name).value();

test::Issue for_mailbox(const std::string& name = test::mailbox_name) {
    test::Issue issue;
    issue.common_name = name;
    issue.key_usage = "critical,keyAgreement";
    return issue;
}

json::object listed_key(const json::array& x5c, const signing::PublicKey& key, core::Timestamp use_until) {
    return {{"kid", key.thumbprint()},
            {"alg", "ECDH-ES+A256KW"},
            {"use_until", core::to_rfc3339(use_until)},
            {"x5c", x5c},
            {"jwk", key.to_jwk()}};
}

struct World : test::Hospital {
    /// What the gateway lists beside the statement counts for nothing.
    signing::PrivateKey gateways_board_key = signing::PrivateKey::generate(signing::KeyType::p256);
    std::string statement =
        signing::vouch_for(board_key.public_key(), mailbox, receipt_key, ca.x5c(receipt_key.public_key()));
    json::object good = listed_key(ca.x5c(mailbox_key.public_key(), for_mailbox()), mailbox_key.public_key(), now + 1h);

    Outcome<Recipient> choose(const json::array& keys) const {
        const json::object entry{{"id", test::mailbox_name},
                                 {"keys", keys},
                                 {"board_key", gateways_board_key.public_key().to_jwk()},
                                 {"board_key_statement", statement}};
        return choose_from(json::object{{"mailboxes", json::array{entry}}});
    }
    Outcome<Recipient> choose_from(const json::object& list) const {
        const auto encryption = for_encryption();
        const auto receipts = for_receipts();
        return choose_recipient(list, mailbox, {encryption, receipts}, now);
    }
    Exit refused(const json::object& key) const {
        const auto chosen = choose(json::array{key});
        return chosen ? Exit::delivered : chosen.error().exit;
    }
};
}  // namespace

TEST_CASE("the mailbox's key is the one in the certificate that the hospital CA issued") {
    const World world;
    const auto chosen = world.choose(json::array{world.good});
    REQUIRE(chosen);
    CHECK(chosen->key.thumbprint() == world.mailbox_key.public_key().thumbprint());
    REQUIRE(chosen->board_key);
    CHECK(chosen->board_key->thumbprint() == world.board_key.public_key().thumbprint());
}

TEST_CASE("a key that the gateway made up itself is not sealed for") {
    const World world;
    const auto own = signing::PrivateKey::generate(signing::KeyType::p256);
    const test::Authority other{"Hospital CA"};  // of the same name
    CHECK(world.refused(listed_key(other.x5c(own.public_key(), for_mailbox()), own.public_key(), world.now + 1h)) ==
          Exit::not_trusted);
    // The hospital's certificate beside another key: the certificate decides, and the kid must be its own.
    auto mixed = world.good;
    mixed["kid"] = own.public_key().thumbprint();
    mixed["jwk"] = own.public_key().to_jwk();
    CHECK(world.refused(mixed) == Exit::not_trusted);
    auto only_jwk = world.good;
    only_jwk["jwk"] = own.public_key().to_jwk();
    const auto chosen = world.choose(json::array{only_jwk});
    REQUIRE(chosen);
    CHECK(chosen->key.thumbprint() == world.mailbox_key.public_key().thumbprint());
}

TEST_CASE("another mailbox's certificate, a signing one and an ended one do not do") {
    const World world;
    const auto& key = world.mailbox_key.public_key();
    const auto with = [&](const test::Issue& issue, core::Timestamp until) {
        return world.refused(listed_key(world.ca.x5c(key, issue), key, until));
    };
    CHECK(with(for_mailbox(), world.now + 1h) == Exit::delivered);
    CHECK(with(for_mailbox("other-hospital"), world.now + 1h) == Exit::not_trusted);
    CHECK(with(for_mailbox(), world.now - 1s) == Exit::not_trusted);
    auto signing_only = for_mailbox();
    signing_only.key_usage = "critical,digitalSignature";
    CHECK(with(signing_only, world.now + 1h) == Exit::not_trusted);
    auto ended = for_mailbox();
    ended.begins_in_days = -20;
    ended.ends_in_days = -1;
    CHECK(with(ended, world.now + 1h) == Exit::not_trusted);
}

TEST_CASE("a bad key before a good one does not stop the sending") {
    const World world;
    auto ended = world.good;
    ended["use_until"] = core::to_rfc3339(world.now - 1h);
    const auto chosen = world.choose(json::array{ended, "nonsense", world.good});
    REQUIRE(chosen);
    CHECK(chosen->key.thumbprint() == world.mailbox_key.public_key().thumbprint());
}

TEST_CASE("a mailbox that is not assigned, or has no key, is told in words") {
    const World world;
    const auto none = world.choose_from({{"mailboxes", json::array{}}});
    REQUIRE_FALSE(none);
    CHECK(none.error().exit == Exit::refused);
    CHECK(none.error().words.find(test::mailbox_name) != std::string::npos);
    CHECK(world.choose(json::array{}).error().exit == Exit::not_trusted);
    CHECK_FALSE(world.choose_from(json::object{}));
}

TEST_CASE("a board key that no hospital vouches for, or for another mailbox, is not sealed for") {
    World world;
    const test::Authority other{"Hospital CA"};  // of the same name
    world.statement = signing::vouch_for(world.gateways_board_key.public_key(), mailbox, world.receipt_key,
                                         other.x5c(world.receipt_key.public_key()));
    CHECK(world.refused(world.good) == Exit::not_trusted);
    const auto elsewhere = core::MailboxId::parse("stroke-unit").value();
    world.statement = signing::vouch_for(world.board_key.public_key(), elsewhere, world.receipt_key,
                                         world.ca.x5c(world.receipt_key.public_key()));
    CHECK(world.refused(world.good) == Exit::not_trusted);
    const json::object bare{{"id", test::mailbox_name},
                            {"keys", json::array{world.good}},
                            {"board_key", world.gateways_board_key.public_key().to_jwk()}};
    const auto chosen = world.choose_from(json::object{{"mailboxes", json::array{bare}}});
    REQUIRE(chosen);
    CHECK_FALSE(chosen->board_key);
}

TEST_CASE("a hospital vouches for the boards of its own mailboxes alone, and a mailbox names its hospital") {
    World world;
    CHECK(world.choose(json::array{world.good})->hospital == test::Issue{}.organisation);
    test::Issue neighbour;
    neighbour.organisation = "Klinikum Nachbarstadt";
    world.statement = signing::vouch_for(world.gateways_board_key.public_key(), mailbox, world.receipt_key,
                                         world.ca.x5c(world.receipt_key.public_key(), neighbour));
    CHECK(world.refused(world.good) == Exit::not_trusted);
    auto nameless = for_mailbox();
    nameless.organisation = "";
    const auto& key = world.mailbox_key.public_key();
    CHECK(world.refused(listed_key(world.ca.x5c(key, nameless), key, world.now + 1h)) == Exit::not_trusted);
}

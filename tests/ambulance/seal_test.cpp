#include "tools/ambulance/seal.hpp"

#include "common/sealing/board_keys.hpp"
#include "hospital_server/record/schema.hpp"
#include "tests/ambulance/catch.hpp"
#include "tests/ambulance/hospital.hpp"

using namespace vorab;
using namespace vorab::ambulance;

TEST_CASE("the hospital opens what was packed, and finds a record") {
    const test::Hospital hospital;
    for (const std::string name : {"stemi", "stroke", "polytrauma", "resuscitation", "birth", "kinds/vitals"}) {
        INFO(name);
        const auto package = test::pack_example(hospital, name).value();
        const auto opened = hospital.open(package.envelope);
        REQUIRE(opened);
        CHECK(hospital_server::record::record_schema().check(opened->record));
        CHECK(opened->slip == package.slip);
        CHECK(opened->sender.organisation == "Rettungsdienst Musterstadt");
    }
}

TEST_CASE("both serializations hold the same slip and open") {
    const test::Hospital hospital;
    SendOptions options;
    const auto compact = test::pack_example(hospital, "stemi", options).value();
    CHECK(compact.envelope.starts_with("ey"));
    options.serialization = sealing::Serialization::flattened;
    const auto flattened = test::pack_example(hospital, "stemi", options).value();
    CHECK(flattened.envelope.starts_with('{'));
    CHECK(hospital.open(compact.envelope));
    CHECK(hospital.open(flattened.envelope));
}

TEST_CASE("the boards of the mailbox open the arrival, and it is the record's") {
    const test::Hospital hospital;
    const auto package = test::pack_example(hospital, "stemi").value();
    REQUIRE(package.slip.board);
    const auto arrival = sealing::open_arrival(*package.slip.board, hospital.board_key);
    REQUIRE(arrival);
    const auto record = hospital.open(package.envelope).value().record;
    CHECK(*arrival == envelope::read_arrival(record.at("arrival").as_object()).value());
    CHECK(arrival->keyword == "STEMI Hinterwand");
    CHECK_FALSE(sealing::open_arrival(*package.slip.board, hospital.mailbox_key));
}

TEST_CASE("a mailbox without boards and a record without an arrival leave the slip without one") {
    const test::Hospital hospital;
    CHECK_FALSE(test::pack_example(hospital, "kinds/vitals").value().slip.board);
    auto recipient = hospital.recipient();
    recipient.board_key.reset();
    const auto given = read_case_file("schemas/examples/birth.json").value();
    const auto package = pack(given, {}, recipient, hospital.signer, hospital.now).value();
    CHECK_FALSE(package.slip.board);
}

TEST_CASE("no word of the patient stands in what the gateway sees") {
    const test::Hospital hospital;
    const auto package = test::pack_example(hospital, "stemi").value();
    const auto envelope = envelope::read_envelope(package.envelope).value();
    const auto seen = core::from_base64url(envelope.parts.protected_text).value();
    for (const auto* word : {"Brandst", "Heinz", "STEMI", "1958", "B429173602", "Lindenallee"}) {
        CHECK(core::text_of(seen).find(word) == std::string_view::npos);
        CHECK(package.envelope.find(word) == std::string::npos);
    }
}

TEST_CASE("the mailbox is the one wished for, else the file's") {
    const auto given = read_case_file("schemas/examples/stemi.json").value();
    CHECK(given.attachments.size() == 5);
    CHECK(mailbox_of(given, {}).value().str() == "zna-musterstadt");
    Wishes wishes;
    wishes.mailbox = core::MailboxId::parse("stroke-unit").value();
    CHECK(mailbox_of(given, wishes).value().str() == "stroke-unit");
    CHECK_FALSE(mailbox_of({}, {}));
}

TEST_CASE("a file that is not there stops the sending before anything is sealed") {
    const test::Hospital hospital;
    const auto given = read_case_file("schemas/examples/stemi.json").value();
    SendOptions options;
    options.attachments = "schemas/no_such_folder";
    const auto package = pack(given, options, hospital.recipient(), hospital.signer, hospital.now);
    REQUIRE_FALSE(package);
    CHECK(package.error().words.find("no_such_folder") != std::string::npos);
}

// Attachments as they come: in any order, before or after their record, wrong in every way, and never held whole.
#include "hospital_server/intake/attachments.hpp"

#include "common/core/json.hpp"
#include "hospital_server/cases/download.hpp"
#include "hospital_server/cases/queries.hpp"
#include "tests/hospital_server/attached.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace cases = hospital_server::cases;
namespace intake = hospital_server::intake;
using core::Problem;
using test::Attached;

namespace {
struct ChunkSetting : test::HospitalSetting {
    /// The record that names these attachments, stored as if it had just been opened.
    core::Result<hospital_server::record::Stored> describe(const json::array& descriptions, std::int64_t sequence = 1) {
        auto made = record("stemi", sequence);
        made["attachments"] = descriptions;
        return store(made);
    }
    http::Response put(const Attached& attached, std::uint32_t number, core::BytesView sealed) {
        return put(attached.id.str(), std::to_string(number), std::string{core::text_of(sealed)});
    }
    http::Response put(const std::string& id, const std::string& number, const std::string& body) {
        test::MadeRequest made{http::Method::put, body, "application/octet-stream"};
        http::Response response;
        run(put_as(addressed(made, id).at("chunk", number).request, response));
        return response;
    }
    json::object status(const Attached& attached) {
        test::MadeRequest made{http::Method::get};
        http::Response response;
        run(ask(addressed(made, attached.id.str()).request, response));
        return core::parse_json_object(response.body).value();
    }
    async::Task<void> put_as(http::Request& request, http::Response& response) {
        response = co_await attachments.put_chunk(request);
    }
    async::Task<void> ask(http::Request& request, http::Response& response) {
        response = co_await attachments.status(request);
    }
    test::MadeRequest& addressed(test::MadeRequest& made, const std::string& id) const {
        return made.at("mailbox", mailbox_id.str()).at("case", case_id.str()).at("id", id);
    }
    void look_after() { run(attachments.look_after(*mailboxes.find(mailbox_id))); }

    sealing::Receipt receipt_in(const json::object& body) const {
        const std::string name = test::Issue{}.organisation;
        return sealing::verify_receipt(body.at("receipt").as_string(), name, hospitals, clock.now()).value();
    }
    /// What the tracker gets of it, through the writer of a response.
    std::string download(const Attached& attached, std::optional<cases::Range> part = {});
    async::Task<void> write(const cases::Range& part, http::BodyWriter& writer, const Attached& attached) {
        const auto file = cases::find_file(cases, {case_id, attached.id}).value();
        co_await cases::write_part(*mailboxes.find(mailbox_id), file, part, writer);
    }
    std::int64_t chunks() { return count(cases, "SELECT COUNT(*) FROM attachment_chunk"); }
    bool record_is_visible() { return cases::whole_case(cases, mailbox_id, case_id).has_value(); }

    ChunkSetting() { clock.time = core::SystemClock{}.now(); }
    test::Authority hospital_ca{"Hospital CA"};
    signing::PrivateKey receipt_key = signing::PrivateKey::generate(signing::KeyType::p256);
    intake::ReceiptSigner signer{receipt_key, hospital_ca.x5c(receipt_key.public_key())};
    signing::ChainVerifier hospitals =
        signing::ChainVerifier::from_pem(hospital_ca.pem(), signing::Purpose::signature).value();
    hospital_server::Config configured = config();
    cases::Mailboxes mailboxes{loop.get_executor(), configured, clock, log};
    database::Database server_database{loop.get_executor(), server_options(), 1, log};
    int settled = 0;
    intake::Attachments attachments{
        loop.get_executor(),
        mailboxes,
        signer,
        server_database,
        {.quota = {3, 1000}, .settled = [this](const core::MailboxId&, const core::CaseId&) { ++settled; }},
        clock,
        log};
};

struct Collected final : http::BodyWriter {
    std::string text;
    async::Task<void> write(std::string_view bytes) override {
        text += bytes;
        co_return;
    }
};

std::string ChunkSetting::download(const Attached& attached, std::optional<cases::Range> part) {
    Collected collected;
    run(write(part.value_or(cases::Range{0, attached.content.size()}), collected, attached));
    return collected.text;
}
}  // namespace

TEST_CASE("the chunk that completes an attachment is answered with a receipt that names its digest") {
    ChunkSetting setting;
    const Attached attached;
    REQUIRE(setting.describe({attached.described()}));
    CHECK(setting.put(attached, 2, attached.sealed(2)).status == 201);
    CHECK(setting.put(attached, 0, attached.sealed(0)).body == R"({"status":"stored"})");
    CHECK(setting.status(attached).at("state") == "incomplete");
    CHECK(setting.put(attached, 0, attached.sealed(0)).status == 200);
    const auto last = setting.put(attached, 1, attached.sealed(1));
    CHECK(last.status == 201);
    const auto receipt = setting.receipt_in(core::parse_json_object(last.body).value());
    CHECK(receipt.case_id == setting.case_id);
    REQUIRE(receipt.attachments.size() == 1);
    CHECK(receipt.attachments[0].id == attached.id);
    CHECK(receipt.attachments[0].sha256 == attached.ciphertext_sha256());
    const auto status = setting.status(attached);
    CHECK(status.at("state") == "complete");
    CHECK(status.at("chunks") == json::array{0, 1, 2});
    CHECK(setting.receipt_in(status) == receipt);
    const auto again = setting.put(attached, 1, attached.sealed(1));
    CHECK(again.status == 200);
    CHECK(setting.receipt_in(core::parse_json_object(again.body).value()) == receipt);
    CHECK(setting.settled == 1);
    CHECK(setting.download(attached) == attached.content);
}

TEST_CASE("chunks may all come before their record: then the record's coming completes the attachment") {
    ChunkSetting setting;
    const Attached attached;
    for (const std::uint32_t i : {1u, 0u, 2u}) CHECK(setting.put(attached, i, attached.sealed(i)).status == 201);
    CHECK(setting.status(attached).at("state") == "waiting_for_record");
    REQUIRE(setting.describe({attached.described()}));
    setting.look_after();
    CHECK(setting.status(attached).at("state") == "complete");
    CHECK(setting.status(attached).contains("receipt"));
}

TEST_CASE("with the record here a wrong chunk is refused at once, the right one still fits, the record stays visible") {
    ChunkSetting setting;
    Attached attached;
    Attached other;
    REQUIRE(setting.describe({attached.described()}));
    const auto refused = [&](std::uint32_t number, core::BytesView sealed) {
        CHECK(setting.put(attached, number, sealed).status == 422);
        CHECK(setting.chunks() == 0);
        CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM audit WHERE event = 'attachment.refused'") == 1);
    };
    SECTION("swapped") { refused(0, attached.sealed(1)); }
    SECTION("of another attachment") { refused(0, other.sealed(0)); }
    SECTION("with the last chunk's flag") {
        refused(0, sealing::seal_chunk(attached.key, 0, true, core::bytes_of(std::string_view{"twenty b"})));
    }
    SECTION("a last chunk without its flag") {
        refused(2, sealing::seal_chunk(attached.key, 2, false, core::bytes_of(std::string_view{"ECG."})));
    }
    SECTION("bytes behind it") { refused(1, attached.sealed(1) + core::Bytes(1, 0)); }
    SECTION("cut off") { refused(1, attached.sealed(1).substr(1)); }
    SECTION("a second last chunk") {
        refused(3, sealing::seal_chunk(attached.key, 3, true, core::bytes_of(std::string_view{"ECG."})));
    }
    CHECK(setting.put(attached, 1, attached.sealed(1)).status == 201);
    CHECK(setting.record_is_visible());
}

TEST_CASE("what came before its record and is not what the record says is kept apart, and the record stays visible") {
    ChunkSetting setting;
    Attached attached;
    auto described = attached.described();
    std::vector<core::Bytes> sent{attached.sealed(0), attached.sealed(1), attached.sealed(2)};
    SECTION("swapped") { std::swap(sent[0], sent[1]); }
    SECTION("one from another attachment") { sent[1] = Attached{}.sealed(1); }
    SECTION("the digest of the plain bytes") { described["sha256"] = std::string(64, '0').c_str(); }
    SECTION("the digest of the sealed bytes") { described["ciphertext_sha256"] = std::string(64, '0').c_str(); }
    SECTION("the size") { described["size"] = 19; }
    SECTION("bytes behind the last") { sent[2] += core::Bytes(4, 0); }
    for (std::uint32_t i = 0; i < 3; ++i) CHECK(setting.put(attached, i, sent[i]).status == 201);
    REQUIRE(setting.describe({described}));
    setting.look_after();
    CHECK(setting.status(attached).at("state") == "refused");
    CHECK(!setting.status(attached).contains("receipt"));
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM audit WHERE event = 'attachment.refused'") == 1);
    CHECK(cases::find_file(setting.cases, {setting.case_id, attached.id}).error().problem ==
          Problem::envelope_not_opened);
    CHECK(setting.put(attached, 0, attached.sealed(0)).status == 422);  // it takes a new id
    CHECK(setting.record_is_visible());
}

TEST_CASE("a digest that does not fit is found with the last chunk, too") {
    ChunkSetting setting;
    const Attached attached;
    auto described = attached.described();
    described["sha256"] = std::string(64, '0').c_str();
    REQUIRE(setting.describe({described}));
    for (const std::uint32_t i : {0u, 1u}) CHECK(setting.put(attached, i, attached.sealed(i)).status == 201);
    CHECK(setting.put(attached, 2, attached.sealed(2)).status == 422);
    CHECK(setting.status(attached).at("state") == "refused");
}

TEST_CASE("what is no chunk at all is refused, and one that differs from what is here is a conflict") {
    ChunkSetting setting;
    const Attached attached;
    CHECK(setting.put(attached, 0, core::Bytes(15, 'x')).status == 400);
    CHECK(setting.put(attached.id.str(), "65536", std::string(16, 'x')).status == 400);
    CHECK(setting.put(attached.id.str(), "-1", std::string(16, 'x')).status == 400);
    CHECK(setting.put("no-id", "0", std::string(16, 'x')).status == 400);
    CHECK(setting.put(attached.id.str(), "0", std::string(1024 * 1024 + 17, 'x')).status == 413);
    CHECK(setting.chunks() == 0);
    CHECK(setting.put(attached, 0, attached.sealed(0)).status == 201);
    CHECK(setting.put(attached, 0, Attached{}.sealed(0)).status == 409);
}

TEST_CASE("a case has a quota of attachments and of bytes") {
    ChunkSetting setting;
    for (const char* id : {"019bc1bd-cc80-7000-8000-00000000000a", "019bc1bd-cc80-7000-8000-00000000000b"}) {
        CHECK(setting.put(id, "0", std::string(400, 'x')).status == 201);
    }
    const std::string third = "019bc1bd-cc80-7000-8000-00000000000c";
    CHECK(setting.put(third, "0", std::string(400, 'x')).status == 413);
    CHECK(setting.put(third, "0", std::string(100, 'x')).status == 201);
    const auto fourth = setting.put("019bc1bd-cc80-7000-8000-00000000000d", "0", std::string(16, 'x'));
    CHECK(fourth.status == 413);
    CHECK_THAT(fourth.body, Catch::Contains("as many attachments"));
    CHECK(setting.chunks() == 3);
}

TEST_CASE("chunks whose record never comes are gone after a day, those of a record stay") {
    ChunkSetting setting;
    const Attached attached;
    REQUIRE(setting.describe({attached.described()}));
    CHECK(setting.put(attached, 0, attached.sealed(0)).status == 201);
    CHECK(setting.put("019bc1bd-cc80-7000-8000-00000000000a", "0", std::string(16, 'x')).status == 201);
    setting.clock.time += 24h - 1s;
    setting.look_after();
    CHECK(setting.chunks() == 2);
    setting.clock.time += 2s;
    setting.look_after();
    CHECK(setting.chunks() == 1);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM attachment_progress") == 1);
    CHECK(setting.put(attached, 1, attached.sealed(1)).status == 201);
}

TEST_CASE("an id belongs to one file of its case; another case may use it too") {
    ChunkSetting setting;
    const Attached attached;
    Attached another;
    another.content = "another file, really";
    REQUIRE(setting.describe({attached.described()}));
    CHECK(setting.describe({attached.described()}, 2));  // named again
    CHECK(setting.describe({another.described()}, 3).error().problem == Problem::conflict);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM transmission") == 2);
    setting.case_id = core::new_case_id();
    CHECK(setting.describe({another.described()}));
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM attachment") == 2);
    auto endless = attached.described();
    endless["size"] = 8 * 65536 + 1;
    endless["id"] = "019bc1bd-cc80-7000-8000-00000000000a";
    CHECK(setting.describe({endless}, 2).error().problem == Problem::schema_violation);
}

TEST_CASE("a part of an attachment is opened without the rest") {
    ChunkSetting setting;
    const Attached attached;
    REQUIRE(setting.describe({attached.described()}));
    CHECK(cases::find_file(setting.cases, {setting.case_id, attached.id}).error().problem == Problem::not_found);
    for (const std::uint32_t i : {0u, 1u, 2u}) CHECK(setting.put(attached, i, attached.sealed(i)).status == 201);
    setting.cases.execute("DELETE FROM attachment_chunk WHERE number = 0");
    CHECK(setting.download(attached, cases::Range{10, 18}) == attached.content.substr(10, 8));
    CHECK_THROWS(setting.download(attached, cases::Range{7, 9}));
}

TEST_CASE("F25 a stored chunk with one bit changed is not given out, the others are") {
    ChunkSetting setting;
    const Attached attached;
    REQUIRE(setting.describe({attached.described()}));
    for (const std::uint32_t i : {0u, 1u, 2u}) CHECK(setting.put(attached, i, attached.sealed(i)).status == 201);
    setting.cases.execute(
        "UPDATE attachment_chunk SET sealed = INSERT(sealed, 3, 1, CHAR(ORD(SUBSTR(sealed, 3, 1)) ^ 1)) WHERE number = "
        "1");
    CHECK_THROWS(setting.download(attached));
    CHECK(setting.download(attached, cases::Range{0, 8}) == attached.content.substr(0, 8));
}

TEST_CASE("ranges as RFC 9110 has them") {
    using cases::Range;
    using cases::range_of;
    CHECK(range_of("bytes=0-4", 20) == Range{0, 5});
    CHECK(range_of("bytes=5-", 20) == Range{5, 20});
    CHECK(range_of("bytes=-5", 20) == Range{15, 20});
    CHECK(range_of("bytes=-50", 20) == Range{0, 20});
    CHECK(range_of("bytes=5-99", 20) == Range{5, 20});
    CHECK(range_of("bytes=20-", 20) == Range{});
    CHECK(range_of("bytes=-0", 20)->begin == range_of("bytes=-0", 20)->end);
    for (const char* all : {"bytes=", "bytes=-", "bytes=5-4", "bytes=0-1,4-5", "lines=0-1", "bytes=x-1",
                            "bytes=0-99999999999999999999"}) {
        INFO(all);
        CHECK(!range_of(all, 20));
    }
    CHECK(!range_of(std::nullopt, 20));
}

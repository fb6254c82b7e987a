// What the emergency department's software reads: five views, in the forms that it can show.
#include "hospital_server/views/views.hpp"

#include <fstream>

#include "hospital_server/converter/picture.hpp"
#include "hospital_server/intake/verification.hpp"
#include "hospital_server/record/content.hpp"
#include "hospital_server/views/converter_process.hpp"
#include "tests/hospital_server/setting.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
namespace views = hospital_server::views;
namespace record = hospital_server::record;
namespace converter = hospital_server::converter;

namespace {
std::filesystem::path program() {
    return std::filesystem::read_symlink("/proc/self/exe").parent_path() / "vorab-picture";
}

std::string sample(const char* name) {
    return test::read_text(std::filesystem::path{"schemas/examples/attachments"} / name);
}

std::optional<core::Bytes> converted(const std::string& file, std::chrono::milliseconds limit = 20s) {
    return views::convert(program(), core::bytes_of(file), limit);
}

bool is_png(core::BytesView bytes) { return core::text_of(bytes).starts_with("\x89PNG\r\n\x1a\n"); }

std::span<const unsigned char> span_of(const std::string& text) {
    const auto bytes = core::bytes_of(text);
    return {bytes.data(), bytes.size()};
}

/// A file as a record names it, in one chunk, complete.
struct ViewSetting : test::HospitalSetting {
    ViewSetting() {
        hospital_server::storage::ViewsConfig wanted;
        wanted.enabled = true;
        wanted.converter = program();
        made.emplace(loop.get_executor(), wanted, mailboxes, clock, log);
    }

    json::object described(const std::string& id, const char* kind, const char* media_type,
                           const std::string& content) {
        const auto content_key = sealing::new_attachment_key();
        const auto sealed = sealing::seal_chunk(content_key, 0, true, core::bytes_of(content));
        chunks.emplace_back(core::AttachmentId::parse(id).value(), sealed);
        return {{"id", id},
                {"kind", kind},
                {"media_type", media_type},
                {"name", "a file"},
                {"size", content.size()},
                {"sha256", core::to_hex(signing::sha256(core::bytes_of(content)))},
                {"ciphertext_sha256", core::to_hex(signing::sha256(sealed))},
                {"chunk_size", 1048576},
                {"key", core::to_base64url(content_key.key.view())},
                {"nonce_prefix", core::to_base64url(content_key.nonce_prefix)}};
    }
    void arrive(const json::array& described) {
        auto sent = record("stroke");
        sent["attachments"] = described;
        REQUIRE(store(sent));
        for (const auto& [id, sealed] : chunks) {
            const record::AttachmentName name{case_id, id};
            REQUIRE(record::keep_chunk(cases, name, 0, sealed, {}, clock.now()));
            run(verify(name));
        }
        run(made->make(*mailboxes.find(mailbox_id), case_id));
    }
    async::Task<void> verify(record::AttachmentName name) {
        [[maybe_unused]] const auto state =
            co_await hospital_server::intake::verify_attachment(*mailboxes.find(mailbox_id), name, clock);
    }

    hospital_server::Config settings = config();
    hospital_server::cases::Mailboxes mailboxes{loop.get_executor(), settings, clock, log};
    std::vector<std::pair<core::AttachmentId, core::Bytes>> chunks;
    std::optional<views::Views> made;
};

std::string id(int number) { return "019bc1bd-cc80-7000-8000-00000000000" + std::to_string(number); }

bool denied(database::Connection& connection, const char* sql) {
    try {
        [[maybe_unused]] const auto rows = connection.query(sql);
    } catch (const database::DatabaseError& error) {
        return error.error_code() == 1142;
    }
    return false;
}
}  // namespace

TEST_CASE(
    "the department's software reads demographics, vitals, pictures as PNG, ECG and protocol as PDF, and nothing "
    "else") {
    ViewSetting setting;
    setting.arrive({setting.described(id(1), "photo", "image/jpeg", sample("crash.jpg")),
                    setting.described(id(2), "photo", "image/png", sample("face.png")),
                    setting.described(id(3), "ecg_pdf", "application/pdf", sample("ecg.pdf")),
                    setting.described(id(4), "protocol_pdf", "application/pdf", sample("protocol.pdf")),
                    setting.described(id(5), "photo", "image/jpeg", "<html>no picture</html>")});
    auto& server = test::PrivateMariaDb::shared();
    auto options = server.root();
    options.user = "ed_software";
    options.database = test::HospitalSetting::mailbox_options().database;
    options.password = core::Sensitive<std::string>{server.run_shipped(
        "ed-software.sql", "@name = '" + options.database + "', @user = 'ed_software', @host = 'localhost'")};
    database::Connection reader{options};
    CHECK(reader.query_one("SELECT version FROM ed_version")->integer(0) == 1);
    const auto patient = reader.query_one("SELECT nida_id, family_name, city FROM ed_patient");
    REQUIRE(patient);
    CHECK(patient->text(0) == setting.case_id.str());
    CHECK(!patient->is_null(1));
    CHECK(reader.query("SELECT code, value, unit FROM ed_vitals").size() > 3);
    const auto pictures = reader.query("SELECT attachment, png FROM ed_picture ORDER BY attachment");
    REQUIRE(pictures.size() == 2);
    for (const auto& picture : pictures) CHECK(is_png(picture.bytes(1)));
    CHECK(reader.query_one("SELECT pdf FROM ed_ecg")->text(0) == sample("ecg.pdf"));
    CHECK(reader.query_one("SELECT pdf FROM ed_protocol")->text(0) == sample("protocol.pdf"));
    for (const char* closed : {"SELECT 1 FROM patient_case", "SELECT 1 FROM view_content", "SELECT 1 FROM transmission",
                               "SELECT 1 FROM record_patient", "SELECT 1 FROM attachment", "SELECT 1 FROM audit"}) {
        INFO(closed);
        CHECK(denied(reader, closed));
    }
    CHECK_THROWS_AS(reader.execute("UPDATE ed_patient SET keyword = 'x'"), database::DatabaseError);
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM attachment_progress WHERE content = 'other'") == 1);
    setting.cases.execute("DELETE FROM patient_case");
    CHECK(setting.count(setting.cases, "SELECT COUNT(*) FROM view_content") == 0);
}

TEST_CASE("a photograph comes out as PNG; what is none, is cut off at the wrong place or too large, does not") {
    const auto crash = converted(sample("crash.jpg"));
    REQUIRE(crash);
    CHECK(is_png(*crash));
    CHECK(is_png(*converted(sample("face.png"))));
    CHECK(!converted(""));
    CHECK(!converted("<svg onload=alert(1)>"));
    CHECK(!converted(sample("ecg.pdf")));
    CHECK(!converted(sample("crash.jpg").substr(0, 100)));
    std::string flood = sample("face.png");  // the header says 65,000 x 65,000
    flood.replace(16, 8, std::string("\0\0\xfd\xe8\0\0\xfd\xe8", 8));
    CHECK(!converted(flood));
}

TEST_CASE("a hostile file ends its own converter and nobody else, within its time") {
    std::string file = sample("crash.jpg");
    for (std::size_t seed = 1; seed <= 40; ++seed) {
        auto broken = file;
        for (std::size_t i = 0; i < 20; ++i)
            broken[(seed * 7919 + i * 104729) % broken.size()] = static_cast<char>(seed * 31 + i);
        [[maybe_unused]] const auto answer = converted(broken);  // whatever it is, we are here
    }
    CHECK(!views::convert("/bin/cat", {}, 1ms));
    CHECK_THROWS_AS(views::convert("/nowhere/vorab-picture", {}, 1s), std::system_error);
    CHECK(!views::convert("/bin/false", core::bytes_of(file), 5s));
}

TEST_CASE("a photograph stands upright as the camera said") {
    const auto jpeg = [](const std::string& tiff) {
        const std::string segment = std::string("Exif\0\0", 6) + tiff;
        const auto length = static_cast<char>(segment.size() + 2);
        return std::string("\xff\xd8\xff\xe1\0", 5) + length + segment + "\xff\xda";
    };
    const std::string little = std::string("II*\0\x08\0\0\0\x01\0\x12\x01\x03\0\x01\0\0\0\x06\0\0\0", 22);
    const std::string big = std::string("MM\0*\0\0\0\x08\0\x01\x01\x12\0\x03\0\0\0\x01\0\x08\0\0", 22);
    CHECK(converter::orientation_of(span_of(jpeg(little))) == 6);
    CHECK(converter::orientation_of(span_of(jpeg(big))) == 8);
    CHECK(converter::orientation_of(span_of(jpeg(little.substr(0, 12)))) == 1);
    CHECK(converter::orientation_of(span_of("\xff\xd8")) == 1);
}

TEST_CASE("a file is of the kind that its record says, by its first bytes") {
    const auto is = [](const char* type, const std::string& file) {
        return record::is_as_said(type, core::bytes_of(file));
    };
    CHECK(is("image/jpeg", sample("crash.jpg")));
    CHECK(is("image/png", sample("signature.png")));
    CHECK(is("video/mp4", sample("scene.mp4")));
    CHECK(is("application/pdf", sample("ecg.pdf")));
    CHECK(is("application/json", sample("ecg.json")));
    CHECK(is("application/fhir+json", sample("ecg.fhir.json")));
    CHECK(is("application/xml", sample("mind.xml")));
    CHECK(!is("image/png", sample("crash.jpg")));
    CHECK(!is("image/jpeg", "<svg xmlns="));
    CHECK(!is("application/pdf", "PK\x03\x04"));
    CHECK(!is("video/mp4", ""));
    CHECK(!is("text/html", "<html>"));
}

#include "tools/ambulance/attachments.hpp"

#include <fstream>
#include <iterator>
#include <unistd.h>

#include "common/signing/hash.hpp"
#include "hospital_server/record/facts.hpp"
#include "hospital_server/record/schema.hpp"
#include "tests/ambulance/catch.hpp"
#include "tools/ambulance/mission.hpp"

using namespace vorab;
using namespace vorab::ambulance;
namespace record_room = vorab::hospital_server::record;
namespace json = boost::json;

namespace {
const auto now = core::parse_rfc3339("2026-07-03T09:10:11Z").value();
const std::filesystem::path examples = "schemas/examples";

std::string bytes_of_file(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    return {std::istreambuf_iterator<char>{file}, {}};
}

struct Attached {
    json::object record;
    std::vector<Attachment> files;
};

Attached attach_example(const std::string& name) {
    auto mission = renewed(read_json_file(examples / (name + ".json")).value(), {}, now).value();
    const auto side = read_json_file(examples / (name + ".attachments.json")).value();
    auto files = attach(mission.record, side, examples / "attachments", mission.moved, now);
    REQUIRE(files);
    return {std::move(mission.record), std::move(*files)};
}

/// As the hospital does it: with nothing but what stands in the record and the chunks.
std::string open_all(const record_room::Attachment& described, const std::vector<core::Bytes>& chunks) {
    const sealing::AttachmentKey key{signing::SecretBytes{described.key}, described.nonce_prefix};
    std::string plain;
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const auto opened = sealing::open_chunk(key, static_cast<std::uint32_t>(i), i + 1 == chunks.size(), chunks[i]);
        REQUIRE(opened);
        plain += core::text_of(*opened);
    }
    return plain;
}

std::vector<core::Bytes> seal_all(const Attachment& attachment) {
    std::vector<core::Bytes> chunks;
    for (std::uint32_t i = 0; i < attachment.chunks; ++i) chunks.push_back(sealed_chunk(attachment, i));
    return chunks;
}

/// A file of its own, gone with the test.
struct TemporaryFolder {
    std::filesystem::path path =
        std::filesystem::temp_directory_path() / ("vorab-ambulance-" + std::to_string(::getpid()));
    TemporaryFolder() { std::filesystem::create_directories(path); }
    ~TemporaryFolder() { std::filesystem::remove_all(path); }
    void write(const std::string& name, const std::string& bytes) const {
        std::ofstream{path / name, std::ios::binary} << bytes;
    }
};

json::object video(const std::string& file) {
    return {{"501b3d51-b0eb-428c-8e7c-2efbff29a715",
             {{"file", file}, {"kind", "video"}, {"media_type", "video/mp4"}, {"name", "Video.mp4"}}}};
}
}  // namespace

TEST_CASE("what is attached opens again with what the record says, and has the digests that it says") {
    const auto attached = attach_example("stemi");
    REQUIRE(record_room::record_schema().check(attached.record));
    const auto facts = record_room::read_facts(attached.record).value();
    REQUIRE(facts.attachments.size() == 5);
    REQUIRE(attached.files.size() == 5);
    for (const auto& file : attached.files) {
        INFO(file.file);
        const auto described =
            std::ranges::find_if(facts.attachments, [&](const auto& one) { return one.id == file.id; });
        REQUIRE(described != facts.attachments.end());
        const auto chunks = seal_all(file);
        const auto plain = open_all(*described, chunks);
        CHECK(plain == bytes_of_file(file.file));
        CHECK(described->size == static_cast<std::int64_t>(plain.size()));
        CHECK(described->sha256 == signing::sha256(core::bytes_of(plain)));
        signing::Sha256 digest;
        for (const auto& chunk : chunks) digest.update(chunk);
        CHECK(described->ciphertext_sha256 == digest.finish());
    }
}

TEST_CASE("attachments get fresh ids, and the record refers to them by these") {
    const auto first = attach_example("stemi"), second = attach_example("stemi");
    std::set<std::string> ids;
    for (const auto& file : first.files) ids.insert(file.id.str());
    for (const auto& file : second.files) ids.insert(file.id.str());
    CHECK(ids.size() == 10);
    const auto& protocol = first.record.at("protocols").as_array()[0].at("attachment").as_string();
    CHECK(ids.contains(std::string{protocol}));
    CHECK(ids.contains(std::string{first.record.at("mind").at("attachment").as_string()}));
    CHECK_FALSE(ids.contains("b0219558-a53f-4ac7-81ef-ecd6c061fd7e"));
}

TEST_CASE("the times of an attachment move with the mission, and its file's name on our disk stays here") {
    const auto attached = attach_example("polytrauma");
    const auto& photo = attached.record.at("attachments").as_array()[0].as_object();
    const auto taken = core::parse_rfc3339(photo.at("taken_at").as_string()).value();
    const auto created = core::parse_rfc3339(attached.record.at("slip").at("created_at").as_string()).value();
    CHECK(taken - created == std::chrono::minutes{-40});
    CHECK_FALSE(photo.contains("file"));
}

TEST_CASE("small files go first, so that the ECG does not wait for the video") {
    const auto attached = attach_example("stemi");
    CHECK(std::ranges::is_sorted(attached.files, {}, &Attachment::size));
}

TEST_CASE("a file of many chunks is sealed chunk by chunk, each the same whenever it is asked for") {
    const TemporaryFolder folder;
    const std::string bytes(2 * chunk_size + 1, 'v');
    folder.write("long.mp4", bytes);
    json::object record{{"schema_version", 1}};
    const auto files = attach(record, video("long.mp4"), folder.path, {}, now).value();
    REQUIRE(files.size() == 1);
    CHECK(files[0].chunks == 3);
    CHECK(sealed_chunk(files[0], 2).size() == 1 + sealing::chunk_tag);
    CHECK(sealed_chunk(files[0], 1) == sealed_chunk(files[0], 1));
    CHECK(open_all(record_room::read_facts(record).value().attachments[0], seal_all(files[0])) == bytes);
}

TEST_CASE("a file that ends with its chunk, and one that is empty, have no chunk too many") {
    const TemporaryFolder folder;
    folder.write("whole.mp4", std::string(chunk_size, 'v'));
    folder.write("empty.mp4", "");
    for (const std::string name : {"whole.mp4", "empty.mp4"}) {
        json::object record{{"schema_version", 1}};
        const auto files = attach(record, video(name), folder.path, {}, now).value();
        CHECK(files[0].chunks == 1);
        CHECK(open_all(record_room::read_facts(record).value().attachments[0], seal_all(files[0])) ==
              bytes_of_file(folder.path / name));
    }
}

TEST_CASE("a file that changes while it is sent stops the sending: one nonce must not seal two texts") {
    const TemporaryFolder folder;
    folder.write("clip.mp4", "before");
    json::object record{{"schema_version", 1}};
    const auto files = attach(record, video("clip.mp4"), folder.path, {}, now).value();
    folder.write("clip.mp4", "longer than before");
    CHECK_THROWS_AS(sealed_chunk(files[0], 0), std::runtime_error);
}

TEST_CASE("a description cannot name a file outside the folder") {
    const TemporaryFolder folder;
    json::object record{{"schema_version", 1}};
    const auto files = attach(record, video("../../../etc/hostname"), folder.path, {}, now);
    REQUIRE_FALSE(files);
    CHECK(files.error().words.find((folder.path / "hostname").string()) != std::string::npos);
}

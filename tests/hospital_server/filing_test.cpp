#include "hospital_server/documents/filing.hpp"

#include "hospital_server/channels/hl7_message.hpp"
#include "hospital_server/documents/file_drop.hpp"
#include "tests/hospital_server/setting.hpp"

using namespace vorab;
namespace documents = hospital_server::documents;
namespace his = hospital_server::his;
using hl7::Filing;
using hospital_server::matching::Hand;
using hospital_server::matching::Link;
using hospital_server::matching::LinkChange;

namespace {
struct FilingSetting : test::HospitalSetting {
    explicit FilingSetting(his::Later later = his::Later::replacement) {
        cases.execute("DELETE FROM his_document");
        cases.execute("DELETE FROM case_link");
        his::TargetConfig target;
        target.target = "his";
        target.later = later;
        targets.push_back(target);
        links.when_changed([this](database::Connection& connection, const LinkChange& change, core::Timestamp now) {
            if (change.kind == LinkChange::Kind::linked)
                documents::file_for_link(connection, targets, change.link, now);
            if (change.kind == LinkChange::Kind::unlinked) documents::withdraw(connection, targets, change.link, now);
        });
        CHECK(store(record("stroke")));
    }

    void link(const std::string& patient = "4711001") {
        clock.time += std::chrono::seconds{1};
        Link wanted;
        wanted.case_id = case_id;
        wanted.patient_number = patient;
        wanted.authority = "KLINIKUM";
        wanted.visit_number = "F1";
        CHECK(links.put(cases, wanted, hand, clock.now()));
    }
    void unlink() {
        clock.time += std::chrono::seconds{1};
        CHECK(links.remove(cases, case_id, hand, clock.now()));
    }
    void version() {
        clock.time += std::chrono::seconds{1};
        documents::file_version(cases, targets, case_id, envelope::Kind::update, clock.now());
    }

    /// What the receiver is told next: sends it, and notes its answer. "-": there was nothing to tell.
    std::string next(documents::Said said = documents::Said::accepted) {
        const auto row =
            cases.query_one("SELECT id, transmission FROM delivery WHERE state = 'pending' ORDER BY id LIMIT 1");
        if (!row) return "";
        cases.execute("UPDATE delivery SET state = 'delivered' WHERE id = ?", {row->integer(0)});
        const auto id = core::TransmissionId::parse(row->text(1)).value();
        const auto entry = documents::find_entry(cases, id).value();
        const auto filed = documents::filed_now(cases, entry, targets[0].later, row->integer(0));
        if (!filed) return "-";
        documents::note(cases, id, documents::Said::offered);
        documents::note(cases, id, said);
        const char* const words[] = {"new ", "edit ", "replace ", "cancel "};
        std::string told = words[static_cast<std::size_t>(filed->filing)];
        told += filed->number.substr(case_id.str().size());
        if (!filed->replaces.empty()) told += " for " + filed->replaces.substr(case_id.str().size());
        return told;
    }

    documents::Targets targets;
    hospital_server::matching::Links links;
    Hand hand{"kis.one", "127.0.0.1", mailbox_id};
};
}  // namespace

TEST_CASE("a link sends a document, a later version takes its place, the end of the link takes it back") {
    FilingSetting setting;
    setting.version();
    CHECK(setting.next().empty());  // nobody is told before there is a link
    setting.link();
    CHECK(setting.next() == "new -1");
    setting.version();
    CHECK(setting.next() == "replace -2 for -1");
    setting.unlink();
    CHECK(setting.next() == "-");  // the first was replaced
    CHECK(setting.next() == "cancel -2");
    CHECK(setting.next().empty());
    setting.version();
    CHECK(setting.next().empty());
}

TEST_CASE("by profile a later version edits, or is a document of its own, or is not sent") {
    FilingSetting edit{his::Later::edit};
    edit.link();
    CHECK(edit.next() == "new -1");
    edit.version();
    CHECK(edit.next() == "edit -1");
    edit.unlink();
    CHECK(edit.next() == "cancel -1");
    CHECK(edit.next().empty());
    FilingSetting all{his::Later::original};
    all.link();
    all.version();
    CHECK(all.next() == "new -1");
    CHECK(all.next() == "new -2");
    all.unlink();
    CHECK(all.next() == "cancel -1");
    CHECK(all.next() == "cancel -2");
    FilingSetting none{his::Later::none};
    none.link();
    none.version();
    CHECK(none.next() == "new -1");
    CHECK(none.next().empty());
}

TEST_CASE("of versions that wait only the last is sent; one that was refused is replaced by nothing") {
    FilingSetting setting;
    setting.link();
    setting.version();
    setting.version();
    CHECK(setting.next() == "-");
    CHECK(setting.next() == "-");
    CHECK(setting.next(documents::Said::refused) == "new -3");
    setting.version();
    CHECK(setting.next() == "new -4");
}

TEST_CASE("what was linked wrongly and not sent yet is never sent; a new link has numbers of its own") {
    FilingSetting setting;
    setting.link("4711001");
    setting.link("4711002");
    CHECK(setting.next() == "-");  // the first patient's page
    CHECK(setting.next() == "-");  // and its withdrawal
    CHECK(setting.next() == "new -3");
}

TEST_CASE("a file is dropped whole under its name, or the folder is to blame") {
    const test::TemporaryDirectory folder{"vorab-drop"};
    const auto bytes = core::Bytes(100'000, 0x25);
    CHECK(documents::drop_file(folder.path(), "a-1.pdf", bytes));
    CHECK(documents::drop_file(folder.path(), "a-1.pdf", bytes));
    CHECK(std::filesystem::file_size(folder.path() / "a-1.pdf") == bytes.size());
    CHECK(!std::filesystem::exists(folder.path() / "a-1.pdf.part"));
    CHECK(documents::drop_file(folder.path() / "none", "a.pdf", bytes).error().problem == core::Problem::unavailable);
}

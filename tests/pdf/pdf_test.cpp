#include <boost/json/serialize.hpp>

#include "hospital_server/pdf/document.hpp"
#include "tests/record/examples.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/child_process.hpp"

using namespace vorab;
namespace json = boost::json;
namespace pdf = hospital_server::pdf;

namespace {
core::Timestamp at(const char* time) { return core::parse_rfc3339(time).value(); }

pdf::Document document_of(const json::object& record) {
    pdf::Document document;
    document.record = record;
    document.case_id = core::CaseId::parse("0c09e663d562edb4e6c931c97cc17439").value();
    document.version = 3;
    document.as_of = at("2026-01-15T13:59:00+01:00");
    document.made_at = at("2026-01-15T14:01:00+01:00");
    document.mailbox_name = "Zentrale Notaufnahme";
    document.organisation = "Rettungsdienst";
    return document;
}

/// What an independent reader (poppler) finds in the file.
std::string read_with(const std::vector<std::string>& tool, const core::Bytes& file) {
    const test::TemporaryDirectory folder{"vorab-pdf"};
    const auto path = folder.write("page.pdf", std::string{core::text_of(file)});
    auto command = tool;
    command.push_back(path.string());
    if (tool.front() == "pdftotext") command.emplace_back("-");
    const auto out = folder.path() / "out";
    test::ChildProcess reader{command, out};
    REQUIRE(reader.wait() == 0);
    return test::read_text(out);
}

std::string text_of(const core::Bytes& file) { return read_with({"pdftotext", "-layout"}, file); }

/// Lines break where they must; the letters remain.
std::string without_spaces(std::string_view text) {
    std::string letters;
    for (const char c : text) {
        if (static_cast<unsigned char>(c) > 0x20) letters += c;
    }
    for (auto hard = letters.find("\u00A0"); hard != std::string::npos; hard = letters.find("\u00A0"))
        letters.erase(hard, 2);
    return letters;
}

/// Free text only: codes stand there in words, times in another form, keys and ids not at all.
void gather_texts(const json::value& value, std::vector<std::string>& texts) {
    if (value.is_string() && (value.get_string().find(' ') != json::string::npos))
        texts.emplace_back(value.get_string());
    if (value.is_array()) {
        for (const auto& one : value.get_array()) gather_texts(one, texts);
    }
    if (!value.is_object()) return;
    for (const auto& member : value.get_object()) {
        if (member.key() != "slip" && member.key() != "attachments" && member.key() != "measurements")
            gather_texts(member.value(), texts);
    }
}
}  // namespace

TEST_CASE("whatever a crew wrote stands on the page, in every published mission") {
    for (const auto& file : test::example_files()) {
        if (file.parent_path().filename() == "mass_casualty" && file.filename() != "01.json") continue;
        INFO(file.string());
        const auto record = test::read_json(file).as_object();
        // In the order of the file's drawing, so that a text is one run even where columns stand beside each other.
        const auto page = without_spaces(read_with({"pdftotext", "-raw"}, pdf::render(document_of(record))));
        std::vector<std::string> texts;
        gather_texts(record, texts);
        std::string missing;
        for (const auto& text : texts) {
            if (page.find(without_spaces(text)) == std::string::npos) missing += text + " | ";
        }
        CHECK(missing == "");
    }
}

TEST_CASE("the same case is the same file, and another moment is another") {
    auto document = document_of(test::example("stroke"));
    const auto file = pdf::render(document);
    CHECK(file == pdf::render(document));
    document.made_at += std::chrono::minutes{1};
    CHECK(file != pdf::render(document));
}

TEST_CASE("names are right in every script") {
    for (const char* name :
         {"Müßiggang-Łukasik", "Yılmaz Çağrı Şükrü", "Щербаков Пётр", "Παπαδόπουλος", "Nguyễn Thị"}) {
        auto record = test::example("stroke");
        record.at("patient").as_object()["family_name"] = name;
        CHECK_THAT(without_spaces(text_of(pdf::render(document_of(record)))), Catch::Contains(without_spaces(name)));
    }
}

TEST_CASE("the file embeds its fonts and says nothing of the patient about itself") {
    const auto file = pdf::render(document_of(test::example("stemi")));
    const auto about = read_with({"pdfinfo"}, file);
    CHECK_THAT(about, !Catch::Contains("Brandst"));
    CHECK_THAT(about, Catch::Contains("0c09e663d562edb4e6c931c97cc17439, Fassung 3") && Catch::Contains("(A4)"));
    const auto fonts = read_with({"pdffonts"}, file);
    CHECK_THAT(fonts, Catch::Contains("OpenSans"));
    CHECK_THAT(fonts, Catch::Contains(" yes yes ") && !Catch::Contains(" no  yes ") && !Catch::Contains(" no  no "));
}

TEST_CASE("forty measurements break over pages: none is lost, each page has their head and its number") {
    auto record = test::example("stroke");
    auto& measurements = record.at("measurements").as_array();
    measurements.clear();
    for (int minute = 0; minute < 40; ++minute) {
        const std::string time = "2026-01-15T13:" + std::to_string(10 + minute) + ":00+01:00";
        measurements.push_back(
            {{"code", "8867-4"}, {"name", "Heart rate"}, {"value", 100 + minute}, {"unit", "/min"}, {"at", time}});
    }
    const auto text = text_of(pdf::render(document_of(record)));
    for (int minute = 0; minute < 40; ++minute) {
        const std::string row = "13:" + std::to_string(10 + minute) + " ";
        INFO(row);
        const auto found = text.find("\n" + row) != std::string::npos || text.find("\f" + row) != std::string::npos;
        CHECK(found);
        CHECK(text.find(" " + std::to_string(100 + minute)) != std::string::npos);
    }
    CHECK_THAT(text, Catch::Contains("Seite 1 von 4") && Catch::Contains("Seite 4 von 4"));
}

TEST_CASE("thousands of values are thinned, and the page says so") {
    auto record = test::example("stroke");
    auto& measurements = record.at("measurements").as_array();
    const auto begin = at("2026-01-15T12:00:00+01:00");
    for (int second = 0; second < 4000; ++second)
        measurements.push_back({{"code", "59408-5"},
                                {"name", "Oxygen saturation"},
                                {"value", 90 + second % 9},
                                {"unit", "%"},
                                {"at", core::to_rfc3339(begin + std::chrono::seconds{second})}});
    const auto text = text_of(pdf::render(document_of(record)));
    CHECK_THAT(text, Catch::Contains("Je 2 min der letzte Wert"));
    CHECK_THAT(text, !Catch::Contains("von 9"));
}

TEST_CASE("an empty record and the longest texts make a page, too") {
    const json::object nothing{{"schema_version", 1}};
    CHECK_THAT(text_of(pdf::render(document_of(nothing))), Catch::Contains("Seite 1 von 1"));
    auto record = test::example("stroke");
    std::string endless;
    for (int word = 0; word < 500; ++word) endless += "Wort" + std::to_string(word) + (word % 7 == 0 ? "\n" : " ");
    record.at("pre_notification").as_object()["text"] = endless;
    record.at("patient").as_object()["family_name"] = std::string(100, 'W');
    record.at("arrival").as_object()["keyword"] = std::string(40, 'M');
    const auto text = text_of(pdf::render(document_of(record)));
    CHECK_THAT(text, Catch::Contains("Wort0") && Catch::Contains("Wort499"));
}

TEST_CASE("a cancelled case says so before all else") {
    auto document = document_of(test::example("kinds/cancellation"));
    document.cancelled = true;
    CHECK_THAT(text_of(pdf::render(document)), Catch::Contains("STORNIERT"));
}

TEST_CASE("a photograph is put in as it came, and what is none is named") {
    auto document = document_of(test::example("polytrauma"));
    const auto photo = test::read_text("schemas/examples/attachments/crash.jpg");
    document.pictures = {{"Unfallfahrzeug", core::Bytes{core::bytes_of(photo)}},
                         {"Kaputt", core::Bytes{core::bytes_of("no picture")}}};
    const auto file = pdf::render(document);
    CHECK(core::text_of(file).find(photo) != std::string_view::npos);
    CHECK_THAT(text_of(file), Catch::Contains("Unfallfahrzeug") && Catch::Contains("Kaputt (kann nicht gedruckt"));
}

#include "hl7/documents.hpp"

#include "hl7/escape.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using hl7::Message;
using hl7::PreNotification;
using hl7::Target;

namespace {
const core::Timestamp noon = std::chrono::sys_days{std::chrono::year{2026} / 4 / 1} + 10h;
const hl7::Stamp stamp{"VORAB-77", noon + 5min, {}};
const Target kis{.sending_facility = "ZNA", .receiving_application = "KIS", .receiving_facility = "KH"};

PreNotification patient() {
    PreNotification notice;
    notice.case_id = core::CaseId::parse("0123456789abcdef0123456789abcdef").value();
    notice.mailbox = core::MailboxId::parse("zna").value();
    notice.version = 3;
    notice.created_at = noon;
    notice.family_name = "Müller|Meier";
    notice.given_name = "Łukasz";
    notice.birth_date = "1945-08-12";
    notice.sex = hl7::Sex::male;
    notice.insurance_number = "A123456780";
    notice.keyword = "STEMI";
    notice.text = "Zeile 1\nPID|2||gefälscht";
    notice.priority = "sk1";
    notice.eta = noon + 20min;
    notice.callsign = "Florian 1/83-1";
    notice.measurements = {{"8480-6", "Systolic blood pressure", 135, "mm[Hg]", noon - 15min},
                           {"8310-5", "Body temperature", 36.6, "Cel", noon}};
    notice.scores = {{"9269-2", "Glasgow coma score total", 14, noon}, {"", "PEES", 2, noon}};
    return notice;
}
}  // namespace

TEST_CASE("a pre-notification becomes an ORU^R01 with these bytes") {
    const auto out = hl7::observation_report(patient(), kis, stamp);
    CHECK(out.changed_characters == 1);
    CHECK(out.bytes ==
          "MSH|^~\\&|VORAB|ZNA|KIS|KH|20260401120500+0200||ORU^R01^ORU_R01|VORAB-77|P|2.5|||AL|NE|DEU|8859/1|DEU\r"
          "PID|1||0123456789abcdef0123456789abcdef^^^VORAB^PT~A123456780^^^GKV^NH||M\xFCller\\F\\Meier^Lukasz^^^^^L||"
          "19450812|M\r"
          "PV1|1|E\r"
          "OBR|1||0123456789abcdef0123456789abcdef-3^VORAB|67796-3^EMS patient care "
          "report^LN|||20260401120000+0200|||||||||||||||"
          "20260401120500+0200|||P\r"
          "OBX|1|ST|KEYWORD^Stichwort^99VORAB||STEMI||||||P|||20260401120000+0200\r"
          "OBX|2|ST|PRIORITY^Sichtungskategorie^99VORAB||sk1||||||P|||20260401120000+0200\r"
          "OBX|3|TS|ETA^Voraussichtliche Ankunft^99VORAB||20260401122000+0200||||||P|||20260401120000+0200\r"
          "OBX|4|ST|CALLSIGN^Rufname^99VORAB||Florian 1/83-1||||||P|||20260401120000+0200\r"
          "OBX|5|FT|TEXT^Hinweise^99VORAB||Zeile 1\\.br\\PID\\F\\2\\F\\\\F\\gef\xE4lscht||||||P|||20260401120000+0200\r"
          "OBX|6|NM|8480-6^Systolic blood pressure^LN||135|mm[Hg]^^UCUM|||||P|||20260401114500+0200\r"
          "OBX|7|NM|8310-5^Body temperature^LN||36.6|Cel^^UCUM|||||P|||20260401120000+0200\r"
          "OBX|8|NM|9269-2^Glasgow coma score total^LN||14|{score}^^UCUM|||||P|||20260401120000+0200\r"
          "OBX|9|NM|PEES^PEES^99VORAB||2|{score}^^UCUM|||||P|||20260401120000+0200\r");
}

TEST_CASE("an unknown patient has a name of type unspecified, and nothing is invented") {
    PreNotification notice;
    notice.case_id = patient().case_id;
    Target plain = kis;
    plain.commit_acknowledgement = false;
    const auto message = Message::parse(hl7::observation_report(notice, plain, stamp).bytes).value();
    CHECK(message["PID"][5].raw() == "^^^^^^U");
    CHECK(message["PID"][3].count() == 1);
    CHECK(message.get("PID", 7).empty());
    CHECK(message.get("PID", 8) == "U");
    CHECK(message["PV1"][19].missing());
    CHECK(message["OBX"].missing());
    CHECK(message.get("MSH", 15).empty());
    CHECK(message.get("MSH", 16).empty());
    notice.given_name = "Eva";
    notice.sex = hl7::Sex::female;
    CHECK(Message::parse(hl7::observation_report(notice, plain, stamp).bytes)->operator[]("PID")[5].raw() ==
          "^Eva^^^^^L");
    notice.sex = hl7::Sex::diverse;
    CHECK(Message::parse(hl7::observation_report(notice, plain, stamp).bytes)->get("PID", 8) == "O");
}

TEST_CASE("a linked case carries the hospital's own numbers, a site its own codes") {
    auto notice = patient();
    notice.patient_number = "4711";
    notice.visit_number = "8264";
    Target target = kis;
    target.site_codes = {{"8480-6", {"RRS", "RR syst.", "99KH"}}};
    const auto message = Message::parse(hl7::observation_report(notice, target, stamp).bytes).value();
    CHECK(message["PID"][3][0].raw() == "4711^^^KH^PI");
    CHECK(message["PV1"][19].raw() == "8264^^^KH^VN");
    CHECK(message.segment(message.find("OBX") + 5)[3].raw() == "8480-6^Systolic blood pressure^LN^RRS^RR syst.^99KH");
}

TEST_CASE("a document becomes an MDM^T02 in the dialect of the target") {
    auto notice = patient();
    CHECK(hl7::document_notification(notice, kis, stamp).error().problem == core::Problem::not_found);
    notice.pdf = core::Bytes{core::bytes_of("%PDF-1.7")};
    Target target = kis;
    target.charset = hl7::Charset::utf8;
    const auto german = hl7::document_notification(notice, target, stamp).value();
    CHECK(german.changed_characters == 0);
    CHECK(
        german.bytes ==
        "MSH|^~\\&|VORAB|ZNA|KIS|KH|20260401120500+0200||MDM^T02^MDM_T02|VORAB-77|P|2.5|||AL|NE|DEU|UNICODE UTF-8|DEU\r"
        "EVN|T02|20260401120000+0200\r"
        "PID|1||0123456789abcdef0123456789abcdef^^^VORAB^PT~A123456780^^^GKV^NH||Müller\\F\\Meier^Łukasz^^^^^L||"
        "19450812|M\r"
        "PV1|1|E\r"
        "TXA|1|67796-3^EMS patient care report^LN|AP|20260401120000+0200||20260401120000+0200||||||"
        "0123456789abcdef0123456789abcdef-3^VORAB||||0123456789abcdef0123456789abcdef-3.pdf|DO||AV\r"
        "OBX|1|ED|67796-3^EMS patient care "
        "report^LN||^application/pdf^^Base64^JVBERi0xLjc=||||||P|||20260401120000+0200\r");
    target.pdf_dialect = hl7::PdfDialect::international;
    const auto message = Message::parse(hl7::document_notification(notice, target, stamp)->bytes).value();
    CHECK(message["OBX"][5].raw() == "^application^pdf^Base64^JVBERi0xLjc=");
}

namespace {
Message filed(const hl7::Filed& how, const PreNotification& notice) {
    return Message::parse(hl7::document_notification(notice, kis, stamp, how)->bytes).value();
}
}  // namespace

TEST_CASE("a later version edits or replaces a document, and a withdrawal names it") {
    auto notice = patient();
    notice.pdf = core::Bytes{core::bytes_of("%PDF-1.7")};
    notice.patient_number = "4711";
    notice.patient_authority = "KLINIKUM";
    const auto edited = filed({.filing = hl7::Filing::edit, .number = "D-1"}, notice);
    CHECK(edited["MSH"][9].raw() == "MDM^T08^MDM_T02");
    CHECK(edited.get("EVN", 1) == "T08");
    CHECK(edited["PID"][3][0].raw() == "4711^^^KLINIKUM^PI");
    CHECK(edited["TXA"][12].raw() == "D-1^VORAB");
    CHECK(edited["TXA"][13].empty());
    CHECK(edited["TXA"][16].raw() == "D-1.pdf");
    const auto replaced = filed({.filing = hl7::Filing::replacement, .number = "D-2", .replaces = "D-1"}, notice);
    CHECK(replaced["MSH"][9].raw() == "MDM^T10^MDM_T02");
    CHECK(replaced["TXA"][12].raw() == "D-2^VORAB");
    CHECK(replaced["TXA"][13].raw() == "D-1^VORAB");
    CHECK(replaced["TXA"][19].raw() == "AV");
    const auto cancelled = filed({.filing = hl7::Filing::cancel, .number = "D-2"}, patient());
    CHECK(cancelled["MSH"][9].raw() == "MDM^T11^MDM_T01");
    CHECK(cancelled["TXA"][12].raw() == "D-2^VORAB");
    CHECK(cancelled["TXA"][19].raw() == "CA");
    CHECK(cancelled["OBX"].missing());
}

TEST_CASE("a document in a shared folder is named and not sent") {
    using hl7::Filing;
    const auto named = filed({.number = "D-1", .file_name = "a.pdf", .by_reference = true}, patient());
    CHECK(named["MSH"][9].raw() == "MDM^T01^MDM_T01");
    CHECK(named["TXA"][16].raw() == "a.pdf");
    CHECK(named["OBX"].missing());
    const auto edited = filed({.filing = Filing::edit, .number = "D-1", .by_reference = true}, patient());
    CHECK(edited["MSH"][9].raw() == "MDM^T07^MDM_T01");
    const auto other = filed({.filing = Filing::replacement, .replaces = "D-1", .by_reference = true}, patient());
    CHECK(other["MSH"][9].raw() == "MDM^T09^MDM_T01");
}

TEST_CASE("a report that was posted as wrong is withdrawn without its values") {
    const hl7::Filed how{.filing = hl7::Filing::cancel, .number = "D-1"};
    const auto message = Message::parse(hl7::observation_report(patient(), kis, stamp, how).bytes).value();
    CHECK(message["OBR"][3].raw() == "D-1^VORAB");
    CHECK(message["OBR"][25].raw() == "X");
    CHECK(message["OBX"][11].raw() == "W");
    CHECK(message["OBX"][5].empty());
    CHECK(message.find("OBX", message.find("OBX") + 1) == message.size());
}

TEST_CASE("a file of the crew's goes on with its own type and no values beside it") {
    auto notice = patient();
    notice.pdf = core::Bytes{core::bytes_of("%PDF-1.7")};
    const hl7::Filed how{.number = "D-1", .type = {"34534-8", "12 lead EKG panel", "LN"}};
    const auto message = Message::parse(hl7::file_report(notice, kis, stamp, how).bytes).value();
    CHECK(message["OBX"][3].raw() == "34534-8^12 lead EKG panel^LN");
    CHECK(message["OBX"][5].raw() == "^application/pdf^^Base64^JVBERi0xLjc=");
    CHECK(message.find("OBX", message.find("OBX") + 1) == message.size());
}

TEST_CASE("names survive in each character set, and what it lacks stays readable") {
    const struct {
        hl7::Charset charset;
        const char* name;
        const char* read;
        std::size_t changed;
    } cases[] = {{hl7::Charset::utf8, "Müßig-Łukasik €", "Müßig-Łukasik €", 0},
                 {hl7::Charset::iso_8859_1, "Müßig-Łukasik €", "Müßig-Lukasik EUR", 2},
                 {hl7::Charset::iso_8859_15, "Müßig-Šimić €", "Müßig-Šimic €", 1},
                 {hl7::Charset::windows_1252, "Müßig „Ž“ €", "Müßig „Ž“ €", 0}};
    for (const auto& one : cases) {
        auto notice = patient();
        notice.family_name = one.name;
        notice.given_name = "Jürgen";
        notice.pdf = core::Bytes{core::bytes_of("%PDF")};
        Target target = kis;
        target.charset = one.charset;
        const auto sent = hl7::document_notification(notice, target, stamp).value();
        CHECK(sent.changed_characters == one.changed);
        const auto message = Message::parse(sent.bytes).value();
        CHECK(hl7::text_of(message["PID"][5][0][1], hl7::charset_of(message)) == one.read);
        CHECK(hl7::text_of(message["PID"][5][0][2], hl7::charset_of(message)) == "Jürgen");
    }
}

TEST_CASE("an ORU^R01 takes the document along when there is one, and a large one comes back whole") {
    auto notice = patient();
    notice.pdf = core::Bytes(1u << 20, 0xA5);
    const auto message = Message::parse(hl7::observation_report(notice, kis, stamp).bytes).value();
    const auto document = message.segment(message.size() - 1);
    CHECK(document[2].raw() == "ED");
    CHECK(*core::from_base64(document[5][0][5].raw()) == notice.pdf);
}

TEST_CASE("the same notice and stamp give the same bytes: a retry is recognised") {
    CHECK(hl7::observation_report(patient(), kis, stamp).bytes == hl7::observation_report(patient(), kis, stamp).bytes);
}

TEST_CASE("values keep their digits") {
    auto notice = patient();
    notice.scores.clear();
    notice.measurements = {{"1", "a", 0.1, "x", noon},
                           {"2", "b", 1e6, "x", noon},
                           {"3", "c", -2.5, "x", noon},
                           {"4", "d", 1e-7, "x", noon}};
    const auto message = Message::parse(hl7::observation_report(notice, kis, stamp).bytes).value();
    std::string values;
    for (auto i = message.find("OBX") + 5; i < message.size(); ++i)
        values += std::string{message.segment(i)[5].raw()} + " ";
    CHECK(values == "0.1 1000000 -2.5 0.0000001 ");
}

#include "hl7/documents.hpp"

#include <array>
#include <charconv>

#include "hl7/builder.hpp"

namespace vorab::hl7 {
namespace {
constexpr std::string_view own_codes = "99VORAB";  // HL7 table 0396: 99 and a name marks a local code system

std::string number_text(double value) {
    std::array<char, 400> buffer;  // the longest double in fixed notation has 309 digits before the point
    const auto end = std::to_chars(buffer.data(), buffer.data() + buffer.size(), value, std::chars_format::fixed).ptr;
    return {buffer.data(), end};
}

std::string_view administrative_sex(Sex sex) {
    switch (sex) {
        case Sex::female:
            return "F";
        case Sex::male:
            return "M";
        case Sex::diverse:
            return "O";
        case Sex::unknown:
            break;
    }
    return "U";
}

/// YYYYMMDD out of YYYY-MM-DD.
std::string hl7_date(std::string_view date) {
    std::string digits;
    for (const char c : date) {
        if (c != '-') digits += c;
    }
    return digits;
}

std::string number_of(const PreNotification& notice, const Filed& filed) {
    return filed.number.empty() ? notice.case_id.str() + "-" + std::to_string(notice.version) : filed.number;
}

const Code& type_of(const Target& target, const Filed& filed) {
    return filed.type.code.empty() ? target.document_type : filed.type;
}

std::string_view event_of(Filing filing, bool with_content) {
    switch (filing) {
        case Filing::original:
            return with_content ? "T02" : "T01";
        case Filing::edit:
            return with_content ? "T08" : "T07";
        case Filing::replacement:
            return with_content ? "T10" : "T09";
        case Filing::cancel:
            break;
    }
    return "T11";
}

/// Writes one message; the segments that both kinds share, then the observations numbered as they come.
class Writer {
  public:
    Writer(const PreNotification& notice, const Target& target, const Stamp& stamp)
        : notice_(notice), target_(target), stamp_(stamp), out_(target.charset) {}

    Builder& segment(std::string_view name) { return out_.segment(name); }
    std::string time(core::Timestamp at) const { return to_hl7(at, stamp_.zone); }

    void header(std::string_view type, std::string_view event, std::string_view structure) {
        out_.segment("MSH").field(3, target_.sending_application).field(4, target_.sending_facility);
        out_.field(5, target_.receiving_application).field(6, target_.receiving_facility).field(7, time(stamp_.time));
        out_.field(9, {type, event, structure})
            .field(10, stamp_.control_id)
            .field(11, target_.processing_id)
            .field(12, "2.5");
        if (target_.commit_acknowledgement) out_.field(15, "AL").field(16, "NE");
        out_.field(17, "DEU").field(18, msh18_name(target_.charset)).field(19, "DEU");
    }

    void patient_and_visit() {
        out_.segment("PID").field(1, "1");
        identifiers();
        if (notice_.family_name.empty() && notice_.given_name.empty()) {
            out_.field(5, {"", "", "", "", "", "", "U"});  // an unknown patient: a name of type "unspecified"
        } else {
            out_.field(5, {notice_.family_name, notice_.given_name, "", "", "", "", "L"});
        }
        out_.field(7, hl7_date(notice_.birth_date)).field(8, administrative_sex(notice_.sex));
        out_.segment("PV1").field(1, "1").field(2, "E");
        if (!notice_.visit_number.empty())
            out_.field(19, {notice_.visit_number, "", "", target_.receiving_facility, "VN"});
    }

    void observation(std::string_view type, const Code& code, std::string_view value, std::string_view unit,
                     core::Timestamp at) {
        begin_observation(type, code).field(5, value);
        if (!unit.empty()) out_.field(6, {unit, "", "UCUM"});
        end_observation(at);
    }

    void pdf(const Code& type) {
        begin_observation("ED", type);
        if (target_.pdf_dialect == PdfDialect::german) {
            out_.base64(5, {"", "application/pdf", "", "Base64"}, notice_.pdf);
        } else {
            out_.base64(5, {"", "application", "pdf", "Base64"}, notice_.pdf);
        }
        end_observation(notice_.created_at);
    }

    /// "Posted as wrong", without its content.
    void withdrawn(const Code& type) { begin_observation("ED", type).field(11, "W"); }

    Outgoing finish() { return {out_.take(), out_.changed_characters()}; }

  private:
    /// PID-3 must hold something: the case id stands in until the hospital's own number is known.
    void identifiers() {
        const auto& own = notice_.patient_number;
        if (own.empty()) {
            out_.field(3, {notice_.case_id.str(), "", "", target_.sending_application, "PT"});
        } else {
            const auto& given_by = notice_.patient_authority;
            out_.field(3, {own, "", "", given_by.empty() ? target_.receiving_facility : given_by, "PI"});
        }
        if (!notice_.insurance_number.empty()) out_.repeat({notice_.insurance_number, "", "", "GKV", "NH"});
    }

    Builder& begin_observation(std::string_view type, const Code& code) {
        out_.segment("OBX").field(1, std::to_string(++observations_)).field(2, type);
        const auto site = target_.site_codes.find(code.code);
        if (site == target_.site_codes.end()) return out_.field(3, {code.code, code.text, code.system});
        return out_.field(
            3, {code.code, code.text, code.system, site->second.code, site->second.text, site->second.system});
    }

    void end_observation(core::Timestamp at) { out_.field(11, "P").field(14, time(at)); }

    const PreNotification& notice_;
    const Target& target_;
    const Stamp& stamp_;
    Builder out_;
    int observations_ = 0;
};

void write_announcement(Writer& out, const PreNotification& notice) {
    const auto say = [&](std::string_view type, const char* code, const char* text, std::string_view value) {
        if (!value.empty()) out.observation(type, {code, text, std::string{own_codes}}, value, "", notice.created_at);
    };
    say("ST", "KEYWORD", "Stichwort", notice.keyword);
    say("ST", "PRIORITY", "Sichtungskategorie", notice.priority);
    if (notice.eta) say("TS", "ETA", "Voraussichtliche Ankunft", out.time(*notice.eta));
    say("ST", "CALLSIGN", "Rufname", notice.callsign);
    say("FT", "TEXT", "Hinweise", notice.text);
}

void write_values(Writer& out, const PreNotification& notice) {
    for (const auto& measured : notice.measurements) {
        out.observation("NM", {measured.loinc, measured.name, "LN"}, number_text(measured.value), measured.ucum,
                        measured.at);
    }
    for (const auto& score : notice.scores) {
        const bool coded = !score.loinc.empty();
        const Code code{coded ? score.loinc : score.name, score.name, std::string{coded ? "LN" : own_codes}};
        out.observation("NM", code, number_text(score.value), "{score}", score.at);
    }
}

/// MSH to OBR: what both kinds of report begin with.
void begin_report(Writer& out, const PreNotification& notice, const Target& target, const Stamp& stamp,
                  const Filed& filed) {
    const auto& type = type_of(target, filed);
    out.header("ORU", "R01", "ORU_R01");
    out.patient_and_visit();
    auto& order = out.segment("OBR").field(1, "1").field(3, {number_of(notice, filed), target.sending_application});
    order.field(4, {type.code, type.text, type.system}).field(7, out.time(notice.created_at));
    order.field(22, out.time(stamp.time)).field(25, filed.filing == Filing::cancel ? "X" : "P");
}
}  // namespace

Outgoing observation_report(const PreNotification& notice, const Target& target, const Stamp& stamp,
                            const Filed& filed) {
    if (filed.filing == Filing::cancel) return file_report(notice, target, stamp, filed);
    Writer out{notice, target, stamp};
    begin_report(out, notice, target, stamp, filed);
    write_announcement(out, notice);
    write_values(out, notice);
    if (!notice.pdf.empty()) out.pdf(type_of(target, filed));
    return out.finish();
}

Outgoing file_report(const PreNotification& notice, const Target& target, const Stamp& stamp, const Filed& filed) {
    Writer out{notice, target, stamp};
    begin_report(out, notice, target, stamp, filed);
    if (filed.filing == Filing::cancel) {
        out.withdrawn(type_of(target, filed));
    } else {
        out.pdf(type_of(target, filed));
    }
    return out.finish();
}

core::Result<Outgoing> document_notification(const PreNotification& notice, const Target& target, const Stamp& stamp,
                                             const Filed& filed) {
    const bool cancels = filed.filing == Filing::cancel;
    const bool with_content = !filed.by_reference && !cancels;
    if (with_content && notice.pdf.empty())
        return core::Failure{core::Problem::not_found, "there is no document to send"};
    Writer out{notice, target, stamp};
    const std::string number = number_of(notice, filed), created = out.time(notice.created_at);
    const auto event = event_of(filed.filing, with_content);
    out.header("MDM", event, with_content ? "MDM_T02" : "MDM_T01");
    out.segment("EVN").field(1, event).field(2, created);
    out.patient_and_visit();
    const auto& type = type_of(target, filed);
    auto& document = out.segment("TXA").field(1, "1").field(2, {type.code, type.text, type.system}).field(3, "AP");
    document.field(4, created).field(6, created).field(12, {number, target.sending_application});
    if (!filed.replaces.empty()) document.field(13, {filed.replaces, target.sending_application});
    document.field(16, filed.file_name.empty() ? number + ".pdf" : filed.file_name);
    document.field(17, "DO").field(19, cancels ? "CA" : "AV");
    if (with_content) out.pdf(type);
    return out.finish();
}

}  // namespace vorab::hl7

#include "tools/his/patients.hpp"

#include <array>

#include "hl7/builder.hpp"

namespace vorab::his {
namespace {
constexpr std::array<Patient, 6> admitted{{
    {"4711001", "F2026001", "Brandstätter", "Heinz-Peter", "19580621", "M", "B429173602", "Lindenallee 14a", "98765",
     "Musterstadt"},
    {"4711002", "F2026002", "Oppermann-Łukasik", "Gisela", "19511103", "F", "", "Am Mühlbach 3", "98767", "Unterdorf"},
    {"4711003", "F2026003", "Thalmaier", "Bernd", "19670830", "M", "", "", "98765", "Musterstadt"},
    {"4711004", "F2026004", "Szymanski", "Katarzyna", "19910402", "F", "", "Gartenweg 8", "98770", "Südtal"},
    {"4711005", "F2026005", "Groß", "Wilhelmine", "19440305", "F", "G104782270", "Kirchgasse 5", "98770", "Südtal"},
    {"4711006", "F2026006", "Unbekannt", "Männlich", "", "M", "", "", "", ""},
}};
}  // namespace

std::span<const Patient> patients() { return admitted; }

std::string admission(const Patient& patient, const hl7::Stamp& stamp) {
    const std::string now = hl7::to_hl7(stamp.time, stamp.zone);
    hl7::Builder out{hl7::Charset::iso_8859_1};
    out.segment("MSH").field(3, "KIS").field(4, "KLINIKUM").field(5, "VORAB").field(7, now);
    out.field(9, {"ADT", "A01", "ADT_A01"}).field(10, stamp.control_id).field(11, "P").field(12, "2.5");
    out.field(17, "DEU").field(18, "8859/1").field(19, "DEU");
    out.segment("EVN").field(1, "A01").field(2, now);
    out.segment("PID").field(1, "1").field(3, {patient.number, "", "", "KLINIKUM", "PI"});
    if (!patient.insurant_number.empty()) out.repeat({patient.insurant_number, "", "", "GKV", "NH"});
    out.field(5, {patient.family_name, patient.given_name, "", "", "", "", "L"});
    out.field(7, patient.birth_date).field(8, patient.sex);
    out.field(11, {patient.street, "", patient.city, "", patient.postal_code, "DEU", "H"});
    out.segment("PV1").field(1, "1").field(2, "E").field(3, {"ZNA"});
    out.field(19, {patient.visit, "", "", "KLINIKUM", "VN"}).field(44, now);
    return out.take();
}
}  // namespace vorab::his

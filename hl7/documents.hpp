#pragma once
// A pre-notification as HL7 v2.5 messages: a pure mapping, no clock, no input or output. Sources: HL7 v2.5 chapters 3,
// 7 and 9, the German message profiles for MDM, LOINC and UCUM for what was measured.
#include <map>
#include <string>

#include "common/core/result.hpp"
#include "hl7/charset.hpp"
#include "hl7/pre_notification.hpp"
#include "hl7/stamp.hpp"

namespace vorab::hl7 {

/// How a PDF stands in OBX-5: ^application/pdf^^Base64^... (HL7 Germany) or ^application^pdf^Base64^... (elsewhere).
enum class PdfDialect : std::uint8_t { german, international };

struct Code {
    std::string code;
    std::string text;
    std::string system;  ///< "LN", or the site's own
};

/// What one receiving system wants.
struct Target {
    std::string sending_application = "VORAB";
    std::string sending_facility = {};
    std::string receiving_application = {};
    std::string receiving_facility = {};
    std::string processing_id = "P";  ///< "T" for a test system
    Charset charset = Charset::iso_8859_1;
    PdfDialect pdf_dialect = PdfDialect::german;
    bool commit_acknowledgement = true;  ///< MSH-15/16 = AL/NE, as German systems ask for; else both empty
    Code document_type{"67796-3", "EMS patient care report", "LN"};
    std::map<std::string, Code> site_codes = {};  ///< by LOINC: the site's own code, sent as the alternate in OBX-3
};

struct Outgoing {
    std::string bytes;
    std::size_t changed_characters = 0;  ///< what the target's charset lacks was transliterated: worth a log line
};

/// ORU^R01: vital signs and scores as OBX NM, announcement as OBX, the PDF as OBX ED when there is one. All preliminary
/// (P). `stamp.control_id` becomes MSH-10: the same at every retry.
Outgoing observation_report(const PreNotification& notice, const Target& target, const Stamp& stamp);

/// MDM^T02: the PDF as a document of the patient's file; TXA-12 is case and version, so that a receiver knows it again.
/// Fails with not_found when there is no PDF.
core::Result<Outgoing> document_notification(const PreNotification& notice, const Target& target, const Stamp& stamp);

}  // namespace vorab::hl7

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

/// What is done to a document in the patient's file.
enum class Filing : std::uint8_t {
    original,     ///< T01, T02: a new document
    edit,         ///< T07, T08: the document of that number has other content now
    replacement,  ///< T09, T10: a new number, which takes the place of another
    cancel,       ///< T11: it was never meant for this patient
};

/// One document as the receiver files it.
struct Filed {
    Filing filing = Filing::original;
    std::string number = {};     ///< TXA-12, OBR-3; empty: case and version
    std::string replaces = {};   ///< TXA-13, for a replacement
    std::string file_name = {};  ///< TXA-16; empty: the number and ".pdf"
    Code type = {};              ///< TXA-2; empty: the target's document type
    bool by_reference = false;   ///< the file lies where both look: no content in the message
};

/// ORU^R01: vital signs and scores as OBX NM, announcement as OBX, the PDF as OBX ED when there is one. All preliminary
/// (P). A cancelled one names its number, says "posted as wrong" (OBR-25 X, OBX-11 W) and carries no value.
/// `stamp.control_id` becomes MSH-10: the same at every retry.
Outgoing observation_report(const PreNotification& notice, const Target& target, const Stamp& stamp,
                            const Filed& filed = {});

/// ORU^R01 with one document and no values: what came as a file goes on as a file.
Outgoing file_report(const PreNotification& notice, const Target& target, const Stamp& stamp, const Filed& filed);

/// MDM: the PDF as a document of the patient's file (T02, T08, T10), or the news of one that lies in a shared folder
/// (T01, T07, T09), or its withdrawal (T11). Fails with not_found when content is to be sent and there is no PDF.
core::Result<Outgoing> document_notification(const PreNotification& notice, const Target& target, const Stamp& stamp,
                                             const Filed& filed = {});

}  // namespace vorab::hl7

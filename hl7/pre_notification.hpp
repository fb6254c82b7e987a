#pragma once
// What the hospital information system is told about an announced patient: plain values, UTF-8, an empty text for what
// is not known. Whoever knows the record fills it in; the mapping to HL7 knows nothing else.
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "common/core/clock.hpp"
#include "common/core/encoding.hpp"
#include "common/core/ids.hpp"

namespace vorab::hl7 {

enum class Sex : std::uint8_t { unknown, female, male, diverse };

struct Measurement {
    std::string loinc;  ///< "8480-6"
    std::string name;   ///< "Systolic blood pressure"
    double value = 0;
    std::string ucum;  ///< "mm[Hg]"
    core::Timestamp at;
};

struct Score {
    std::string loinc;  ///< empty where none exists
    std::string name;   ///< "Glasgow coma score total"
    double value = 0;
    core::Timestamp at;
};

struct PreNotification {
    core::CaseId case_id;
    core::MailboxId mailbox;
    std::int64_t version = 1;  ///< rises with every update of the case
    core::Timestamp created_at;

    std::string family_name;
    std::string given_name;
    std::string birth_date;  ///< YYYY-MM-DD
    Sex sex = Sex::unknown;
    std::string insurance_number;
    std::string patient_number;     ///< the hospital's own, known once the case is linked
    std::string patient_authority;  ///< who gave it (PID-3.4); empty: the receiving facility
    std::string visit_number;       ///< the hospital's own case number, likewise

    std::string keyword;
    std::string text;
    std::string priority;  ///< "sk1"
    std::optional<core::Timestamp> eta;
    std::string callsign;
    std::vector<Measurement> measurements;
    std::vector<Score> scores;
    core::Bytes pdf;  ///< the document for the patient's file; empty when there is none
};

}  // namespace vorab::hl7

#pragma once
// What an ADT message says about a patient and a stay (HL7 v2.5 chapter 3; HL7 Germany's message profiles 2.5): plain
// values, no database. Values are UTF-8. The rule of chapter 2.5.3 holds throughout: what is not there changes nothing,
// "" deletes.
#include <cstdint>
#include <optional>
#include <string>
#include <variant>
#include <vector>

#include "hl7/acknowledgement.hpp"
#include "hl7/charset.hpp"
#include "hl7/message.hpp"
#include "hl7/time.hpp"

namespace vorab::hl7 {

/// Nothing: no change. Empty: deleted. Else the new value.
using Change = std::optional<std::string>;

/// What one system means by its fields.
struct AdtReading {
    std::optional<Charset> charset = {};  ///< instead of MSH-18
    std::string patient_authority = {};   ///< takes the number of this authority (PID-3.4) where a patient has several
    std::vector<std::string> patient_types{"PI", "PT", "MR", ""};  ///< PID-3.5 of a patient's number, best first
    Zone zone = {};                                                ///< of times without an offset
};

enum class StayState : std::uint8_t { expected, present, discharged, cancelled };
core::PublicText public_text(StayState state);

/// A patient's number in the hospital. The authority is PID-3.4's namespace, or its universal id; often empty.
struct PatientNumber {
    std::string number;
    std::string authority;
    friend bool operator==(const PatientNumber&, const PatientNumber&) = default;
};

struct PersonChanges {
    Change family_name;  ///< with its prefix: "van Beethoven"
    Change given_name;
    Change birth_name;
    Change birth_date;       ///< YYYY-MM-DD; an incomplete or impossible one counts as not said
    Change sex;              ///< male, female, diverse, unknown
    Change insurant_number;  ///< only where form and check digit hold: it has no one place in ADT
    Change street;
    Change postal_code;
    Change city;
};

struct StayChanges {
    std::string number;  ///< PV1-19.1; empty: the message is about the person alone
    Change patient_class;
    Change ward;
    std::optional<core::Timestamp> admitted_at;
    std::optional<core::Timestamp> discharged_at;
    std::optional<StayState> state;  ///< what the event makes of it; nothing for an update
};

struct Adt {
    std::string trigger;  ///< "A01"
    PatientNumber patient;
    std::vector<PatientNumber> merged;  ///< MRG-1 of A40 and A47: numbers that `patient` takes over
    PersonChanges person;
    StayChanges stay;
    core::Timestamp said_at;  ///< MSH-7, else when it came
};

/// A message that is taken and changes nothing here: another event, a movement of the past (PV1-51, ZBE-5).
struct NotForUs {
    core::PublicText why;
};

/// What it says, or that it is not for us, or why it cannot be taken (no PID-3, no MRG-1 ...: AE).
std::variant<Adt, NotForUs, Outcome> read_adt(const Message& message, const AdtReading& reading, core::Timestamp now);

}  // namespace vorab::hl7

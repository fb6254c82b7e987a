#pragma once
// A case as FHIR R4 (hl7.org/fhir/R4): a Bundle of type `collection` with Patient, Encounter, an Observation for each
// measurement, and a DocumentReference for each protocol. Minimal and valid; what the feedback system may not know is
// not in it. Pure.
#include <boost/json/object.hpp>

#include "hospital_server/cases/current.hpp"
#include "hospital_server/feedback/config.hpp"

namespace vorab::hospital_server::feedback {

struct Told {
    cases::Current current;
    core::Timestamp received_at{};
    std::optional<core::Timestamp> arrived_at;
};

boost::json::object bundle_of(const Told& told, const core::MailboxId& mailbox, Identity identity);

}  // namespace vorab::hospital_server::feedback

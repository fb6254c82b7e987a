#include "hospital_server/feedback/bundle.hpp"

#include <boost/json/array.hpp>

namespace vorab::hospital_server::feedback {
namespace json = boost::json;
namespace {
/// Within one bundle, and the same every time (RFC 9562 version 8 form, made of the case's own digits).
std::string urn(const core::CaseId& of, unsigned number) {
    const std::string& id = of.str();
    std::string last = std::to_string(number);
    last.insert(0, 4 - std::min<std::size_t>(4, last.size()), '0');
    return "urn:uuid:" + id.substr(0, 8) + "-" + id.substr(8, 4) + "-8" + id.substr(13, 3) + "-a" + id.substr(17, 3) +
           "-" + id.substr(20, 8) + last;
}

std::string gender_of(const record::Patient& patient) {
    const std::string sex = patient.sex.value_or("unknown");
    return sex == "diverse" ? "other" : sex;
}

json::object reference(const std::string& to) { return {{"reference", to}}; }

json::object coding(const char* system, std::string_view code, std::string_view display) {
    return {{"coding", json::array{json::object{{"system", system}, {"code", code}, {"display", display}}}}};
}

void identify(json::object& resource, const record::Patient& patient) {
    if (patient.family_name || patient.given_name) {
        json::object name{{"use", "official"}};
        if (patient.family_name) name["family"] = *patient.family_name;
        if (patient.given_name) name["given"] = json::array{json::value(*patient.given_name)};
        resource["name"] = json::array{std::move(name)};
    }
    if (patient.birth_date) resource["birthDate"] = *patient.birth_date;
    if (patient.insurant_number)
        resource["identifier"].emplace_array().push_back(
            {{"system", "http://fhir.de/sid/gkv/kvid-10"}, {"value", *patient.insurant_number}});
}

json::object patient_of(const record::Patient& patient, Identity identity) {
    json::object resource{{"resourceType", "Patient"}, {"gender", gender_of(patient)}};
    if (identity == Identity::full) identify(resource, patient);
    if (identity == Identity::pseudonymous && patient.birth_date)
        resource["birthDate"] = patient.birth_date->substr(0, 4);
    return resource;
}

json::object encounter_of(const Told& told, const core::MailboxId& mailbox, const std::string& patient) {
    const auto& current = told.current;
    const char* status = told.arrived_at ? "arrived" : "planned";
    json::object resource{
        {"resourceType", "Encounter"},
        {"identifier", json::array{json::object{{"system", "urn:vorab:case"}, {"value", current.id.str()}}}},
        {"status", current.cancelled ? "cancelled" : status},
        {"class",
         {{"system", "http://terminology.hl7.org/CodeSystem/v3-ActCode"}, {"code", "EMER"}, {"display", "emergency"}}},
        {"subject", reference(patient)},
        {"serviceProvider", {{"identifier", {{"system", "urn:vorab:mailbox"}, {"value", mailbox.str()}}}}}};
    if (told.arrived_at) resource["period"] = json::object{{"start", core::to_rfc3339(*told.arrived_at)}};
    const auto& arrival = current.facts.arrival;
    if (arrival && arrival->keyword) resource["reasonCode"] = json::array{json::object{{"text", *arrival->keyword}}};
    return resource;
}

json::object observation_of(const record::Measurement& measurement, const std::string& patient,
                            const std::string& encounter) {
    return {{"resourceType", "Observation"},
            {"status", "preliminary"},
            {"code", coding("http://loinc.org", measurement.code, measurement.name)},
            {"subject", reference(patient)},
            {"encounter", reference(encounter)},
            {"effectiveDateTime", core::to_rfc3339(measurement.at)},
            {"valueQuantity",
             {{"value", measurement.value},
              {"unit", measurement.unit},
              {"system", "http://unitsofmeasure.org"},
              {"code", measurement.unit}}}};
}

/// What there is, and its size: the file itself stays in the house.
json::object document_of(const record::Attachment& attachment, const std::string& patient, core::Timestamp at,
                         Identity identity) {
    json::object file{{"contentType", attachment.media_type}, {"size", attachment.size}};
    if (identity == Identity::full) file["title"] = attachment.name;  // crews put names into names of files
    return {{"resourceType", "DocumentReference"},
            {"status", "current"},
            {"type", coding("http://loinc.org", "67796-3", "EMS patient care report")},
            {"subject", reference(patient)},
            {"date", core::to_rfc3339(at)},
            {"content", json::array{json::object{{"attachment", file}}}}};
}
}  // namespace

json::object bundle_of(const Told& told, const core::MailboxId& mailbox, Identity identity) {
    const auto& current = told.current;
    json::array entries;
    unsigned number = 0;
    const auto add = [&](json::object resource) {
        entries.push_back({{"fullUrl", urn(current.id, ++number)}, {"resource", std::move(resource)}});
    };
    const std::string patient = urn(current.id, 1);
    const std::string encounter = urn(current.id, 2);
    add(patient_of(current.facts.patient, identity));
    add(encounter_of(told, mailbox, patient));
    for (const auto& measurement : current.facts.measurements) add(observation_of(measurement, patient, encounter));
    for (const auto& attachment : current.facts.attachments) {
        if (attachment.kind == "protocol_pdf") add(document_of(attachment, patient, current.updated_at, identity));
    }
    return {{"resourceType", "Bundle"},
            {"type", "collection"},
            {"timestamp", core::to_rfc3339(current.updated_at)},
            {"identifier", {{"system", "urn:vorab:case"}, {"value", current.id.str()}}},
            {"entry", std::move(entries)}};
}
}  // namespace vorab::hospital_server::feedback

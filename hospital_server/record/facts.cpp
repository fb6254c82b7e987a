#include "hospital_server/record/facts.hpp"

namespace vorab::hospital_server::record {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;

namespace {
std::optional<std::string> text_of(const json::object& object, const char* name) {
    const auto* value = object.if_contains(name);
    if (!value || !value->is_string()) return std::nullopt;
    return std::string{value->get_string()};
}

const json::object& object_of(const json::object& object, const char* name) {
    static const json::object none;
    const auto* value = object.if_contains(name);
    return value && value->is_object() ? value->get_object() : none;
}

const json::array& array_of(const json::object& object, const char* name) {
    static const json::array none;
    const auto* value = object.if_contains(name);
    return value && value->is_array() ? value->get_array() : none;
}

Patient patient_of(const json::object& record) {
    const json::object& patient = object_of(record, "patient");
    return {text_of(patient, "family_name"), text_of(patient, "given_name"), text_of(patient, "birth_date"),
            text_of(patient, "sex"), text_of(object_of(record, "insurance"), "insurant_number")};
}

Result<Measurement> measurement_of(const json::object& object, std::size_t index) {
    const auto at = core::parse_rfc3339(text_of(object, "at").value_or(""));
    if (!at) {
        return failure(Problem::schema_violation,
                       core::PublicText{"/measurements/"} + index + "/at: this time does not exist");
    }
    Measurement measurement;
    measurement.code = text_of(object, "code").value_or("");
    measurement.name = text_of(object, "name").value_or("");
    measurement.value = object.at("value").to_number<double>();
    measurement.unit = text_of(object, "unit").value_or("");
    measurement.at = *at;
    measurement.method = text_of(object, "method");
    measurement.flag = text_of(object, "flag");
    return measurement;
}

Result<Attachment> attachment_of(const json::object& object, std::size_t index) {
    const core::PublicText path = core::PublicText{"/attachments/"} + index;
    const auto id = core::AttachmentId::parse(text_of(object, "id").value_or(""));
    const auto key = core::from_base64url(text_of(object, "key").value_or(""));
    const auto prefix = core::from_base64url(text_of(object, "nonce_prefix").value_or(""));
    const auto plain = core::from_hex(text_of(object, "sha256").value_or(""));
    const auto sealed = core::from_hex(text_of(object, "ciphertext_sha256").value_or(""));
    if (!id) return failure(Problem::schema_violation, path + "/id: " + id.error().detail);
    if (!key || key->size() != 32)
        return failure(Problem::schema_violation, path + "/key: 32 bytes as base64url are expected");
    if (!prefix || prefix->size() != 7) {
        return failure(Problem::schema_violation, path + "/nonce_prefix: 7 bytes as base64url are expected");
    }
    if (!plain || !sealed) return failure(Problem::schema_violation, path + ": a digest is 64 hex digits");
    Attachment attachment;
    attachment.id = *id;
    attachment.kind = text_of(object, "kind").value_or("");
    attachment.media_type = text_of(object, "media_type").value_or("");
    attachment.name = text_of(object, "name").value_or("");
    attachment.size = object.at("size").to_number<std::int64_t>();
    attachment.chunk_size = object.at("chunk_size").to_number<std::int64_t>();
    attachment.key = *key;
    attachment.nonce_prefix = *prefix;
    attachment.sha256 = *plain;
    attachment.ciphertext_sha256 = *sealed;
    return attachment;
}
}  // namespace

Result<Facts> read_facts(const json::object& record) {
    Facts facts;
    if (record.contains("arrival")) {
        const auto arrival = envelope::read_arrival(object_of(record, "arrival"));
        if (!arrival) return arrival.error();
        facts.arrival = *arrival;
    }
    facts.patient = patient_of(record);
    for (const auto& entry : array_of(record, "measurements")) {
        const auto measurement = measurement_of(entry.as_object(), facts.measurements.size());
        if (!measurement) return measurement.error();
        facts.measurements.push_back(*measurement);
    }
    for (const auto& entry : array_of(record, "attachments")) {
        const auto attachment = attachment_of(entry.as_object(), facts.attachments.size());
        if (!attachment) return attachment.error();
        facts.attachments.push_back(*attachment);
    }
    return facts;
}
}  // namespace vorab::hospital_server::record

#include "hospital_server/channels/hl7_notice.hpp"

namespace vorab::hospital_server::channels {
namespace json = boost::json;
namespace {

hl7::Sex sex_of(const std::optional<std::string>& word) {
    if (word == "female") return hl7::Sex::female;
    if (word == "male") return hl7::Sex::male;
    if (word == "diverse") return hl7::Sex::diverse;
    return hl7::Sex::unknown;
}

std::string text_in(const json::object& record, const char* group, const char* name) {
    const auto* outer = record.if_contains(group);
    const auto* value = outer && outer->is_object() ? outer->get_object().if_contains(name) : nullptr;
    return value && value->is_string() ? std::string{value->get_string()} : std::string{};
}

struct ScoreName {
    const char* member;
    const char* loinc;
    const char* name;
};
constexpr ScoreName scores[] = {{"gcs", "9269-2", "Glasgow coma score total"},
                                {"pees", "", "PEES"},
                                {"four_i_ss", "", "4I-SS"},
                                {"snihss_ems", "", "sNIHSS-EMS"}};

/// A score counts when it has a sum: one with an item that could not be tested has none.
void add_scores(const json::object& record, std::vector<hl7::Score>& to) {
    const auto* all = record.if_contains("scores");
    if (!all || !all->is_object()) return;
    for (const auto& score : scores) {
        const auto* list = all->get_object().if_contains(score.member);
        if (!list || !list->is_array()) continue;
        for (const auto& entry : list->get_array()) {
            const auto* sum = entry.as_object().if_contains("sum");
            const auto* at = entry.as_object().if_contains("at");
            if (!sum || !at) continue;
            const auto time = core::parse_rfc3339(at->as_string());
            if (time) to.push_back({score.loinc, score.name, sum->to_number<double>(), *time});
        }
    }
}
}  // namespace

hl7::PreNotification to_hl7(const cases::Current& current, const core::MailboxId& mailbox) {
    const auto& facts = current.facts;
    hl7::PreNotification notice;
    notice.case_id = current.id;
    notice.mailbox = mailbox;
    notice.version = current.sequence;
    notice.created_at = current.updated_at;
    notice.family_name = facts.patient.family_name.value_or("");
    notice.given_name = facts.patient.given_name.value_or("");
    notice.birth_date = facts.patient.birth_date.value_or("");
    notice.sex = sex_of(facts.patient.sex);
    notice.insurance_number = facts.patient.insurant_number.value_or("");
    notice.text = text_in(current.record, "pre_notification", "text");
    if (facts.arrival) {
        notice.keyword = facts.arrival->keyword.value_or("");
        notice.eta = facts.arrival->eta;
        notice.callsign = facts.arrival->callsign.value_or("");
        if (facts.arrival->priority) notice.priority = public_text(*facts.arrival->priority).str();
    }
    for (const auto& value : facts.measurements) {
        notice.measurements.push_back({value.code, value.name, value.value, value.unit, value.at});
    }
    add_scores(current.record, notice.scores);
    return notice;
}
}  // namespace vorab::hospital_server::channels

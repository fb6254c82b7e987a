#include "hospital_server/matching/json.hpp"

#include <boost/json/array.hpp>

namespace vorab::hospital_server::matching {
namespace json = boost::json;
using hl7::Field;

namespace {
json::value text_or_null(const std::string& text) {
    return text.empty() ? json::value(nullptr) : json::value(text);  // parentheses: braces would make a list
}

json::value time_or_null(const std::optional<core::Timestamp>& time) {
    return time ? json::value(core::to_rfc3339(*time)) : json::value(nullptr);
}

json::array words(const std::vector<core::PublicText>& warnings) {
    json::array all;
    for (const auto& warning : warnings) all.emplace_back(warning.view());
    return all;
}

struct Sides {
    std::string sent, his;
};
Sides sides_of(Field field, const Written& sent, const adt::Patient& his) {
    switch (field) {
        case Field::insurant_number:
            return {sent.insurant_number, his.insurant_number};
        case Field::last_name:
            return {sent.family_name, his.family_name};
        case Field::first_name:
            return {sent.given_name, his.given_name};
        case Field::birth_date:
            return {sent.birth_date, his.birth_date};
        case Field::sex:
            return {sent.sex, his.sex};
        case Field::address:
            break;
    }
    const auto place = [](const std::string& code, const std::string& city) {
        return code.empty() || city.empty() ? code + city : code + " " + city;
    };
    return {place(sent.postal_code, sent.city), place(his.postal_code, his.city)};
}

json::array verdicts(const Candidate& candidate, const Written& sent) {
    json::array all;
    for (const auto& verdict : candidate.comparison.fields) {
        const auto sides = sides_of(verdict.field, sent, candidate.patient);
        all.push_back({{"field", public_text(verdict.field).view()},
                       {"verdict", public_text(verdict.likeness).view()},
                       {"sent", text_or_null(sides.sent)},
                       {"his", text_or_null(sides.his)}});
    }
    return all;
}

json::value visit_of(const std::optional<adt::Stay>& stay) {
    if (!stay) return nullptr;
    return {{"number", stay->number},
            {"class", stay->patient_class},
            {"ward", text_or_null(stay->ward)},
            {"admitted_at", time_or_null(stay->admitted_at)},
            {"discharged_at",
             stay->state == hl7::StayState::discharged ? time_or_null(stay->discharged_at) : json::value(nullptr)},
            {"state", public_text(stay->state).view()}};
}
}  // namespace

json::object to_json(const Candidate& candidate, const Written& sent) {
    const auto& patient = candidate.patient;
    const double tenths = static_cast<double>(static_cast<long>(candidate.comparison.bits * 10)) / 10;
    return {{"patient",
             {{"number", patient.id.number},
              {"authority", patient.id.authority},
              {"last_name", text_or_null(patient.family_name)},
              {"first_name", text_or_null(patient.given_name)},
              {"birth_date", text_or_null(patient.birth_date)},
              {"sex", text_or_null(patient.sex)}}},
            {"visit", visit_of(candidate.stay)},
            {"level", public_text(candidate.comparison.level).view()},
            {"score", tenths},
            {"warnings", words(candidate.warnings)},
            {"fields", verdicts(candidate, sent)}};
}

json::object to_json(const Link& link, const std::vector<core::PublicText>& warnings) {
    json::value patient = nullptr;
    if (!link.unknown_person) patient = {{"number", link.patient_number}, {"authority", link.authority}};
    return {{"link", link.id},
            {"state", link.unknown_person ? "unknown_person" : "linked"},
            {"patient", std::move(patient)},
            {"visit", text_or_null(link.visit_number)},
            {"by", link.linked_by},
            {"at", core::to_rfc3339(link.linked_at)},
            {"warnings", words(warnings)}};
}
}  // namespace vorab::hospital_server::matching

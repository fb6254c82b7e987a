#include "hospital_server/matching/candidates.hpp"

#include <algorithm>
#include <charconv>

#include "common/core/json.hpp"
#include "common/names/cologne.hpp"
#include "common/names/fold.hpp"
#include "hl7/insurant_number.hpp"

namespace vorab::hospital_server::matching {
namespace json = boost::json;
using core::PublicText;
using database::Connection;
using hl7::StayState;
using std::chrono::hours;

namespace {
// An ambulance that announces is here within hours; a clerk may have admitted the patient while it was on its way.
constexpr hours before_arrival{2};
constexpr hours after_arrival{12};
constexpr std::size_t most_candidates = 20;
constexpr std::size_t most_by_the_hour = 5;
constexpr double nothing_in_common = 0.5;  // bits

std::string member_of(const json::object& record, const char* name) {
    const auto* patient = record.if_contains("patient");
    if (patient == nullptr || !patient->is_object()) return {};
    return std::string{core::text_member(patient->get_object(), name)};
}

bool in_time(const Announced& announced, const adt::Stay& stay) {
    return stay.admitted_at && *stay.admitted_at >= announced.arrival - before_arrival &&
           *stay.admitted_at <= announced.arrival + after_arrival;
}

/// The stay that may be this arrival: here and in time before others, then the newest.
std::optional<adt::Stay> likely_stay(const Announced& announced, const std::vector<adt::Stay>& stays) {
    const auto worth = [&](const adt::Stay& stay) {
        const bool open = stay.state == StayState::present || stay.state == StayState::expected;
        return (open ? 2 : 0) + (in_time(announced, stay) ? 1 : 0);
    };
    const auto best = std::max_element(stays.begin(), stays.end(),
                                       [&](const auto& one, const auto& other) { return worth(one) < worth(other); });
    return best == stays.end() ? std::nullopt : std::optional{*best};
}

void warn_of_stay(std::vector<PublicText>& warnings, const Announced& announced, const adt::Stay& stay) {
    if (stay.state == StayState::cancelled) warnings.push_back("visit_cancelled");
    if (stay.state == StayState::discharged) warnings.push_back("visit_ended");
    if (stay.admitted_at && !in_time(announced, stay)) warnings.push_back("not_the_time");
    const auto& elsewhere = announced.linked_visits;
    if (std::find(elsewhere.begin(), elsewhere.end(), stay.number) != elsewhere.end())
        warnings.push_back("linked_elsewhere");
}

Written written_of(const adt::Patient& patient) {
    return {patient.family_name, patient.given_name,      patient.birth_name,  patient.birth_date,
            patient.sex,         patient.insurant_number, patient.postal_code, patient.city};
}

/// Evidence first; among equals who is here now.
double order_of(const Announced& announced, const Candidate& candidate) {
    const bool now_here = candidate.stay && in_time(announced, *candidate.stay);
    return candidate.comparison.bits + (now_here ? 2 : 0);
}

bool worth_showing(const Candidate& candidate) { return candidate.comparison.bits > nothing_in_common; }
}  // namespace

std::optional<Announced> read_announced(Connection& mailbox, const core::CaseId& case_id) {
    const auto row = mailbox.query_one(
        "SELECT family_name, given_name, birth_date, sex, insurant_number, COALESCE(arrived_at, "
        "IF(eta BETWEEN received_at - INTERVAL 1 HOUR AND received_at + INTERVAL 24 HOUR, eta, NULL), received_at), "
        "record FROM patient_case WHERE id = ?",
        {case_id.str()});
    if (!row) return std::nullopt;
    const auto record = core::parse_json_object(row->text(6)).value();
    const auto text = [&](std::size_t column) { return row->optional_text(column).value_or(""); };
    Announced announced;
    announced.written = {text(0), text(1), member_of(record, "birth_name"),  text(2),
                         text(3), text(4), member_of(record, "postal_code"), member_of(record, "city")};
    announced.arrival = database::timestamp_of(*row, 5);
    for (const auto& other : mailbox.query(
             "SELECT visit_number FROM case_link WHERE current = 1 AND visit_number <> '' AND case_id <> ? AND "
             "linked_at > ?",
             {case_id.str(), database::to_sql(announced.arrival - hours{48})}))
        announced.linked_visits.push_back(other.text(0));
    return announced;
}

adt::Search search_for(const Announced& announced) {
    const auto person = comparable(announced.written);
    adt::Search search;
    search.insurant_number = person.insurant_number;
    search.from = announced.arrival - before_arrival;
    search.until = announced.arrival + after_arrival;
    if (const auto& date = person.birth_date; !date.empty()) {
        search.birth_dates.push_back(date);
        const auto day = date.substr(8, 2), month = date.substr(5, 2);
        if (day != month && day <= "12") search.birth_dates.push_back(date.substr(0, 5) + day + "-" + month);
        std::from_chars(date.data(), date.data() + 4, search.birth_year);
    }
    if (person.family_name.empty()) return search;
    for (const auto& word : names::words(announced.written.family_name)) {
        auto code = names::cologne(word);
        if (!code.empty()) search.name_codes.push_back(std::move(code));
    }
    return search;
}

Candidate judge(const Announced& announced, adt::Patient patient) {
    Candidate candidate;
    candidate.comparison = hl7::compare(comparable(announced.written), comparable(written_of(patient)));
    for (const auto warning : candidate.comparison.warnings) candidate.warnings.push_back(public_text(warning));
    const auto sent = hl7::tidy_insurant_number(announced.written.insurant_number);
    if (!sent.empty() && !hl7::is_insurant_number(sent)) candidate.warnings.push_back("insurant_number_wrong");
    if (patient.merged_into) candidate.warnings.push_back("patient_merged");
    candidate.stay = likely_stay(announced, patient.stays);
    if (candidate.stay) warn_of_stay(candidate.warnings, announced, *candidate.stay);
    candidate.patient = std::move(patient);
    return candidate;
}

std::vector<Candidate> ranked(const Announced& announced, std::vector<adt::Patient> patients) {
    std::vector<Candidate> all;
    for (auto& patient : patients) all.push_back(judge(announced, std::move(patient)));
    std::stable_sort(all.begin(), all.end(), [&](const auto& one, const auto& other) {
        return order_of(announced, one) > order_of(announced, other);
    });
    const auto first_of_the_hour = std::find_if_not(all.begin(), all.end(), worth_showing);
    const auto fitting = static_cast<std::size_t>(first_of_the_hour - all.begin());
    std::size_t kept = std::min(fitting, most_candidates);
    // Nobody could ask for a name, or the clerk could not: those who came in at the hour, if not plainly others.
    for (std::size_t i = fitting; i < all.size() && kept < most_by_the_hour; ++i) {
        const bool may_be = is_stand_in(written_of(all[i].patient)) || all[i].comparison.bits >= -nothing_in_common;
        if (!may_be || !all[i].stay || !in_time(announced, *all[i].stay)) continue;
        std::swap(all[kept++], all[i]);
    }
    all.resize(kept);
    return all;
}

PublicText advice_on(const std::vector<Candidate>& best_first) {
    if (best_first.empty()) return "none";
    std::vector<hl7::Comparison> comparisons;
    for (const auto& candidate : best_first) comparisons.push_back(candidate.comparison);
    if (hl7::stands_out(comparisons) && best_first.front().warnings.empty()) return "clear";
    return "choose";
}

std::vector<PublicText> doubts(const Announced& announced, const Link& link,
                               const std::optional<adt::Patient>& patient) {
    if (link.unknown_person) return {};
    if (!patient) return {PublicText{"patient_gone"}};
    auto of_visit = *patient;
    std::erase_if(of_visit.stays, [&](const auto& stay) { return stay.number != link.visit_number; });
    const bool lost = !link.visit_number.empty() && of_visit.stays.empty();
    auto warnings = judge(announced, std::move(of_visit)).warnings;
    if (lost) warnings.push_back("visit_of_another");
    return warnings;
}
}  // namespace vorab::hospital_server::matching

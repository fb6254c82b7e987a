#include "hl7/adt.hpp"

#include <algorithm>
#include <array>

#include "hl7/escape.hpp"
#include "hl7/insurant_number.hpp"

namespace vorab::hl7 {
namespace {
/// What each event of chapter 3 does here.
struct Rule {
    std::string_view trigger;
    std::optional<StayState> state = {};
    bool stay = true;  ///< PV1 counts
    bool merge = false;
};
constexpr std::array rules{
    Rule{"A01", StayState::present},     // admission
    Rule{"A02"},                         // transfer
    Rule{"A03", StayState::discharged},  // discharge
    Rule{"A04", StayState::present},     // registration of an out-patient
    Rule{"A05", StayState::expected},    // before admission
    Rule{"A06", StayState::present},     // out-patient becomes in-patient
    Rule{"A07", StayState::present},     // and the reverse
    Rule{"A08"},                         // update
    Rule{"A11", StayState::cancelled},   // admission cancelled
    Rule{"A12"},                         // transfer cancelled
    Rule{"A13", StayState::present},     // discharge cancelled
    Rule{"A14", StayState::expected},    // admission pending
    Rule{"A23", StayState::cancelled},   // stay deleted
    Rule{"A27", StayState::cancelled},   // pending admission cancelled
    Rule{"A28", {}, false},              // person added
    Rule{"A31", {}, false},              // person updated
    Rule{"A38", StayState::cancelled},   // pre-admission cancelled
    Rule{"A40", {}, false, true},        // patients merged
    Rule{"A47", {}, false, true},        // patient's number changed
};

constexpr std::size_t longest_name = 120;
constexpr std::size_t longest_number = 64;

/// At most `most` bytes, cut between characters.
std::string cut(std::string text, std::size_t most) {
    if (text.size() <= most) return text;
    while (most > 0 && (static_cast<unsigned char>(text[most]) & 0xC0u) == 0x80u) --most;
    text.resize(most);
    return text;
}

std::string trimmed(std::string text) {
    const auto blank = [](char c) { return c == ' ' || c == '\t' || c == '\n' || c == '\r'; };
    while (!text.empty() && blank(text.back())) text.pop_back();
    text.erase(text.begin(), std::find_if_not(text.begin(), text.end(), blank));
    return text;
}

/// Reads one message in its charset.
class Reader {
  public:
    Reader(const Message& message, const AdtReading& reading)
        : message_(message), reading_(reading), charset_(charset_of(message, reading.charset)) {}

    std::string text(const Part& part) const { return trimmed(text_of(part, charset_)); }
    Change change(const Part& part) const {
        if (part.deletes()) return std::string{};
        auto said = cut(text(part), longest_name);
        return said.empty() ? Change{} : Change{std::move(said)};
    }

    PatientNumber number(const Part& identifier) const;
    std::vector<PatientNumber> numbers(const Part& field) const;
    PatientNumber patient() const;
    std::vector<PatientNumber> merged(const PatientNumber& into) const;
    PersonChanges person() const;
    StayChanges stay(const Rule& rule) const;
    std::optional<core::Timestamp> time(const Part& part) const { return from_hl7(part[0][1][1].raw(), reading_.zone); }

  private:
    void read_names(PersonChanges& person) const;
    Change birth_date() const;
    Change sex() const;
    Change insurant_number() const;
    std::size_t rank(const Part& identifier) const;

    const Message& message_;
    const AdtReading& reading_;
    Charset charset_;
};

/// PID-3.4 is a namespace, or a universal id alone ("&www.example.com&DNS").
PatientNumber Reader::number(const Part& identifier) const {
    const Part authority = identifier[4];
    return {text(identifier[1][1]), cut(text(authority[1].empty() ? authority[2] : authority[1]), longest_number)};
}

std::vector<PatientNumber> Reader::numbers(const Part& field) const {
    std::vector<PatientNumber> found;
    for (std::size_t i = 0; i < field.count(); ++i) {
        auto read = number(field[i]);
        if (!read.number.empty() && !field[i][1].deletes()) found.push_back(std::move(read));
    }
    return found;
}

/// Smaller is better; the number of types means: not a patient's number.
std::size_t Reader::rank(const Part& identifier) const {
    const auto& types = reading_.patient_types;
    const auto found = std::find(types.begin(), types.end(), identifier[5][1].raw());
    return static_cast<std::size_t>(found - types.begin());
}

PatientNumber Reader::patient() const {
    const Part field = message_["PID"][3];
    PatientNumber best;
    std::size_t best_rank = reading_.patient_types.size();
    for (std::size_t i = 0; i < field.count(); ++i) {
        auto read = number(field[i]);
        if (read.number.empty()) continue;
        if (!reading_.patient_authority.empty() && read.authority != reading_.patient_authority) continue;
        const std::size_t its_rank = rank(field[i]);
        if (its_rank >= best_rank) continue;
        best_rank = its_rank;
        best = std::move(read);
    }
    return best;
}

/// Those of the same authority; else what stands first.
std::vector<PatientNumber> Reader::merged(const PatientNumber& into) const {
    const auto all = numbers(message_["MRG"][1]);
    std::vector<PatientNumber> result;
    for (const auto& one : all) {
        if (one.authority == into.authority && one != into) result.push_back(one);
    }
    if (result.empty() && !all.empty() && all.front() != into) result.push_back(all.front());
    return result;
}

/// The legal name (XPN.7 L, or the first), and the name at birth in a repetition of its own: B, in Germany also M.
void Reader::read_names(PersonChanges& person) const {
    const Part field = message_["PID"][5];
    Part legal = field[0], birth;
    for (std::size_t i = field.count(); i-- > 0;) {
        const auto type = field[i][7].raw();
        if (type == "L") legal = field[i];
        if (type == "B" || type == "M") birth = field[i];
    }
    const auto family = [&](const Part& name) {
        if (name[1].deletes()) return Change{std::string{}};
        if (!name[1][1].empty()) return change(name[1][1]);
        const auto joined = trimmed(text(name[1][2]) + " " + text(name[1][3]));
        return joined.empty() ? Change{} : Change{cut(joined, longest_name)};
    };
    person.family_name = family(legal);
    person.given_name = change(legal[2]);
    person.birth_name = family(birth);
    const auto middle = legal[3].deletes() ? std::string{} : text(legal[3]);
    if (person.given_name && !person.given_name->empty() && !middle.empty())
        person.given_name = cut(*person.given_name + " " + middle, longest_name);
}

Change Reader::birth_date() const {
    const Part part = message_["PID"][7][0][1];
    if (part.deletes()) return std::string{};
    const auto digits = part.raw().substr(0, 8);
    const bool with_time = part.raw().size() > 8 && part.raw().size() < 10;  // nine digits are a typing error
    if (digits.size() < 8 || with_time || !from_hl7(digits, reading_.zone)) return {};
    std::string date{digits};
    return date.substr(0, 4) + "-" + date.substr(4, 2) + "-" + date.substr(6, 2);
}

Change Reader::sex() const {
    const auto code = message_.get("PID", 8);
    if (code.empty()) return {};
    if (code == "M") return "male";
    if (code == "F" || code == "W") return "female";
    if (code == "D" || code == "O" || code == "A") return "diverse";
    return "unknown";
}

/// There is no one place for it (HL7 Germany leaves it open): wherever it may stand, where its check digit holds.
Change Reader::insurant_number() const {
    const auto valid = [&](const Part& part) {
        auto tidy = tidy_insurant_number(text(part[1][1]));
        return is_insurant_number(tidy) ? Change{tidy} : Change{};
    };
    const Part identifiers = message_["PID"][3];
    for (std::size_t i = 0; i < identifiers.count(); ++i) {
        const auto type = identifiers[i][5].raw();
        const bool own = rank(identifiers[i]) < reading_.patient_types.size() && !type.empty();
        if (auto found = own ? Change{} : valid(identifiers[i])) return found;
    }
    for (auto at = message_.find("IN1"); at < message_.size(); at = message_.find("IN1", at + 1)) {
        for (const std::size_t field : {std::size_t{36}, std::size_t{49}}) {
            if (auto found = valid(message_.segment(at)[field][0])) return found;
        }
    }
    return valid(message_["PID"][19][0]);
}

PersonChanges Reader::person() const {
    PersonChanges person;
    read_names(person);
    person.birth_date = birth_date();
    person.sex = sex();
    person.insurant_number = insurant_number();
    const Part address = message_["PID"][11][0];
    person.street = change(address[1][1]);
    person.city = change(address[3]);
    person.postal_code = change(address[5]);
    return person;
}

StayChanges Reader::stay(const Rule& rule) const {
    StayChanges stay;
    const Part visit = message_["PV1"];
    if (!rule.stay || visit[19].deletes()) return stay;
    stay.number = text(visit[19][0][1][1]);
    stay.patient_class = change(visit[2]);
    stay.ward = change(visit[3][0][1].empty() ? visit[3][0][4] : visit[3][0][1]);
    stay.admitted_at = time(visit[44]);
    stay.discharged_at = rule.state == StayState::discharged ? time(visit[45]) : std::nullopt;
    stay.state = rule.state;
    return stay;
}

std::optional<Outcome> fault_of(const Adt& adt, const Rule& rule) {
    if (adt.patient.number.empty())
        return Outcome{Verdict::error, 101, {"PID", 1, 3}, "there is no patient number of a type that is taken"};
    if (adt.patient.number.size() > longest_number)
        return Outcome{Verdict::error, 102, {"PID", 1, 3}, "the patient number is longer than 64 bytes"};
    if (adt.stay.number.size() > longest_number)
        return Outcome{Verdict::error, 102, {"PV1", 1, 19}, "the visit number is longer than 64 bytes"};
    if (!rule.merge) return std::nullopt;
    const bool longer = std::any_of(adt.merged.begin(), adt.merged.end(),
                                    [](const auto& old) { return old.number.size() > longest_number; });
    if (adt.merged.empty() || longer)
        return Outcome{Verdict::error, 101, {"MRG", 1, 1}, "there is no other number to take over"};
    return std::nullopt;
}

/// ZBE-5 and PV1-51 mark what happened long ago and is told for completeness.
bool is_of_the_past(const Message& message) { return message.get("ZBE", 5) == "Y" || message.get("PV1", 51) == "H"; }
}  // namespace

core::PublicText public_text(StayState state) {
    switch (state) {
        case StayState::expected:
            return "expected";
        case StayState::present:
            return "present";
        case StayState::discharged:
            return "discharged";
        case StayState::cancelled:
            break;
    }
    return "cancelled";
}

std::variant<Adt, NotForUs, Outcome> read_adt(const Message& message, const AdtReading& reading, core::Timestamp now) {
    if (message.get("MSH", 9, 0, 1) != "ADT") return NotForUs{"no ADT"};
    std::string_view trigger = message.get("MSH", 9, 0, 2);
    if (trigger.empty()) trigger = message.get("EVN", 1);
    const auto* const rule =
        std::find_if(rules.begin(), rules.end(), [&](const Rule& one) { return one.trigger == trigger; });
    if (rule == rules.end()) return NotForUs{"another event"};
    if (is_of_the_past(message)) return NotForUs{"a movement of the past"};
    const Reader reader{message, reading};
    Adt adt;
    adt.trigger = trigger;
    adt.patient = reader.patient();
    adt.merged = rule->merge ? reader.merged(adt.patient) : std::vector<PatientNumber>{};
    adt.said_at = std::min(reader.time(message["MSH"][7]).value_or(now), now);
    if (const auto fault = fault_of(adt, *rule)) return *fault;
    adt.person = reader.person();
    adt.stay = reader.stay(*rule);
    return adt;
}

}  // namespace vorab::hl7

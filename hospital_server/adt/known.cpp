#include "hospital_server/adt/known.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace vorab::hospital_server::adt {
namespace json = boost::json;

namespace {
constexpr const char* read_and_lock =
    "SELECT m.authority, m.patient, m.stay, p.said_at, p.family_name, p.given_name, p.birth_name, p.birth_date, "
    "s.patient_number, s.said_at FROM JSON_TABLE(?, '$[*]' COLUMNS ("
    "authority VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$[0]', "
    "patient VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$[1]', "
    "stay VARCHAR(64) CHARACTER SET utf8mb4 COLLATE utf8mb4_bin PATH '$[2]')) AS m "
    "LEFT JOIN his_patient AS p FORCE INDEX (PRIMARY) ON p.authority = m.authority AND p.number = m.patient "
    "LEFT JOIN his_stay AS s FORCE INDEX (PRIMARY) ON s.authority = m.authority AND s.number = m.stay FOR UPDATE";

json::string_view view(const std::string& text) { return {text.data(), text.size()}; }

std::string whom(const std::vector<const hl7::Adt*>& messages) {
    json::array rows;
    rows.reserve(messages.size());
    for (const auto* message : messages) {
        const auto& [number, authority] = message->patient;
        rows.push_back(json::array{view(authority), view(number), view(message->stay.number)});
    }
    return json::serialize(rows);
}
}  // namespace

Known::Known(database::Connection& connection, const std::vector<const hl7::Adt*>& messages) {
    const std::string all = whom(messages);
    for (const auto& row : connection.query(read_and_lock, {std::string_view{all}})) {
        if (!row.is_null(3)) {
            people_[{row.text(0), row.text(1)}] = {row.optional_text(4), row.optional_text(5), row.optional_text(6),
                                                   row.optional_text(7)};
        }
        if (!row.is_null(8)) stays_[{row.text(0), row.text(2)}] = {row.text(8), database::timestamp_of(row, 9)};
    }
}

std::optional<Person> Known::renamed(const hl7::Adt& message) {
    const auto [found, fresh] = people_.try_emplace({message.patient.authority, message.patient.number});
    Person now = found->second;
    const auto take = [](hl7::Change& into, const hl7::Change& told) {
        if (told) into = told;
    };
    take(now.family_name, message.person.family_name);
    take(now.given_name, message.person.given_name);
    take(now.birth_name, message.person.birth_name);
    take(now.birth_date, message.person.birth_date);
    if (now == found->second) return std::nullopt;
    return found->second = now;
}

bool Known::moves_stay(const hl7::Adt& message) {
    const Owner told{message.patient.number, message.said_at};
    const auto [stay, fresh] = stays_.try_emplace({message.patient.authority, message.stay.number}, told);
    auto& owner = stay->second;
    if (fresh || told.said_at < owner.said_at) return false;
    const bool moved = owner.patient_number != told.patient_number;
    owner = told;
    return moved;
}
}  // namespace vorab::hospital_server::adt

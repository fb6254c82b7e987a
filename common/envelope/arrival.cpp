#include "common/envelope/arrival.hpp"

#include <algorithm>

#include <boost/json/array.hpp>

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/envelope/names.hpp"

namespace vorab::envelope {
namespace {
using core::JsonFields;
using core::PublicText;

const Names<3> eta_source_names{"gps", "crew", "plan"};
const Names<3> priority_names{"sk1", "sk2", "sk3"};
const Names<4> sex_names{"male", "female", "diverse", "unknown"};
const Names<22> flag_names{"cpr",
                           "intubated",
                           "ventilated",
                           "catecholamines",
                           "infectious",
                           "isolation",
                           "pregnant",
                           "child",
                           "stemi",
                           "lysis_window",
                           "work_accident",
                           "burn",
                           "mass_casualty",
                           "resuscitation_room",
                           "trauma_team",
                           "stroke_team",
                           "cath_lab",
                           "ecmo",
                           "physician_escort",
                           "air_transport",
                           "bariatric",
                           "violence"};
enum class Flag {};  // only its names matter: screens have a picture for each

template <class Enum, std::size_t count>
std::optional<Enum> choice(JsonFields& in, const PublicText& name, const Names<count>& names) {
    const auto text = in.optional_text(name);
    if (!text) return std::nullopt;
    const auto value = named<Enum>(*text, names);
    if (!value) in.refuse(name, "is not one of the allowed words");
    return value;
}

std::optional<std::string> read_code(JsonFields& in) {
    const auto code = in.optional_text("code", 12);
    if (!code) return std::nullopt;
    if (code->empty() || code->find_first_not_of("0123456789") != std::string_view::npos) {
        in.refuse("code", "1 to 12 digits are expected");
    }
    return std::string{*code};
}

std::vector<std::string> read_flags(JsonFields& in) {
    std::vector<std::string> flags;
    const auto* value = in.optional("flags");
    if (!value) return flags;
    const auto* list = value->if_array();
    if (!list) {
        in.refuse("flags", "a list is expected");
        return flags;
    }
    for (const auto& item : *list) {
        const std::string_view flag = item.is_string() ? std::string_view{item.get_string()} : std::string_view{};
        const bool twice = std::find(flags.begin(), flags.end(), flag) != flags.end();
        if (twice || !named<Flag>(flag, flag_names)) {
            in.refuse("flags", "names out of the list are expected, each once");
            return {};
        }
        flags.emplace_back(flag);
    }
    return flags;
}

void put(boost::json::object& json, const char* name, const std::optional<std::string>& value) {
    if (value) json[name] = *value;
}

template <class Enum>
void put_name(boost::json::object& json, const char* name, const std::optional<Enum>& value) {
    if (value) json[name] = public_text(*value).view();
}
}  // namespace

PublicText public_text(EtaSource source) { return name_of(source, eta_source_names); }
PublicText public_text(Priority priority) { return name_of(priority, priority_names); }
PublicText public_text(Sex sex) { return name_of(sex, sex_names); }

core::Result<Arrival> read_arrival(const boost::json::object& json, const PublicText& path) {
    JsonFields in{json, path};
    Arrival arrival;
    arrival.eta = read_optional_time(in, "eta");
    arrival.eta_source = choice<EtaSource>(in, "eta_source", eta_source_names);
    arrival.priority = choice<Priority>(in, "priority", priority_names);
    arrival.keyword = optional_printable(in, "keyword", 1, 40);
    arrival.code = read_code(in);
    arrival.age = in.optional_integer("age", 0, 90);
    arrival.sex = choice<Sex>(in, "sex", sex_names);
    arrival.flags = read_flags(in);
    arrival.text = optional_printable(in, "text", 0, 120);
    arrival.destination = optional_printable(in, "destination", 0, 40);
    arrival.callsign = optional_printable(in, "callsign", 0, 40);
    if (auto wrong = in.finish()) return *wrong;
    return arrival;
}

boost::json::object to_json(const Arrival& arrival) {
    boost::json::object json;
    if (arrival.eta) json["eta"] = core::to_rfc3339(*arrival.eta);
    put_name(json, "eta_source", arrival.eta_source);
    put_name(json, "priority", arrival.priority);
    put(json, "keyword", arrival.keyword);
    put(json, "code", arrival.code);
    if (arrival.age) json["age"] = *arrival.age;
    put_name(json, "sex", arrival.sex);
    if (!arrival.flags.empty()) json["flags"] = boost::json::array(arrival.flags.begin(), arrival.flags.end());
    put(json, "text", arrival.text);
    put(json, "destination", arrival.destination);
    put(json, "callsign", arrival.callsign);
    return json;
}
}  // namespace vorab::envelope

#include "hospital_server/record/difference.hpp"

#include <algorithm>
#include <string>

#include "hospital_server/record/fold.hpp"

namespace vorab::hospital_server::record {
namespace json = boost::json;
namespace {
/// Member names of a record are ours and hold neither "/" nor "~".
std::string below(const std::string& pointer, std::string_view name) { return pointer + "/" + std::string{name}; }

class Comparison {
  public:
    void objects(const std::string& pointer, const json::object& before, const json::object& after) {
        for (const auto& [name, value] : after) {
            const bool slip = pointer.empty() && name == "slip";
            if (!slip) member(below(pointer, name), name, before.if_contains(name), value);
        }
        for (const auto& [name, value] : before) {
            if (!after.contains(name)) note(below(pointer, name), "removed", value, nullptr);
        }
    }
    json::array found;

  private:
    void member(const std::string& pointer, std::string_view name, const json::value* before,
                const json::value& after) {
        if (!before && is_event_list(name) && after.is_array()) {
            events(pointer, {}, after.get_array());
        } else if (!before) {
            note(pointer, "added", nullptr, after);
        } else if (before->is_object() && after.is_object()) {
            objects(pointer, before->get_object(), after.get_object());
        } else if (before->is_array() && after.is_array() && is_event_list(name)) {
            events(pointer, before->get_array(), after.get_array());
        } else if (*before != after) {
            note(pointer, "changed", *before, after);
        }
    }

    void events(const std::string& pointer, const json::array& before, const json::array& after) {
        for (std::size_t index = 0; index < after.size(); ++index) {
            const auto known =
                std::ranges::find_if(before, [&](const json::value& old) { return same_event(old, after[index]); });
            const std::string here = pointer + "/" + std::to_string(index);
            if (known == before.end()) {
                note(here, "added", nullptr, after[index]);
            } else if (*known != after[index]) {
                note(here, "changed", *known, after[index]);
            }
        }
    }

    void note(const std::string& pointer, const char* change, json::value before, json::value after) {
        found.push_back(
            {{"pointer", pointer}, {"change", change}, {"before", std::move(before)}, {"after", std::move(after)}});
    }
};
}  // namespace

json::array difference(const json::object& before, const json::object& after) {
    Comparison comparison;
    comparison.objects("", before, after);
    return std::move(comparison.found);
}
}  // namespace vorab::hospital_server::record

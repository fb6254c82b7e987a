#include "hospital_server/pdf/words.hpp"

#include <algorithm>

#include "common/core/json.hpp"

namespace vorab::hospital_server::pdf {
namespace {
const boost::json::object& table(const char* name) {
    static const boost::json::object all = core::parse_json_object(record_words_text()).value();
    return all.at(name).as_object();
}

std::string german(const char* of, std::string_view key) {
    const auto* pair = table(of).if_contains(key);
    if (pair != nullptr) return std::string{pair->as_array().at(0).as_string()};
    return std::string{key};
}
}  // namespace

std::string label(std::string_view member) {
    std::string found = german("labels", member);
    std::ranges::replace(found, '_', ' ');
    return found;
}

std::string word(std::string_view code) { return german("codes", code); }
std::string flag_word(std::string_view flag) { return german("flags", flag); }

}  // namespace vorab::hospital_server::pdf

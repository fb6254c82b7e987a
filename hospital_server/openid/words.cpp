#include "hospital_server/openid/words.hpp"

namespace vorab::hospital_server::openid {

Words words_in(const boost::json::value* found) {
    Words words;
    if (found != nullptr && found->is_string()) words.emplace(found->get_string());
    if (found == nullptr || !found->is_array()) return words;
    for (const auto& word : found->get_array()) {
        if (word.is_string()) words.emplace(word.get_string());
    }
    return words;
}
}  // namespace vorab::hospital_server::openid

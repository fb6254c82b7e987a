#include "tests/signing/wycheproof.hpp"

#include <fstream>
#include <iterator>

#include <boost/json/parse.hpp>

namespace vorab::test {

std::optional<boost::json::object> wycheproof(const std::string& file) {
    std::ifstream in("../shared/data/wycheproof/" + file);
    if (!in) return std::nullopt;
    return boost::json::parse(std::string{std::istreambuf_iterator<char>(in), {}}).as_object();
}

std::string text_of(const boost::json::object& object, const char* member) {
    return std::string{object.at(member).as_string()};
}

core::Bytes bytes_of(const boost::json::object& object, const char* member) {
    return *core::from_hex(text_of(object, member));
}

bool is_valid(const boost::json::object& vector) { return vector.at("result").as_string() == "valid"; }

void Tally::count(bool was_accepted, bool valid, bool in_profile) {
    ++(was_accepted ? accepted : refused);
    if (was_accepted && !valid) ++false_accepts;
    if (!was_accepted && valid && in_profile) ++false_refusals;
}

std::string Tally::str() const {
    return std::to_string(accepted) + " accepted, " + std::to_string(refused) + " refused, " +
           std::to_string(false_accepts) + " false accepts, " + std::to_string(false_refusals) + " false refusals";
}
}  // namespace vorab::test

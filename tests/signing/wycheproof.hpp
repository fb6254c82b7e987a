#pragma once
// Test vectors of the Wycheproof project (C2SP), where they lie beside this checkout.
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "common/core/encoding.hpp"

namespace vorab::test {

/// Nothing when the vectors are not there: the test says so and passes.
std::optional<boost::json::object> wycheproof(const std::string& file);

std::string text_of(const boost::json::object& object, const char* member);
core::Bytes bytes_of(const boost::json::object& object, const char* member);  ///< of a hex member
bool is_valid(const boost::json::object& vector);

/// What became of the vectors, to be printed: a suite that tried nothing must not look like one that passed.
struct Tally {
    int accepted = 0, refused = 0, false_accepts = 0, false_refusals = 0;
    /// `in_profile`: something that we promise to take where it is valid.
    void count(bool was_accepted, bool valid, bool in_profile);
    std::string str() const;
};
}  // namespace vorab::test

#pragma once
// An Outcome in a CHECK is shown by its words.
#include "tests/support/catch.hpp"
#include "tools/ambulance/outcome.hpp"

template <class T>
struct Catch::StringMaker<boost::system::result<T, vorab::ambulance::Trouble>> {
    static std::string convert(const boost::system::result<T, vorab::ambulance::Trouble>& outcome) {
        return outcome.has_value() ? "a value" : outcome.error().words;
    }
};

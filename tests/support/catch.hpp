#pragma once
// The one place that names Catch2's header, so that version 3 is a change of one file.
#include <catch2/catch.hpp>

#include "common/core/result.hpp"

/// A Result in a CHECK is shown as its problem, so that no value needs an output operator.
template <class T>
struct Catch::StringMaker<boost::system::result<T, vorab::core::Failure>> {
    static std::string convert(const boost::system::result<T, vorab::core::Failure>& result) {
        if (result.has_value()) return "a value";
        return vorab::core::public_text(result.error().problem).str() + ": " + result.error().detail.str();
    }
};

template <>
struct Catch::StringMaker<vorab::core::Problem> {
    static std::string convert(vorab::core::Problem problem) { return vorab::core::public_text(problem).str(); }
};

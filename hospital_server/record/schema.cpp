#include "hospital_server/record/schema.hpp"

#include <algorithm>
#include <cmath>

#include "common/core/clock.hpp"
#include "hospital_server/record/schema_node.hpp"

// Checking. Reading a schema into nodes is in schema_compile.cpp.
namespace vorab::hospital_server::record {
namespace json = boost::json;
using core::PublicText;
using core::Result;

namespace {
core::Failure wrong(const Place& place, const PublicText& expected) {
    const auto pointer = place.pointer();
    return core::failure(core::Problem::schema_violation,
                         (pointer.empty() ? PublicText{"/"} : pointer) + ": " + expected);
}

/// JSON Schema counts characters, not bytes.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(
        std::ranges::count_if(text, [](char c) { return (static_cast<unsigned char>(c) & 0xc0u) != 0x80u; }));
}

bool is_integer(const json::value& value) {
    return value.is_int64() || (value.is_double() && std::trunc(value.get_double()) == value.get_double());
}

bool is_of(const std::string& type, const json::value& value) {
    if (type == "object") return value.is_object();
    if (type == "array") return value.is_array();
    if (type == "string") return value.is_string();
    if (type == "integer") return is_integer(value);
    if (type == "number") return value.is_number();
    if (type == "boolean") return value.is_bool();
    return value.is_null();
}

bool fits(Format format, std::string_view text) {
    switch (format) {
        case Format::none:
            return true;
        case Format::date_time:
            return core::parse_rfc3339(text).has_value();
        case Format::date:
            return text.size() == 10 && core::parse_rfc3339(std::string{text} + "T00:00:00Z").has_value();
    }
    return false;
}
}  // namespace

PublicText Place::pointer() const {
    if (above == nullptr) return {};
    const auto before = above->pointer() + "/";
    return name.empty() ? before + index : before + PublicText::from_operator(std::string{name});
}

Result<void> Schema::Node::check(const json::value& value, const Place& place) const {
    if (value.is_object()) return check(value.get_object(), place);
    if (reference) {
        auto referred = reference->check(value, place);
        if (!referred) return referred;
    }
    if (!types.empty() && std::ranges::none_of(types, [&](const auto& type) { return is_of(type, value); })) {
        return wrong(place, "type " + PublicText::from_operator(*types.begin()) + " is expected");
    }
    if (!allowed.empty() && std::ranges::find(allowed, value) == allowed.end()) {
        return wrong(place, "one of the values in the schema is expected");
    }
    if (value.is_number()) return check_number(value.to_number<double>(), place);
    if (value.is_string()) return check_text(value.get_string(), place);
    if (value.is_array()) return check_array(value.get_array(), place);
    return {};
}

Result<void> Schema::Node::check(const json::object& object, const Place& place) const {
    if (reference) {
        auto referred = reference->check(object, place);
        if (!referred) return referred;
    }
    if (!types.empty() && std::ranges::find(types, "object") == types.end())
        return wrong(place, "type " + PublicText::from_operator(types.front()) + " is expected");
    const auto is_this = [&](const json::value& one) { return one.is_object() && one.get_object() == object; };
    if (!allowed.empty() && std::ranges::none_of(allowed, is_this))
        return wrong(place, "one of the values in the schema is expected");
    return check_object(object, place);
}

Result<void> Schema::Node::check_number(double number, const Place& place) const {
    if (minimum && number < *minimum) return wrong(place, "the number is below the least allowed");
    if (maximum && number > *maximum) return wrong(place, "the number is above the most allowed");
    return {};
}

Result<void> Schema::Node::check_text(std::string_view text, const Place& place) const {
    if (least_length || most_length) {
        const auto length = characters(text);
        if (most_length && length > *most_length)
            return wrong(place, PublicText{"at most "} + *most_length + " characters");
        if (least_length && length < *least_length)
            return wrong(place, PublicText{"at least "} + *least_length + " characters");
    }
    if (pattern && !pattern->matches(text)) return wrong(place, "the text does not have the form in the schema");
    if (!fits(format, text)) return wrong(place, "this date or time does not exist");
    return {};
}

Result<void> Schema::Node::check_array(const json::array& array, const Place& place) const {
    if (most_items && array.size() > *most_items)
        return wrong(place, PublicText{"at most "} + *most_items + " entries");
    if (least_items && array.size() < *least_items)
        return wrong(place, PublicText{"at least "} + *least_items + " entries");
    for (std::size_t i = 0; items && i < array.size(); ++i) {
        auto entry = items->check(array[i], Place{.above = &place, .index = i});
        if (!entry) return entry;
    }
    for (std::size_t i = 1; unique_items && i < array.size(); ++i) {
        if (std::find(array.begin(), array.begin() + static_cast<std::ptrdiff_t>(i), array[i]) !=
            array.begin() + static_cast<std::ptrdiff_t>(i)) {
            return wrong(place, "no entry may stand twice");
        }
    }
    return {};
}

Result<void> Schema::Node::check_object(const json::object& object, const Place& place) const {
    for (const auto& name : required) {
        if (!object.contains(name)) return wrong(Place{.above = &place, .name = name}, "is missing");
    }
    for (const auto& [name, value] : object) {
        const auto property = properties.find(std::string_view{name.data(), name.size()});
        if (property != properties.end()) {
            auto member = property->second->check(value, Place{.above = &place, .name = property->first});
            if (!member) return member;
        } else if (closed) {
            return wrong(place, "has a member that the schema does not know");
        }
    }
    return {};
}

Result<void> Schema::check(const json::value& value) const { return state_->root->check(value, Place{}); }

Result<void> Schema::check(const json::object& object) const { return state_->root->check(object, Place{}); }

}  // namespace vorab::hospital_server::record

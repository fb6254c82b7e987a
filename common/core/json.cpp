#include "common/core/json.hpp"

#include <cmath>
#include <limits>

#include <boost/json/basic_parser_impl.hpp>
#include <boost/json/monotonic_resource.hpp>
#include <boost/json/value_stack.hpp>

#include "common/core/json_document.hpp"

namespace vorab::core {
namespace {
namespace json = boost::json;
using Error = boost::system::error_code;

const Error refused = json::make_error_code(json::error::syntax);

/// Builds the value as Boost.JSON's own parser does, and refuses what that one lets pass.
class StrictHandler {
  public:
    static constexpr std::size_t max_object_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_array_size = std::numeric_limits<std::size_t>::max();
    static constexpr std::size_t max_key_size = 1024;
    static constexpr std::size_t max_string_size = std::numeric_limits<std::size_t>::max();

    StrictHandler(std::size_t most_members, json::storage_ptr storage) : most_members_(most_members) {
        stack_.reset(std::move(storage));
    }

    json::value release() { return stack_.release(); }
    std::size_t members() const { return members_; }  ///< as they were written, of all objects together

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_array_begin(Error&) { return true; }
    bool on_array_end(std::size_t count, Error&) {
        stack_.push_array(count);
        return true;
    }
    bool on_object_begin(Error&) { return true; }
    bool on_object_end(std::size_t count, Error&) {
        stack_.push_object(count);
        return true;
    }
    bool on_key_part(json::string_view part, std::size_t, Error& error) {
        if (has_nul(part)) return refuse(error);
        stack_.push_chars(part);
        return true;
    }
    bool on_key(json::string_view part, std::size_t, Error& error) {
        if (members_ == most_members_ || has_nul(part)) return refuse(error);
        ++members_;
        stack_.push_key(part);
        return true;
    }
    bool on_string_part(json::string_view part, std::size_t, Error& error) {
        if (has_nul(part)) return refuse(error);
        stack_.push_chars(part);
        return true;
    }
    bool on_string(json::string_view part, std::size_t, Error& error) {
        if (has_nul(part)) return refuse(error);
        stack_.push_string(part);
        return true;
    }
    bool on_number_part(json::string_view part, Error&) {
        number_.append(part.data(), part.size());
        return true;
    }
    bool on_int64(std::int64_t number, json::string_view, Error&) {
        number_.clear();
        stack_.push_int64(number);
        return true;
    }
    bool on_uint64(std::uint64_t, json::string_view, Error& error) { return refuse(error); }  // beyond int64
    bool on_double(double number, json::string_view part, Error& error) {
        number_.append(part.data(), part.size());
        const bool written_as_integer = number_.find_first_of(".eE") == std::string::npos;
        number_.clear();
        if (written_as_integer || !std::isfinite(number)) return refuse(error);
        stack_.push_double(number);
        return true;
    }
    bool on_bool(bool value, Error&) {
        stack_.push_bool(value);
        return true;
    }
    bool on_null(Error&) {
        stack_.push_null();
        return true;
    }
    bool on_comment_part(json::string_view, Error&) { return true; }
    bool on_comment(json::string_view, Error&) { return true; }

  private:
    static bool refuse(Error& error) {
        error = refused;
        return false;
    }
    static bool has_nul(std::string_view text) { return text.find('\0') != std::string_view::npos; }

    json::value_stack stack_;
    std::string number_;
    std::size_t most_members_;
    std::size_t members_ = 0;
};

/// Of all objects together.
std::size_t members_of(const json::value& value) {
    std::size_t members = 0;
    if (const auto* object = value.if_object()) {
        members = object->size();
        for (const auto& member : *object) members += members_of(member.value());
    } else if (const auto* array = value.if_array()) {
        for (const auto& element : *array) members += members_of(element);
    }
    return members;
}

Result<json::value> parse_into(json::storage_ptr storage, std::string_view text, JsonLimits limits) {
    json::parse_options options;
    options.max_depth = limits.depth;
    json::basic_parser<StrictHandler> parser{options, limits.members, std::move(storage)};
    Error error;
    const Failure not_strict{Problem::malformed,
                             "not strict JSON: UTF-8, no duplicate names, no NUL, numbers in range, one document"};
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    if (error || used != text.size()) return not_strict;
    auto value = parser.handler().release();
    // Of two members of one name Boost.JSON keeps the last: fewer are left than were written.
    if (members_of(value) != parser.handler().members()) return not_strict;
    return value;
}

Result<json::object> only_object(Result<json::value> value) {
    if (!value) return value.error();
    if (!value->is_object()) return Failure{Problem::malformed, "a JSON object is expected"};
    return std::move(value->get_object());
}
}  // namespace

Result<json::value> parse_json(std::string_view text, JsonLimits limits) { return parse_into({}, text, limits); }

Result<json::object> parse_json_object(std::string_view text, JsonLimits limits) {
    return only_object(parse_into({}, text, limits));
}

Result<json::object> parse_json_document(std::string_view text, JsonLimits limits) {
    return only_object(parse_into(json::make_shared_resource<json::monotonic_resource>(), text, limits));
}

std::string_view text_member(const boost::json::object& object, std::string_view name) {
    const auto* value = object.if_contains(name);
    return value && value->is_string() ? std::string_view{value->get_string()} : std::string_view{};
}

JsonFields::JsonFields(const json::object& object, PublicText path) : object_(object), path_(std::move(path)) {}

const json::value* JsonFields::find(const PublicText& name) {
    const auto* value = object_.if_contains(json::string_view{name.view()});
    if (value) ++asked_;
    return value;
}

void JsonFields::refuse(PublicText name, PublicText why) {
    if (!failure_) failure_ = Failure{Problem::schema_violation, path_ + "/" + name + ": " + why};
}

std::optional<std::string_view> JsonFields::optional_text(PublicText name, std::size_t longest) {
    const auto* value = find(name);
    if (!value) return std::nullopt;
    const auto* text = value->if_string();
    if (!text || text->size() > longest) {
        refuse(name, PublicText{"a text of at most "} + longest + " bytes is expected");
        return std::nullopt;
    }
    return std::string_view{text->data(), text->size()};
}

std::string_view JsonFields::text(PublicText name, std::size_t longest) {
    const auto value = optional_text(name, longest);
    if (!value) refuse(name, "is missing");
    return value.value_or("");
}

std::optional<std::int64_t> JsonFields::optional_integer(PublicText name, std::int64_t least, std::int64_t most) {
    const auto* value = find(name);
    if (!value) return std::nullopt;
    const auto* number = value->if_int64();
    if (!number || *number < least || *number > most) {
        refuse(name, PublicText{"an integer from "} + least + " to " + most + " is expected");
        return std::nullopt;
    }
    return *number;
}

std::int64_t JsonFields::integer(PublicText name, std::int64_t least, std::int64_t most) {
    const auto value = optional_integer(name, least, most);
    if (!value) refuse(name, "is missing");
    return value.value_or(least);
}

bool JsonFields::boolean(PublicText name) {
    const auto* value = find(name);
    if (!value || !value->is_bool()) {
        refuse(name, "true or false is expected");
        return false;
    }
    return value->get_bool();
}

const json::object& JsonFields::object(PublicText name) {
    static const json::object none;
    const auto* value = find(name);
    if (!value || !value->is_object()) {
        refuse(name, "an object is expected");
        return none;
    }
    return value->get_object();
}

const json::array& JsonFields::array(PublicText name) {
    static const json::array none;
    const auto* value = find(name);
    if (!value || !value->is_array()) {
        refuse(name, "an array is expected");
        return none;
    }
    return value->get_array();
}

const json::value* JsonFields::optional(PublicText name) { return find(name); }

std::optional<Failure> JsonFields::finish() {
    if (!failure_ && asked_ != object_.size()) {
        failure_ =
            Failure{Problem::schema_violation, (path_.empty() ? PublicText{"/"} : path_) + ": has an unknown member"};
    }
    return failure_;
}
}  // namespace vorab::core

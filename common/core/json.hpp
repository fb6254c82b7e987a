#pragma once
// JSON read strictly (RFC 8259 and research "4.3"): UTF-8 only, no duplicate member names at any level, no NUL, no lone
// surrogates, no numbers outside the range of int64 or a finite double, bounded depth, nothing after the document.
#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/value.hpp>

#include "common/core/result.hpp"

namespace vorab::core {

struct JsonLimits {
    std::size_t depth = 32;
    std::size_t members = 20'000;  ///< members of all objects together
};

Result<boost::json::value> parse_json(std::string_view text, JsonLimits limits = {});

/// parse_json() for a document that must be an object.
Result<boost::json::object> parse_json_object(std::string_view text, JsonLimits limits = {});

/// A member that is a text; empty when it is absent or something else. For what is compared with a word right away.
/// Refers into `object`.
std::string_view text_member(const boost::json::object& object, std::string_view name);

/// Reads the members of one object, strictly: what is missing, of the wrong type or unknown is one Failure that names
/// the JSON pointer. Use: `JsonFields in{object, "/slip"}; x = in.text("case"); ...; if (auto wrong = in.finish())
/// return *wrong;`
class JsonFields {
  public:
    explicit JsonFields(const boost::json::object& object, PublicText path = "");

    std::string_view text(PublicText name, std::size_t longest = 1024);
    std::optional<std::string_view> optional_text(PublicText name, std::size_t longest = 1024);
    std::int64_t integer(PublicText name, std::int64_t least, std::int64_t most);
    std::optional<std::int64_t> optional_integer(PublicText name, std::int64_t least, std::int64_t most);
    bool boolean(PublicText name);
    const boost::json::object& object(PublicText name);
    const boost::json::array& array(PublicText name);
    const boost::json::value* optional(PublicText name);  ///< null when absent

    /// Notes a problem of the caller's own finding ("/slip/case: ..."). Only the first one is kept.
    void refuse(PublicText name, PublicText why);

    /// The first problem: one noted above, or a member that nobody asked for.
    std::optional<Failure> finish();

  private:
    const boost::json::value* find(const PublicText& name);
    const boost::json::object& object_;
    PublicText path_;
    std::size_t asked_ = 0;  ///< how many members were found by name: all of them, or one is unknown
    std::optional<Failure> failure_;
};
}  // namespace vorab::core

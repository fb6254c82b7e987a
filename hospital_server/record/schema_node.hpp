#pragma once
// A compiled schema inside: one node per subschema.
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "hospital_server/record/pattern.hpp"
#include "hospital_server/record/schema.hpp"

namespace vorab::hospital_server::record {

enum class Format { none, date, date_time };

/// Where in the document: a link for each step, so that a path costs nothing until something is wrong there.
struct Place {
    const Place* above = nullptr;  ///< none: the whole document
    std::string_view name = {};    ///< of a member; only names that the schema knows, which are ours to show
    std::size_t index = 0;         ///< of an entry, where there is no name

    core::PublicText pointer() const;
};

struct Schema::Node {
    const Node* reference = nullptr;          ///< $ref; what stands beside it applies as well (2020-12)
    std::string reference_name;               ///< until it is resolved
    std::vector<std::string> types;           ///< empty: any
    std::vector<boost::json::value> allowed;  ///< enum or const; empty: any
    std::map<std::string, std::unique_ptr<Node>, std::less<>> properties;
    bool closed = false;  ///< additionalProperties: false
    std::vector<std::string> required;
    std::unique_ptr<Node> items;
    std::optional<std::size_t> least_items, most_items, least_length, most_length;
    bool unique_items = false;
    std::optional<double> minimum, maximum;
    std::optional<Pattern> pattern;
    Format format = Format::none;

    core::Result<void> check(const boost::json::value& value, const Place& place) const;
    core::Result<void> check(const boost::json::object& object, const Place& place) const;
    core::Result<void> check_number(double number, const Place& place) const;
    core::Result<void> check_text(std::string_view text, const Place& place) const;
    core::Result<void> check_array(const boost::json::array& array, const Place& place) const;
    core::Result<void> check_object(const boost::json::object& object, const Place& place) const;
};

struct Schema::State {
    std::map<std::string, const Node*, std::less<>> by_name;  ///< "urn:...", "urn:...#/$defs/time"
    std::vector<std::unique_ptr<Node>> nodes;                 ///< documents and their $defs
    const Node* root = nullptr;
};

}  // namespace vorab::hospital_server::record

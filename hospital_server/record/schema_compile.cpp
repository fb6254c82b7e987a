#include <functional>
#include <stdexcept>

#include "common/core/json.hpp"
#include "hospital_server/record/schema_node.hpp"
#include "hospital_server/record/schema_texts.hpp"

// Reading a schema into nodes. Every keyword that is not known here is refused.
namespace vorab::hospital_server::record {
namespace json = boost::json;

namespace {
[[noreturn]] void refuse(std::string_view what) {
    throw std::logic_error("a schema is beyond the subset that is implemented: " + std::string{what});
}

std::size_t size_of(const json::value& value) { return value.to_number<std::size_t>(); }

std::vector<std::string> texts_of(const json::value& value) {
    if (value.is_string()) return {std::string{value.get_string()}};
    std::vector<std::string> texts;
    for (const auto& entry : value.as_array()) texts.emplace_back(entry.as_string());
    return texts;
}

Format format_of(std::string_view name) {
    if (name == "date") return Format::date;
    if (name == "date-time") return Format::date_time;
    if (name == "uuid") return Format::none;  // a pattern stands beside each
    refuse(name);
}
}  // namespace

/// Compiles one document; references are resolved when all documents are read.
class SchemaCompiler {
  public:
    using Node = Schema::Node;

    void add(std::string_view text) {
        const auto document = core::parse_json_object(text).value();
        base_ = std::string{document.at("$id").as_string()};
        keep(base_, read(document));
        if (const auto* definitions = document.if_contains("$defs")) {
            for (const auto& [name, schema] : definitions->as_object()) {
                keep(base_ + "#/$defs/" + std::string{name}, read(schema.as_object()));
            }
        }
    }

    std::unique_ptr<Schema::State> finish(std::string_view root) {
        for (auto* node : referring_) {
            const auto target = state_->by_name.find(node->reference_name);
            if (target == state_->by_name.end()) refuse(node->reference_name);
            node->reference = target->second;
        }
        state_->root = state_->by_name.at(std::string{root});
        return std::move(state_);
    }

  private:
    void keep(const std::string& name, std::unique_ptr<Node> node) {
        state_->by_name.emplace(name, node.get());
        state_->nodes.push_back(std::move(node));
    }

    std::unique_ptr<Node> read(const json::object& schema) {
        auto node = std::make_unique<Node>();
        for (const auto& [keyword, value] : schema) read_keyword(*node, keyword, value);
        return node;
    }

    void read_keyword(Node& node, std::string_view keyword, const json::value& value) {
        if (keyword == "type")
            node.types = texts_of(value);
        else if (keyword == "enum")
            node.allowed.assign(value.as_array().begin(), value.as_array().end());
        else if (keyword == "const")
            node.allowed = {value};
        else if (keyword == "required")
            node.required = texts_of(value);
        else if (keyword == "minimum")
            node.minimum = value.to_number<double>();
        else if (keyword == "maximum")
            node.maximum = value.to_number<double>();
        else if (keyword == "minLength")
            node.least_length = size_of(value);
        else if (keyword == "maxLength")
            node.most_length = size_of(value);
        else if (keyword == "minItems")
            node.least_items = size_of(value);
        else if (keyword == "maxItems")
            node.most_items = size_of(value);
        else if (keyword == "uniqueItems")
            node.unique_items = value.as_bool();
        else if (keyword == "pattern")
            node.pattern.emplace(std::string_view{value.as_string()});
        else if (keyword == "format")
            node.format = format_of(value.as_string());
        else if (keyword == "items")
            node.items = read(value.as_object());
        else if (keyword == "$ref")
            read_reference(node, std::string{value.as_string()});
        else
            read_structure(node, keyword, value);
    }

    void read_structure(Node& node, std::string_view keyword, const json::value& value) {
        if (keyword == "properties") {
            for (const auto& [name, schema] : value.as_object())
                node.properties.emplace(name, read(schema.as_object()));
        } else if (keyword == "additionalProperties") {
            if (!value.is_bool() || value.get_bool()) refuse("additionalProperties other than false");
            node.closed = true;
        } else if (keyword != "$schema" && keyword != "$id" && keyword != "$defs" && keyword != "$comment" &&
                   keyword != "title" && keyword != "description") {
            refuse(keyword);
        }
    }

    void read_reference(Node& node, const std::string& reference) {
        node.reference_name = reference.starts_with('#') ? base_ + reference : reference;
        referring_.push_back(&node);
    }

    std::string base_;
    std::unique_ptr<Schema::State> state_ = std::make_unique<Schema::State>();
    std::vector<Node*> referring_;
};

Schema::Schema(std::unique_ptr<State> state) : state_(std::move(state)) {}
Schema::Schema(Schema&&) noexcept = default;
Schema::~Schema() = default;

Schema Schema::compile(const std::vector<std::string_view>& documents, std::string_view root) {
    SchemaCompiler compiler;
    for (const auto document : documents) compiler.add(document);
    return Schema{compiler.finish(root)};
}

const Schema& record_schema() {
    static const Schema schema =
        Schema::compile({slip_schema_text(), arrival_schema_text(), record_schema_text()}, "urn:vorab:schema:record:1");
    return schema;
}
}  // namespace vorab::hospital_server::record

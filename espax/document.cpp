#include "espax/document.hpp"

#include <algorithm>
#include <array>
#include <charconv>

#include "espax/fields.hpp"
#include "espax/text.hpp"

namespace vorab::espax {
namespace {

using core::Failure;
using core::Problem;

template <class Number>
std::optional<Number> parse_number(std::string_view text) {
    Number value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size()) return std::nullopt;
    return value;
}

/// Fills the fields of a message from its element; what is absent or empty stays as it is.
class FieldReader {
  public:
    explicit FieldReader(const XmlElement& element) : element_(element) {}

    void text(std::string_view name, std::string& value) {
        if (const auto* field = find(name)) value = *field;
    }
    void secret(std::string_view name, core::Sensitive<std::string>& value) {
        if (const auto* field = find(name)) value = core::Sensitive{*field};
    }
    void boolean(std::string_view name, std::optional<bool>& value) {
        const auto* field = find(name);
        if (field == nullptr) return;
        if (*field == "true" || *field == "1") value = true;
        if (*field == "false" || *field == "0") value = false;
    }
    void number(std::string_view name, std::optional<std::uint16_t>& value) {
        if (const auto* field = find(name)) value = parse_number<std::uint16_t>(*field);
    }
    /// The one element that nothing can be done without.
    void code(std::string_view name, int& value) {
        const auto* field = find(name);
        const auto parsed = field == nullptr ? std::nullopt : parse_number<int>(*field);
        if (!parsed) code_missing_ = true;
        value = parsed.value_or(0);
    }
    bool code_missing() const { return code_missing_; }

  private:
    const std::string* find(std::string_view name) const {
        const auto* field = element_.child(name);
        return field == nullptr || field->text.empty() ? nullptr : &field->text;
    }
    const XmlElement& element_;
    bool code_missing_ = false;
};

class FieldWriter {
  public:
    FieldWriter(XmlElement& element, const std::string& prefix) : element_(element), prefix_(prefix) {}

    void text(std::string_view name, const std::string& value) {
        if (value.empty()) return;
        XmlElement field;
        field.name = prefix_ + std::string{name};
        field.text = value;
        element_.children.push_back(std::move(field));
    }
    void secret(std::string_view name, const core::Sensitive<std::string>& value) { text(name, value.reveal()); }
    void boolean(std::string_view name, const std::optional<bool>& value) {
        if (value) text(name, *value ? "true" : "false");
    }
    void number(std::string_view name, const std::optional<std::uint16_t>& value) {
        if (value) text(name, std::to_string(*value));
    }
    void code(std::string_view name, int value) { text(name, std::to_string(value)); }

  private:
    XmlElement& element_;
    const std::string& prefix_;
};

template <class M>
core::Result<Message> read_as(const XmlElement& element) {
    FieldReader reader{element};
    M message;
    fields(reader, message);
    if (reader.code_missing()) return Failure{Problem::schema_violation, "an answer without a response code"};
    return Message{std::move(message)};
}

struct Kind {
    std::string_view name;
    core::Result<Message> (*read)(const XmlElement&);
};

template <class... M>
constexpr std::array<Kind, sizeof...(M)> kinds_of(const std::variant<M...>*) {
    return {Kind{M::name, &read_as<M>}...};
}
constexpr auto kinds = kinds_of(static_cast<const Message*>(nullptr));

const Kind* kind_named(std::string_view name) {
    const auto* found = std::find_if(kinds.begin(), kinds.end(), [&](const Kind& kind) { return kind.name == name; });
    return found == kinds.end() ? nullptr : found;
}

bool has_invoke(std::string_view name) { return name.starts_with("REQ.") || name.starts_with("RSP."); }

/// Every element stands at most once in a message, else two readers could see two different messages.
bool has_twins(const XmlElement& element) {
    std::vector<std::string_view> names;
    for (const auto& child : element.children) names.push_back(child.name);
    std::sort(names.begin(), names.end());
    return std::adjacent_find(names.begin(), names.end()) != names.end();
}

core::Result<Document> read_message(const XmlElement& element, const Kind& kind) {
    if (has_twins(element)) return Failure{Problem::schema_violation, "an element stands twice in a message"};
    Document document;
    if (const auto* session = element.attribute("sessionID")) document.session = *session;
    if (const auto* invoke = element.attribute("invokeID")) document.invoke = parse_number<std::uint64_t>(*invoke);
    if (has_invoke(kind.name) && !document.invoke)
        return Failure{Problem::schema_violation, "a request or answer without a decimal invokeID"};
    auto message = kind.read(element);
    if (!message) return message.error();
    document.message = std::move(*message);
    return document;
}

}  // namespace

core::Result<Document> read_document(std::string_view xml) {
    const auto root = parse_xml(xml);
    if (!root) return root.error();
    return read_document(*root);
}

core::Result<Document> read_document(const XmlElement& root) {
    if (root.name != "ESPA-X") return Failure{Problem::schema_violation, "the root is not ESPA-X"};
    const auto* version = root.attribute("version");
    if (version != nullptr && !version->starts_with("1."))
        return Failure{Problem::schema_violation, "not version 1 of ESPA-X"};
    const XmlElement* found = nullptr;
    const Kind* kind = nullptr;
    for (const auto& child : root.children) {
        const auto* known = kind_named(child.name);
        if (known == nullptr) continue;
        if (found != nullptr) return Failure{Problem::schema_violation, "more than one message in a document"};
        found = &child;
        kind = known;
    }
    if (found == nullptr) return Failure{Problem::schema_violation, "no known message in the document"};
    auto document = read_message(*found, *kind);
    const auto* timestamp = root.attribute("timestamp");
    if (document && timestamp != nullptr) document->timestamp = *timestamp;
    return document;
}

std::string write_document(const Document& document, const Dialect& dialect) {
    const std::string prefix = dialect.prefix.empty() ? "" : dialect.prefix + ':';
    XmlElement message;
    message.name = prefix + std::string{name_of(document.message)};
    if (document.invoke) message.attributes.push_back({"invokeID", std::to_string(*document.invoke)});
    if (!document.session.empty()) message.attributes.push_back({"sessionID", document.session});
    FieldWriter writer{message, prefix};
    std::visit([&](auto content) { fields(writer, content); }, document.message);

    XmlElement root;
    root.name = prefix + "ESPA-X";
    if (dialect.name_space)
        root.attributes.push_back({prefix.empty() ? "xmlns" : "xmlns:" + dialect.prefix, std::string{espax_namespace}});
    root.attributes.push_back({"version", "1.00"});
    if (!document.timestamp.empty()) root.attributes.push_back({"timestamp", document.timestamp});
    root.children.push_back(std::move(message));
    return R"(<?xml version="1.0" encoding="UTF-8" standalone="yes"?>)" + write_xml(root);
}

std::string write_masked(const Document& document) {
    Document masked = document;
    if (auto* login = std::get_if<LoginRequest>(&masked.message))
        login->password = core::Sensitive<std::string>{"********"};
    if (auto* start = std::get_if<StartRequest>(&masked.message); start != nullptr && !start->text.empty())
        start->text = "(" + std::to_string(character_count(start->text)) + " characters)";
    return write_document(masked);
}

std::string_view name_of(const Message& message) {
    return std::visit([](const auto& content) { return std::decay_t<decltype(content)>::name; }, message);
}

std::string_view reason_of(int code) {
    struct Row {
        int code;
        std::string_view reason;
    };
    static constexpr std::array<Row, 20> rows{{{200, "OK"},
                                               {400, "Bad Request"},
                                               {401, "Unauthorized"},
                                               {402, "Payment Required"},
                                               {403, "Forbidden"},
                                               {404, "Not Found"},
                                               {405, "Method Not Allowed"},
                                               {406, "Not Acceptable"},
                                               {407, "Authentication Required"},
                                               {408, "Request Timeout"},
                                               {409, "Conflict"},
                                               {410, "Gone"},
                                               {450, "Duplicate"},
                                               {500, "Internal Server Error"},
                                               {501, "Not Implemented"},
                                               {502, "Bad Gateway"},
                                               {503, "Service Unavailable"},
                                               {600, "Invalid header"},
                                               {601, "Not wellformed"},
                                               {602, "Invalid message"}}};
    const auto* found = std::find_if(rows.begin(), rows.end(), [&](const Row& row) { return row.code == code; });
    return found == rows.end() ? "Unknown" : found->reason;
}

Answer answer_of(int code, std::string info) { return {code, std::string{reason_of(code)}, std::move(info)}; }

}  // namespace vorab::espax

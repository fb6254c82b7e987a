#include "espax/xml.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <expat.h>

#include "espax/text.hpp"

namespace vorab::espax {
namespace {

using core::Failure;
using core::Problem;

constexpr char separator = '\n';  // between namespace and local name; cannot be part of either

struct Name {
    std::string_view name_space;
    std::string_view local;
};

Name split_name(const char* expanded) {
    const std::string_view text{expanded};
    const auto end = text.rfind(separator);
    if (end == std::string_view::npos) return {{}, text};
    return {text.substr(0, end), text.substr(end + 1)};
}

/// Collects the tree while expat calls back; the first refusal stops the parser.
class TreeBuilder {
  public:
    TreeBuilder(XML_Parser parser, XmlLimits limits) : parser_(parser), limits_(limits) {
        XML_SetUserData(parser, this);
        XML_SetElementHandler(parser, on_start, on_end);
        XML_SetCharacterDataHandler(parser, on_text);
        XML_SetStartNamespaceDeclHandler(parser, on_namespace);
        XML_SetStartDoctypeDeclHandler(parser, on_doctype);
        XML_SetProcessingInstructionHandler(parser, on_instruction);
        XML_SetXmlDeclHandler(parser, on_declaration);
    }

    std::optional<Failure> failure;
    XmlElement root;

  private:
    static TreeBuilder& self(void* data) { return *static_cast<TreeBuilder*>(data); }

    void refuse(Problem problem, core::PublicText why) {
        if (!failure) failure = Failure{problem, std::move(why)};
        XML_StopParser(parser_, XML_FALSE);
    }

    static void on_start(void* data, const char* name, const char** attributes) { self(data).start(name, attributes); }

    void start(const char* expanded, const char** attributes) {
        if (open_.size() >= limits_.depth) return refuse(Problem::too_large, "XML is nested too deeply");
        if (++elements_ > limits_.elements) return refuse(Problem::too_large, "XML has too many elements");
        // The parent's vector grows only while its earlier children are closed, so pointers to open elements stay good.
        XmlElement* element = open_.empty() ? &root : &open_.back()->children.emplace_back();
        const Name name = split_name(expanded);
        element->name = name.local;
        element->name_space = name.name_space;
        for (; *attributes != nullptr; attributes += 2) {
            if (++attributes_ > limits_.attributes) return refuse(Problem::too_large, "XML has too many attributes");
            const Name attribute = split_name(attributes[0]);
            if (attribute.name_space.empty())
                element->attributes.push_back({std::string{attribute.local}, attributes[1]});
        }
        attributes_ = 0;
        open_.push_back(element);
    }

    static void on_end(void* data, const char*) {
        if (self(data).failure) return;  // expat may still end an element whose start was refused
        auto& open = self(data).open_;
        open.back()->text = trimmed(open.back()->text);
        open.pop_back();
    }

    static void on_text(void* data, const char* text, int length) {
        self(data).open_.back()->text.append(text, static_cast<std::size_t>(length));
    }

    static void on_namespace(void* data, const char*, const char*) {
        auto& builder = self(data);
        if (++builder.attributes_ > builder.limits_.attributes)
            builder.refuse(Problem::too_large, "XML has too many attributes");
    }

    static void on_doctype(void* data, const char*, const char*, const char*, int) {
        self(data).refuse(Problem::malformed, "a DOCTYPE is not allowed");
    }

    static void on_instruction(void* data, const char*, const char*) {
        self(data).refuse(Problem::malformed, "a processing instruction is not allowed");
    }

    static void on_declaration(void* data, const char*, const char* encoding, int) {
        if (encoding == nullptr) return;
        std::string name{encoding};
        std::transform(name.begin(), name.end(), name.begin(),
                       [](char c) { return c >= 'a' && c <= 'z' ? static_cast<char>(c - 32) : c; });
        if (name != "UTF-8") self(data).refuse(Problem::malformed, "XML in another encoding than UTF-8");
    }

    XML_Parser parser_;
    XmlLimits limits_;
    std::vector<XmlElement*> open_;
    std::size_t elements_ = 0;
    std::size_t attributes_ = 0;  ///< of the element being started
};

void append_escaped(std::string& out, std::string_view text) {
    for (const char c : plain_text(text)) {
        switch (c) {
            case '&':
                out += "&amp;";
                break;
            case '<':
                out += "&lt;";
                break;
            case '>':
                out += "&gt;";
                break;
            case '"':
                out += "&quot;";
                break;
            default:
                out += c;
        }
    }
}

void append_element(std::string& out, const XmlElement& element) {
    out += '<' + element.name;
    for (const auto& [name, value] : element.attributes) {
        out += ' ' + name + "=\"";
        append_escaped(out, value);
        out += '"';
    }
    if (element.text.empty() && element.children.empty()) {
        out += "/>";
        return;
    }
    out += '>';
    append_escaped(out, element.text);
    for (const auto& child : element.children) append_element(out, child);
    out += "</" + element.name + '>';
}

}  // namespace

const XmlElement* XmlElement::child(std::string_view child_name) const {
    const auto found =
        std::find_if(children.begin(), children.end(), [&](const auto& c) { return c.name == child_name; });
    return found == children.end() ? nullptr : &*found;
}

const std::string* XmlElement::attribute(std::string_view attribute_name) const {
    const auto found =
        std::find_if(attributes.begin(), attributes.end(), [&](const auto& a) { return a.name == attribute_name; });
    return found == attributes.end() ? nullptr : &found->value;
}

core::Result<XmlElement> parse_xml(std::string_view document, XmlLimits limits) {
    if (document.size() > limits.bytes) return Failure{Problem::too_large, "XML is too large"};
    // expat follows a UTF-16 byte order mark even when told UTF-8; markup in UTF-16 or UTF-32 cannot be without NUL.
    if (document.find('\0') != std::string_view::npos) return Failure{Problem::malformed, "XML with a NUL byte"};
    const std::unique_ptr<XML_ParserStruct, decltype(&XML_ParserFree)> parser{XML_ParserCreateNS("UTF-8", separator),
                                                                              &XML_ParserFree};
    if (!parser) throw std::bad_alloc{};
    TreeBuilder builder{parser.get(), limits};
    const auto status = XML_Parse(parser.get(), document.data(), static_cast<int>(document.size()), XML_TRUE);
    if (builder.failure) return *builder.failure;
    if (status != XML_STATUS_OK) return Failure{Problem::malformed, "XML is not well-formed"};
    return std::move(builder.root);
}

std::string write_xml(const XmlElement& element) {
    std::string out;
    append_element(out, element);
    return out;
}

}  // namespace vorab::espax

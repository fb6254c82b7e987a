#pragma once
// Small hardened XML (1.0, UTF-8 only) on expat. Any DOCTYPE and any processing instruction is refused, and so are
// documents that are too deep, too wide or too large: there are no entities to expand and nothing to fetch.
#include <string>
#include <string_view>
#include <vector>

#include "common/core/result.hpp"

namespace vorab::espax {

struct XmlAttribute {
    std::string name;
    std::string value;
};

struct XmlElement {
    std::string name;                      ///< local name: namespace and prefix are gone
    std::string name_space;                ///< its namespace; empty for none. Ignored when written
    std::string text;                      ///< own character data, without white space around it
    std::vector<XmlAttribute> attributes;  ///< those without a namespace
    std::vector<XmlElement> children;

    const XmlElement* child(std::string_view child_name) const;           ///< the first of that name, or null
    const std::string* attribute(std::string_view attribute_name) const;  ///< null when absent
};

struct XmlLimits {
    std::size_t bytes = 65'535;
    std::size_t depth = 32;
    std::size_t attributes = 64;  ///< of one element, namespace declarations included
    std::size_t elements = 1'024;
};

/// The root element, or Problem::malformed, or Problem::too_large for a broken limit.
core::Result<XmlElement> parse_xml(std::string_view document, XmlLimits limits = {});

/// The element as text, escaped, without an XML declaration. Names are the program's own and are not checked.
std::string write_xml(const XmlElement& element);

}  // namespace vorab::espax

#include "hl7/builder.hpp"

#include <algorithm>
#include <stdexcept>

#include "hl7/escape.hpp"

namespace vorab::hl7 {

Builder& Builder::segment(std::string_view name) {
    if (!bytes_.empty()) bytes_ += '\r';
    bytes_ += name;
    field_ = 0;
    if (name != "MSH") return *this;
    const auto& d = delimiters_;
    for (const char c : {d.field, d.component, d.repetition, d.escape, d.subcomponent, d.truncation}) {
        if (c != '\0') bytes_ += c;
    }
    field_ = 2;
    return *this;
}

Builder& Builder::field(std::size_t number, std::string_view value) {
    move_to(number);
    append(value);
    return *this;
}

Builder& Builder::field(std::size_t number, Components components) {
    move_to(number);
    append(components);
    return *this;
}

Builder& Builder::repeat(Components components) {
    if (field_ == 0) throw std::logic_error("a repetition needs a field");
    bytes_ += delimiters_.repetition;
    append(components);
    return *this;
}

Builder& Builder::delete_value(std::size_t number) {
    move_to(number);
    bytes_ += "\"\"";
    return *this;
}

Builder& Builder::copy(std::size_t number, std::string_view raw) {
    move_to(number);
    bytes_ += raw;
    return *this;
}

Builder& Builder::base64(std::size_t number, Components before, core::BytesView bytes) {
    move_to(number);
    for (const auto component : before) {
        append(component);
        bytes_ += delimiters_.component;
    }
    core::append_base64(bytes_, bytes);  // its alphabet holds no delimiter: nothing to escape
    return *this;
}

std::string Builder::take() {
    if (!bytes_.empty()) bytes_ += '\r';
    field_ = 0;
    return std::exchange(bytes_, {});
}

void Builder::move_to(std::size_t number) {
    if (bytes_.empty() || number <= field_)
        throw std::logic_error("fields are written in rising order, within a segment");
    bytes_.append(number - field_, delimiters_.field);
    field_ = number;
}

void Builder::append(std::string_view value) {
    const Encoded encoded = from_utf8(value, charset_);
    changed_ += encoded.changed;
    append_escaped(bytes_, encoded.bytes, delimiters_);
}

void Builder::append(Components components) {
    const auto* end = components.end();
    while (end != components.begin() && std::prev(end)->empty()) --end;
    for (const auto* component = components.begin(); component != end; ++component) {
        if (component != components.begin()) bytes_ += delimiters_.component;
        append(*component);
    }
}

}  // namespace vorab::hl7

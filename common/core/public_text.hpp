#pragma once
// Text that may be shown to anybody: logs, metrics, error answers, exceptions. It is made of literals, numbers, ids and
// other public text only. A patient's words are std::string, and a std::string does not convert: that does not compile.
#include <concepts>
#include <optional>
#include <string>
#include <string_view>

namespace vorab::core {

class PublicText {
  public:
    PublicText() = default;
    consteval PublicText(const char* literal) : literal_(literal) {}  // NOLINT(google-explicit-constructor)
    PublicText(std::integral auto number)                             // NOLINT(google-explicit-constructor)
        : owned_(std::to_string(number)) {}

    /// The named way out, for words of the operator: configuration values, host names, file paths. Never for input.
    static PublicText from_operator(std::string text) {
        PublicText result;
        result.owned_ = std::move(text);
        return result;
    }

    std::string_view view() const { return owned_ ? std::string_view{*owned_} : literal_; }
    std::string str() const { return std::string{view()}; }
    bool empty() const { return view().empty(); }

    friend PublicText operator+(const PublicText& left, const PublicText& right) {
        return from_operator(left.str().append(right.view()));
    }
    friend bool operator==(const PublicText& left, const PublicText& right) { return left.view() == right.view(); }

  private:
    std::string_view literal_;
    std::optional<std::string> owned_;
};
}  // namespace vorab::core

#pragma once
// One JSON line per event on standard output, named after the Elastic Common Schema. A field's value is an id, a
// number, a truth value, an enum with a name, a duration, or PublicText: a patient's words do not compile.
#include <chrono>
#include <concepts>
#include <cstdint>
#include <functional>
#include <initializer_list>
#include <string>
#include <string_view>
#include <variant>

#include "common/core/public_text.hpp"

namespace vorab::core {

class LogValue {
  public:
    LogValue(bool value) : value_(value) {}  // NOLINT(google-explicit-constructor)
    LogValue(std::integral auto value) : value_(static_cast<std::int64_t>(value)) {}  // NOLINT
    LogValue(PublicText text) : value_(std::move(text)) {}                    // NOLINT(google-explicit-constructor)
    consteval LogValue(const char* literal) : value_(PublicText{literal}) {}  // NOLINT(google-explicit-constructor)
    template <class Rep, class Period>
    LogValue(std::chrono::duration<Rep, Period>
                 span)  // NOLINT(google-explicit-constructor): written in nanoseconds, as ECS does
        : value_(std::chrono::duration_cast<std::chrono::nanoseconds>(span).count()) {}
    template <class T>
    requires requires(const T& value) { public_text(value); }
    LogValue(const T& value) : value_(public_text(value)) {}  // NOLINT(google-explicit-constructor)

    const std::variant<bool, std::int64_t, PublicText>& value() const { return value_; }

  private:
    std::variant<bool, std::int64_t, PublicText> value_;
};

/// A name with a dot in it is one of the Elastic Common Schema; another is ours and stands below "vorab.".
struct LogField {
    PublicText name;
    LogValue value;
};

enum class LogLevel { debug, info, warning, error };

class Log {
  public:
    using Sink = std::function<void(std::string_view line)>;

    /// Lines go to `sink` (standard output unless told otherwise); `service` is ECS service.name.
    explicit Log(PublicText service, LogLevel least = LogLevel::info, Sink sink = {});

    void debug(const PublicText& message, std::initializer_list<LogField> fields = {}) const;
    void info(const PublicText& message, std::initializer_list<LogField> fields = {}) const;
    void warning(const PublicText& message, std::initializer_list<LogField> fields = {}) const;
    void error(const PublicText& message, std::initializer_list<LogField> fields = {}) const;

  private:
    void write(LogLevel level, const PublicText& message, std::initializer_list<LogField> fields) const;
    PublicText service_;
    LogLevel least_;
    Sink sink_;
};
}  // namespace vorab::core

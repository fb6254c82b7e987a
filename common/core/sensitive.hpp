#pragma once
// A value that must not reach a log, an exception or a screen by accident: keys, passwords, tokens, patients' words.
// It cannot be printed, compared with ==, or converted; whoever needs it says so by calling reveal().
#include <utility>

namespace vorab::core {

template <class T>
class Sensitive {
  public:
    Sensitive() = default;
    explicit Sensitive(T value) : value_(std::move(value)) {}
    const T& reveal() const& { return value_; }
    T reveal() && { return std::move(value_); }

  private:
    T value_{};
};
}  // namespace vorab::core

#pragma once
// A command line: words and `--name value` options, in any order. Asking marks an option as known; what nobody asked
// for is an error, so a mistyped option never passes silently.
#include <map>
#include <optional>
#include <set>
#include <stdexcept>
#include <string>
#include <vector>

namespace vorab::configuration {

/// What the user did wrong, in words for the user.
class UsageError : public std::runtime_error {
  public:
    using std::runtime_error::runtime_error;
};

class Arguments {
  public:
    /// `flags` are the options that take no value.
    Arguments(int count, char** words, std::set<std::string> flags = {});

    /// The next word that is not an option; throws UsageError naming `what` is missing.
    std::string word(const std::string& what);
    std::optional<std::string> optional_word();

    std::string option(const std::string& name);  ///< throws UsageError when missing
    std::string option_or(const std::string& name, std::string fallback);
    std::optional<std::string> optional_option(const std::string& name);
    std::vector<std::string> options(const std::string& name);  ///< given several times
    bool flag(const std::string& name);

    /// Throws UsageError when something was given that nobody asked for.
    void finish() const;

  private:
    std::vector<std::string> words_;
    std::size_t next_word_ = 0;
    std::multimap<std::string, std::string> options_;
    std::set<std::string> given_flags_;
    std::set<std::string> asked_;
};
}  // namespace vorab::configuration

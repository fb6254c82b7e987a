#include "common/configuration/arguments.hpp"

namespace vorab::configuration {

Arguments::Arguments(int count, char** words, std::set<std::string> flags) {
    for (int i = 1; i < count; ++i) {
        const std::string word = words[i];
        if (!word.starts_with("--")) {
            words_.push_back(word);
            continue;
        }
        const std::string name = word.substr(2);
        if (flags.contains(name)) {
            given_flags_.insert(name);
        } else if (i + 1 < count) {
            options_.emplace(name, words[++i]);
        } else {
            throw UsageError("--" + name + " needs a value");
        }
    }
}

std::optional<std::string> Arguments::optional_word() {
    if (next_word_ == words_.size()) return std::nullopt;
    return words_[next_word_++];
}

std::string Arguments::word(const std::string& what) {
    auto found = optional_word();
    if (!found) throw UsageError(what + " is missing");
    return *found;
}

std::vector<std::string> Arguments::options(const std::string& name) {
    asked_.insert(name);
    std::vector<std::string> values;
    const auto [first, last] = options_.equal_range(name);
    for (auto option = first; option != last; ++option) values.push_back(option->second);
    return values;
}

std::optional<std::string> Arguments::optional_option(const std::string& name) {
    const auto values = options(name);
    if (values.empty()) return std::nullopt;
    if (values.size() > 1) throw UsageError("--" + name + " is given twice");
    return values.front();
}

std::string Arguments::option(const std::string& name) {
    auto value = optional_option(name);
    if (!value) throw UsageError("--" + name + " is missing");
    return *value;
}

std::string Arguments::option_or(const std::string& name, std::string fallback) {
    return optional_option(name).value_or(std::move(fallback));
}

bool Arguments::flag(const std::string& name) {
    asked_.insert(name);
    return given_flags_.contains(name);
}

void Arguments::finish() const {
    for (const auto& [name, value] : options_) {
        if (!asked_.contains(name)) throw UsageError("--" + name + " is not an option here");
    }
    for (const auto& name : given_flags_) {
        if (!asked_.contains(name)) throw UsageError("--" + name + " is not an option here");
    }
    if (next_word_ != words_.size()) throw UsageError("\"" + words_[next_word_] + "\" is too much");
}
}  // namespace vorab::configuration

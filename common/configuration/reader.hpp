#pragma once
// Reads a server's one TOML file strictly: an unknown key, a missing one, a wrong type are problems, and all problems
// are reported at once, each with file, line and remedy. Secrets are named by file, never written in the configuration.
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "common/core/sensitive.hpp"

namespace vorab::configuration {

struct Document;

/// One table of the file. Getters note problems instead of throwing and return something harmless; Reader::problems()
/// tells.
class Section {
  public:
    struct State;
    explicit Section(std::shared_ptr<State> state);

    std::string text(const char* key);
    std::string text_or(const char* key, std::string fallback);
    std::int64_t integer_or(const char* key, std::int64_t least, std::int64_t most, std::int64_t fallback);
    std::uint16_t port(const char* key);
    bool flag_or(const char* key, bool fallback);
    std::vector<std::string> texts_or(const char* key, std::vector<std::string> fallback);

    /// A file or folder that must exist; a relative path counts from the folder of the configuration file.
    std::filesystem::path path(const char* key);
    /// At least one of them.
    std::vector<std::filesystem::path> paths(const char* key);
    std::optional<std::filesystem::path> optional_path(const char* key);
    /// Like path(), but the file need not be there yet.
    std::filesystem::path future_path(const char* key);

    /// The content of the file that `key` names, without the final newline. A file that others may read is a problem.
    core::Sensitive<std::string> secret(const char* key);

    bool has(const char* key) const;
    Section section(const char* key);                ///< [key]; when absent its keys are reported as missing
    std::vector<Section> sections(const char* key);  ///< [[key]]; empty when absent

    /// Notes a problem of the caller's own finding with this key.
    void refuse(const char* key, const std::string& remedy);

    /// Notes every key of this section, and of those below it, that nobody asked for.
    void find_unknown_keys();

  private:
    std::shared_ptr<State> state_;
};

class Reader {
  public:
    /// A file that cannot be read or is not TOML is the first problem.
    explicit Reader(const std::filesystem::path& file);
    ~Reader();

    Section& root() { return *root_; }

    /// All problems, in the order of the file, one line each: "vorab.toml:12: server.port: ...". Also finds the keys
    /// that nobody asked for, so call it after reading.
    std::vector<std::string> problems();

  private:
    std::shared_ptr<Document> document_;
    std::unique_ptr<Section> root_;
};

/// The content of a secret's file without the final newline; throws std::runtime_error when it cannot be read.
core::Sensitive<std::string> read_secret(const std::filesystem::path& file);

}  // namespace vorab::configuration

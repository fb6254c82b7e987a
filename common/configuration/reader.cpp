#include "common/configuration/reader.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <set>
#include <stdexcept>
#include <sys/stat.h>

#include <toml++/toml.h>

namespace vorab::configuration {
namespace {
std::string content_of(const std::filesystem::path& file) {
    std::ifstream in(file, std::ios::binary);
    if (!in) throw std::runtime_error("cannot read " + file.string());
    return {std::istreambuf_iterator<char>(in), {}};
}

bool others_may_read(const std::filesystem::path& file) {
    struct stat status {};
    return ::stat(file.c_str(), &status) == 0 && (status.st_mode & (S_IROTH | S_IWOTH)) != 0;
}
}  // namespace

struct Document {
    std::filesystem::path file;
    toml::table table;
    std::vector<std::pair<std::uint32_t, std::string>> problems;  ///< by line
    bool is_read = true;  ///< else nothing can be said of what would stand in it

    void note(std::uint32_t line, const std::string& text) {
        if (is_read)
            problems.emplace_back(line,
                                  file.filename().string() + (line ? ":" + std::to_string(line) : "") + ": " + text);
    }
};

struct Section::State {
    State(std::shared_ptr<Document> of, const toml::table* at, std::string called)
        : document(std::move(of)), table(at), name(std::move(called)) {}

    std::string path_of(std::string_view key) const {
        return name.empty() ? std::string{key} : name + "." + std::string{key};
    }
    const toml::node* find(const char* key) {
        asked.insert(key);
        return table ? table->get(key) : nullptr;
    }
    std::uint32_t line_of(const toml::node* node) const {
        if (node) return node->source().begin.line;
        return table ? table->source().begin.line : 0;
    }
    void note(const char* key, const toml::node* node, const std::string& remedy) {
        document->note(line_of(node), path_of(key) + ": " + remedy);
    }
    template <class T>
    std::optional<T> read(const char* key, const char* expected) {
        const auto* node = find(key);
        if (!node) return std::nullopt;
        auto value = node->value_exact<T>();
        if (!value) note(key, node, std::string{expected} + " is expected");
        return value;
    }
    void find_unknown() {
        if (table) {
            for (const auto& [key, node] : *table) {
                if (!asked.contains(std::string{key.str()})) {
                    document->note(node.source().begin.line,
                                   path_of(key.str()) + ": unknown key; see the example file for those that exist");
                }
            }
        }
        for (const auto& child : children) child->find_unknown();
    }

    std::shared_ptr<Document> document;
    const toml::table* table;  ///< null when the section is absent
    std::string name;
    std::set<std::string> asked;
    std::vector<std::shared_ptr<State>> children;
};

Section::Section(std::shared_ptr<State> state) : state_(std::move(state)) {}

std::string Section::text(const char* key) {
    const auto value = state_->read<std::string>(key, "a text in quotes");
    if (!value && !has(key)) refuse(key, "is missing");
    return value.value_or("");
}

std::string Section::text_or(const char* key, std::string fallback) {
    return state_->read<std::string>(key, "a text in quotes").value_or(std::move(fallback));
}

std::int64_t Section::integer_or(const char* key, std::int64_t least, std::int64_t most, std::int64_t fallback) {
    const auto value = state_->read<std::int64_t>(key, "a number").value_or(fallback);
    if (value >= least && value <= most) return value;
    refuse(key, "must be from " + std::to_string(least) + " to " + std::to_string(most));
    return fallback;
}

std::uint16_t Section::port(const char* key) {
    if (!has(key)) {
        state_->find(key);
        refuse(key, "is missing: a TCP port");
    }
    return static_cast<std::uint16_t>(integer_or(key, 0, 65535, 0));
}

bool Section::flag_or(const char* key, bool fallback) {
    return state_->read<bool>(key, "true or false").value_or(fallback);
}

std::vector<std::string> Section::texts_or(const char* key, std::vector<std::string> fallback) {
    const auto* node = state_->find(key);
    if (!node) return fallback;
    std::vector<std::string> texts;
    const auto* array = node->as_array();
    if (!array || (!array->empty() && !array->is_homogeneous<std::string>())) {
        state_->note(key, node, "a list of texts is expected");
        return fallback;
    }
    for (const auto& element : *array) texts.push_back(element.value_or(std::string{}));
    return texts;
}

std::filesystem::path Section::future_path(const char* key) {
    const std::string name = text(key);
    return name.empty() ? std::filesystem::path{} : state_->document->file.parent_path() / name;
}

std::filesystem::path Section::path(const char* key) {
    auto found = future_path(key);
    if (!found.empty() && !std::filesystem::exists(found)) refuse(key, "no such file: " + found.string());
    return found;
}

std::vector<std::filesystem::path> Section::paths(const char* key) {
    std::vector<std::filesystem::path> files;
    for (const auto& name : texts_or(key, {})) {
        files.push_back(state_->document->file.parent_path() / name);
        if (!std::filesystem::exists(files.back())) refuse(key, "no such file: " + files.back().string());
    }
    if (files.empty()) refuse(key, "at least one file is expected, in a list");
    return files;
}

std::optional<std::filesystem::path> Section::optional_path(const char* key) {
    if (!has(key)) {
        state_->find(key);
        return std::nullopt;
    }
    return path(key);
}

core::Sensitive<std::string> Section::secret(const char* key) {
    const auto file = path(key);
    if (file.empty() || !std::filesystem::exists(file)) return core::Sensitive<std::string>{};
    if (others_may_read(file)) refuse(key, "everybody may read this secret; chmod 600 " + file.string());
    return read_secret(file);
}

bool Section::has(const char* key) const { return state_->table && state_->table->contains(key); }

Section Section::section(const char* key) {
    const auto* node = state_->find(key);
    const auto* table = node ? node->as_table() : nullptr;
    if (node && !table) state_->note(key, node, "a table is expected");
    if (!node) refuse(key, "the section [" + state_->path_of(key) + "] is missing");
    auto& child = state_->children.emplace_back(std::make_shared<State>(state_->document, table, state_->path_of(key)));
    return Section{child};
}

std::vector<Section> Section::sections(const char* key) {
    std::vector<Section> found;
    const auto* node = state_->find(key);
    const auto* array = node ? node->as_array() : nullptr;
    if (node && !array) state_->note(key, node, "a list of tables [[" + state_->path_of(key) + "]] is expected");
    if (!array) return found;
    for (const auto& element : *array) {
        const auto* table = element.as_table();
        if (!table) state_->note(key, &element, "a table is expected");
        auto& child =
            state_->children.emplace_back(std::make_shared<State>(state_->document, table, state_->path_of(key)));
        found.emplace_back(child);
    }
    return found;
}

void Section::refuse(const char* key, const std::string& remedy) {
    state_->note(key, state_->table ? state_->table->get(key) : nullptr, remedy);
}

void Section::find_unknown_keys() { state_->find_unknown(); }

Reader::Reader(const std::filesystem::path& file) : document_(std::make_shared<Document>()) {
    document_->file = std::filesystem::absolute(file);
    try {
        document_->table = toml::parse(content_of(file), file.string());
    } catch (const toml::parse_error& error) {
        document_->note(error.source().begin.line, std::string{error.description()});
        document_->is_read = false;
    } catch (const std::runtime_error& error) {
        document_->note(0, error.what());
        document_->is_read = false;
    }
    root_ = std::make_unique<Section>(std::make_shared<Section::State>(document_, &document_->table, ""));
}

Reader::~Reader() = default;

std::vector<std::string> Reader::problems() {
    root_->find_unknown_keys();
    std::stable_sort(document_->problems.begin(), document_->problems.end(),
                     [](const auto& a, const auto& b) { return a.first < b.first; });
    std::vector<std::string> lines;
    for (const auto& [line, text] : document_->problems) lines.push_back(text);
    return lines;
}

core::Sensitive<std::string> read_secret(const std::filesystem::path& file) {
    std::string secret = content_of(file);
    while (secret.ends_with('\n') || secret.ends_with('\r')) secret.pop_back();
    return core::Sensitive<std::string>{std::move(secret)};
}
}  // namespace vorab::configuration

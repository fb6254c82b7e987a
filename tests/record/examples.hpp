#pragma once
// The published examples, and small changes to them (RFC 6902: add, replace, remove), as tests/schemas describes them.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <stdexcept>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "common/core/json.hpp"

namespace vorab::test {

inline const std::filesystem::path examples_folder = "schemas/examples";

inline std::string read_text(const std::filesystem::path& path) {
    std::ifstream file{path, std::ios::binary};
    if (!file) throw std::runtime_error("cannot read " + path.string());
    return {std::istreambuf_iterator<char>{file}, {}};
}

inline boost::json::value read_json(const std::filesystem::path& path) {
    return core::parse_json(read_text(path)).value();
}

inline boost::json::object example(const std::string& name) {
    return read_json(examples_folder / (name + ".json")).as_object();
}

/// Every record that is published as an example.
inline std::vector<std::filesystem::path> example_files() {
    std::vector<std::filesystem::path> files;
    for (const std::string folder : {"", "kinds", "mass_casualty"}) {
        for (const auto& entry : std::filesystem::directory_iterator(examples_folder / folder)) {
            const std::string name = entry.path().filename().string();
            if (name.ends_with(".json") && !name.ends_with(".attachments.json")) files.push_back(entry.path());
        }
    }
    return files;
}

inline void patch_one(boost::json::value& document, const boost::json::object& change) {
    const std::string path{change.at("path").as_string()};
    const auto cut = path.rfind('/');
    const std::string last = path.substr(cut + 1);
    auto& parent = document.at_pointer(path.substr(0, cut));
    const bool removes = change.at("op").as_string() == "remove", adds = change.at("op").as_string() == "add";
    if (parent.is_object() && removes) {
        if (parent.get_object().erase(last) == 0) throw std::runtime_error("nothing to remove at " + path);
    } else if (parent.is_object()) {
        parent.get_object()[last] = change.at("value");
    } else {
        auto& array = parent.as_array();
        const auto place = array.begin() + (last == "-" ? static_cast<std::ptrdiff_t>(array.size()) : std::stol(last));
        if (removes) {
            array.erase(place);
        } else if (adds) {
            array.insert(place, change.at("value"));
        } else {
            *place = change.at("value");
        }
    }
}

inline boost::json::object patched(boost::json::value document, const boost::json::array& changes) {
    for (const auto& change : changes) patch_one(document, change.as_object());
    return document.as_object();
}

}  // namespace vorab::test

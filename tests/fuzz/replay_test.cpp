// The kept corpus, and what once was a find, through the targets of the fuzzer.
#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>

#include "tests/fuzz/targets.hpp"
#include "tests/support/catch.hpp"

using namespace vorab;

TEST_CASE("every input of the corpus is read or refused, and nothing read contradicts itself") {
    const std::filesystem::path corpus = "tests/fuzz/corpus";
    std::set<std::string> names;
    for (const auto& target : fuzz::all_targets()) {
        const std::string name{target.name};
        names.insert(name);
        int inputs = 0;
        for (const auto& file : std::filesystem::directory_iterator{corpus / name}) {
            std::ifstream in{file.path(), std::ios::binary};
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            INFO(name << " " << file.path().filename().string());
            CHECK_NOTHROW(target.run(bytes));
            CHECK_NOTHROW(target.run(std::string_view{bytes}.substr(0, bytes.size() / 2)));
            ++inputs;
        }
        INFO(name);
        CHECK(inputs > 0);
    }
    for (const auto& folder : std::filesystem::directory_iterator{corpus}) {
        CHECK(names.contains(folder.path().filename().string()));
    }
}

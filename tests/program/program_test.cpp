// What a server's command line answers to what it does not understand.
#include "common/program/program.hpp"

#include <sstream>

#include "tests/support/catch.hpp"

using namespace vorab;

namespace {
struct Nothing {
    core::LogLevel log_level = core::LogLevel::error;
};

struct Idle final : program::Service {
    Idle(async::Executor, Nothing, const core::Log&, const core::Clock&) {}
    async::Task<void> start() override { co_return; }
    async::Task<void> reload() override { co_return; }
    async::Task<void> drain(std::chrono::milliseconds) override { co_return; }
};

struct Said {
    int status = 0;
    std::string out;
    std::string err;
};

Said run(std::vector<std::string> words) {
    const program::Program<Idle, Nothing> program{
        .name = "vorab-test",
        .usage = "vorab-test: a long page of help\n",
        .flags = {},
        .read_config = [](const std::filesystem::path&) -> std::variant<Nothing, std::vector<std::string>> {
            return Nothing{};
        },
        .administer = [](const std::string& command, configuration::Arguments&, const Nothing&) -> int {
            throw configuration::UsageError(command + ": there is no such device");
        }};
    words.insert(words.begin(), "vorab-test");
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    std::ostringstream out;
    std::ostringstream err;
    auto* const old_out = std::cout.rdbuf(out.rdbuf());
    auto* const old_err = std::cerr.rdbuf(err.rdbuf());
    const int status = program.main(static_cast<int>(pointers.size()), pointers.data());
    std::cout.rdbuf(old_out);
    std::cerr.rdbuf(old_err);
    return {status, out.str(), err.str()};
}
}  // namespace

TEST_CASE("what is wrong with a command is said alone, and where the help is") {
    const auto said = run({"--config", "any", "client"});
    CHECK(said.status == 2);
    CHECK(said.out.empty());
    CHECK(said.err == "vorab-test: client: there is no such device\n(vorab-test --help lists every command)\n");
}

TEST_CASE("the help is for those who ask for it, and for those who say nothing") {
    for (const auto& words : {std::vector<std::string>{}, {"--help"}}) {
        const auto said = run(words);
        CHECK(said.status == 0);
        CHECK(said.out == "vorab-test: a long page of help\n");
        CHECK(said.err.empty());
    }
}

#pragma once
// What the main() of every server does with its command line: help, the configuration and what is wrong with it, an
// administrator's command, or the service itself. Exit status: 0 done, 1 it failed, 2 wrong usage or configuration.
#include <filesystem>
#include <iostream>
#include <set>
#include <string>
#include <variant>
#include <vector>

#include "common/configuration/arguments.hpp"
#include "common/core/clock.hpp"
#include "common/program/serve.hpp"

namespace vorab::program {

/// `App` is a Service made from (executor, config, log, clock).
template <class App, class Config>
struct Program {
    const char* name;
    const char* usage;
    std::set<std::string> flags;  ///< of its commands, without a value
    std::variant<Config, std::vector<std::string>> (*read_config)(const std::filesystem::path& file);
    int (*administer)(const std::string& command, configuration::Arguments& arguments, const Config& config);

    int main(int count, char** words) const try {
        std::set<std::string> known{"check-config", "help"};
        known.insert(flags.begin(), flags.end());
        configuration::Arguments arguments{count, words, known};
        if (count == 1 || arguments.flag("help")) return std::cout << usage, 0;
        const auto config = read_config(arguments.option("config"));
        if (const auto* problems = std::get_if<1>(&config)) {
            for (const auto& problem : *problems) std::cerr << problem << "\n";
            return 2;
        }
        return run(arguments, std::get<0>(config));
    } catch (const configuration::UsageError& error) {
        std::cerr << name << ": " << error.what() << "\n"
                  << "(" << name << " --help lists every command)\n";  // all of it would hide what is wrong
        return 2;
    } catch (const std::exception& error) {
        std::cerr << name << ": " << error.what() << "\n";
        return 1;
    }

  private:
    int run(configuration::Arguments& arguments, const Config& config) const {
        if (arguments.flag("check-config")) return std::cout << "the configuration is right\n", 0;
        const auto command = arguments.optional_word();
        if (command) return administer(*command, arguments, config);
        arguments.finish();
        boost::asio::io_context loop{1};
        const core::Log log{core::PublicText::from_operator(name), config.log_level};
        const core::SystemClock clock;
        App app{loop.get_executor(), config, log, clock};
        serve(loop, app, log);
        return 0;
    }
};
}  // namespace vorab::program

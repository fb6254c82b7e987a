#include <iostream>

#include "common/async/event_loop.hpp"
#include "hospital_server/admin/command_line.hpp"
#include "hospital_server/app.hpp"

using namespace vorab;

namespace {
async::Task<void> reload_on_signal(hospital_server::App& app, async::Signals& signals) {
    for (;;) {
        co_await signals.until_reload();
        app.reload();
    }
}

async::Task<void> serve(hospital_server::App& app, async::Executor executor, const core::Log& log) {
    async::Signals signals{executor};
    async::TaskGroup reloads{executor, log, "reload"};
    co_await app.start();
    reloads.spawn(reload_on_signal(app, signals));
    co_await signals.until_stop();
    co_await reloads.drain(std::chrono::milliseconds{0});
    co_await app.drain(std::chrono::seconds{5});
}

int run(const hospital_server::Config& config) {
    boost::asio::io_context loop{1};
    const core::Log log{"vorab-hospital", config.log_level};
    const core::SystemClock clock;
    hospital_server::App app{loop.get_executor(), config, log, clock};
    async::run(loop, serve(app, loop.get_executor(), log));
    return 0;
}
}  // namespace

int main(int argc, char** argv) try {
    configuration::Arguments arguments{argc, argv, {"check-config", "help", "keep-password"}};
    if (argc == 1 || arguments.flag("help")) return std::cout << hospital_server::usage, 0;
    const auto config = hospital_server::read_config(arguments.option("config"));
    if (const auto* problems = std::get_if<1>(&config)) {
        for (const auto& problem : *problems) std::cerr << problem << "\n";
        return 2;
    }
    if (arguments.flag("check-config")) return std::cout << "the configuration is right\n", 0;
    const auto command = arguments.optional_word();
    if (command) return hospital_server::administer(*command, arguments, std::get<0>(config));
    arguments.finish();
    return run(std::get<0>(config));
} catch (const configuration::UsageError& error) {
    std::cerr << "vorab-hospital: " << error.what() << "\n" << hospital_server::usage;
    return 2;
} catch (const std::exception& error) {
    std::cerr << "vorab-hospital: " << error.what() << "\n";
    return 1;
}

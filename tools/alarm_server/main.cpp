#include <cstdio>
#include <string_view>

#include "common/async/event_loop.hpp"
#include "tools/alarm_server/command_line.hpp"
#include "tools/alarm_server/server.hpp"

namespace vorab::alarm_server {
namespace {

void print_line(std::string_view json) {
    std::fwrite(json.data(), 1, json.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

async::Task<void> live(async::Executor executor, CommandLine given, const core::Clock& clock, const core::Log& log) {
    Server server{executor, given.options, clock, log, given.address, given.port, print_line};
    log.info("alarm server listens", {{"port", server.port()}});
    async::Signals signals{executor};
    async::TaskGroup tasks{executor, log, "alarm server"};
    tasks.spawn(server.run());
    constexpr std::chrono::milliseconds at_once{0};
    co_await signals.until_stop();
    co_await server.stop();
    co_await tasks.drain(at_once);
}

int run(configuration::Arguments given) {
    if (given.flag("help")) return std::fputs(usage, stdout) < 0;
    const auto command_line = read_command_line(given);
    const core::SystemClock clock;
    const core::Log log{"vorab-alarm-server", core::LogLevel::info,
                        [](std::string_view line) { std::fwrite(line.data(), 1, line.size(), stderr); }};
    boost::asio::io_context loop{1};
    async::run(loop, live(loop.get_executor(), command_line, clock, log));
    return 0;
}

}  // namespace
}  // namespace vorab::alarm_server

int main(int count, char** words) try {
    return vorab::alarm_server::run({count, words, vorab::alarm_server::flags});
} catch (const vorab::configuration::UsageError& wrong) {
    std::fprintf(stderr, "vorab-alarm-server: %s\n%s", wrong.what(), vorab::alarm_server::usage);
    return 2;
} catch (const std::exception& broken) {
    std::fprintf(stderr, "vorab-alarm-server: %s\n", broken.what());
    return 1;
}

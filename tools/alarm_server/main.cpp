#include <cstdio>
#include <string_view>

#include "common/async/event_loop.hpp"
#include "tools/alarm_server/arguments.hpp"
#include "tools/alarm_server/server.hpp"

namespace vorab::alarm_server {
namespace {

void print_line(std::string_view json) {
    std::fwrite(json.data(), 1, json.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

async::Task<void> live(async::Executor executor, Arguments arguments, const core::Clock& clock, const core::Log& log) {
    Server server{executor, arguments.options, clock, log, arguments.address, arguments.port, print_line};
    log.info("alarm server listens", {{"port", server.port()}});
    async::Signals signals{executor};
    async::TaskGroup tasks{executor, log, "alarm server"};
    tasks.spawn(server.run());
    constexpr std::chrono::milliseconds at_once{0};
    co_await signals.until_stop();
    co_await server.stop();
    co_await tasks.drain(at_once);
}

int run(std::span<const char* const> words) {
    if (!words.empty() && std::string_view{words[0]} == "--help") return std::fputs(usage, stdout) < 0;
    const auto arguments = read_arguments(words);
    if (!arguments) {
        std::fprintf(stderr, "%s\n", arguments.error().detail.str().c_str());
        return 2;
    }
    const core::SystemClock clock;
    const core::Log log{"vorab-alarm-server", core::LogLevel::info,
                        [](std::string_view line) { std::fwrite(line.data(), 1, line.size(), stderr); }};
    boost::asio::io_context loop{1};
    async::run(loop, live(loop.get_executor(), *arguments, clock, log));
    return 0;
}

}  // namespace
}  // namespace vorab::alarm_server

int main(int count, char** words) try {
    return vorab::alarm_server::run({words + 1, static_cast<std::size_t>(count - 1)});
} catch (const std::exception& broken) {
    std::fprintf(stderr, "vorab-alarm-server: %s\n", broken.what());
    return 1;
}

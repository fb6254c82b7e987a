#include <cstdio>
#include <string_view>
#include <unistd.h>

#include <boost/asio/posix/basic_stream_descriptor.hpp>
#include <boost/asio/read_until.hpp>

#include "common/async/event_loop.hpp"
#include "tools/alarm_server/command_line.hpp"
#include "tools/alarm_server/commands.hpp"
#include "tools/alarm_server/server.hpp"

namespace vorab::alarm_server {
namespace {

void print_line(std::string_view json) {
    std::fwrite(json.data(), 1, json.size(), stdout);
    std::fputc('\n', stdout);
    std::fflush(stdout);
}

/// Commands on standard input, until it ends: a server in the background has none.
async::Task<void> listen_to_commands(async::Executor executor, Server& server) {
    boost::asio::posix::basic_stream_descriptor<async::Executor> input{executor};
    boost::system::error_code no_input;
    input.assign(::dup(STDIN_FILENO), no_input);
    if (no_input) co_return;
    std::string buffer;
    for (;;) {
        auto [ended, length] =
            co_await boost::asio::async_read_until(input, boost::asio::dynamic_buffer(buffer), '\n', async::as_result);
        if (ended) co_return;
        std::fprintf(stderr, "%s\n", obey(server, std::string_view{buffer}.substr(0, length)).c_str());
        buffer.erase(0, length);
    }
}

async::Task<void> live(async::Executor executor, CommandLine given, const core::Clock& clock, const core::Log& log) {
    Server server{executor, given.options, clock, log, given.address, given.port, print_line};
    log.info("alarm server listens", {{"port", server.port()}});
    async::Signals signals{executor};
    async::TaskGroup tasks{executor, log, "alarm server"};
    tasks.spawn(server.run());
    tasks.spawn(listen_to_commands(executor, server));
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

#include <iostream>

#include "common/async/event_loop.hpp"
#include "tools/ambulance/load.hpp"
#include "tools/ambulance/send.hpp"

using namespace vorab;
using namespace vorab::ambulance;

namespace {
async::Task<void> keep(async::Task<Exit> task, Exit& exit) { exit = co_await std::move(task); }

int run_send(configuration::Arguments& arguments, const core::Clock& clock) {
    const auto connection = read_connection(arguments);
    const auto options = read_send_options(arguments);
    arguments.finish();
    boost::asio::io_context loop{1};
    Exit exit = Exit::failed;
    async::run(loop, keep(send(loop.get_executor(), connection, options, clock), exit));
    return static_cast<int>(exit);
}

int run_load(configuration::Arguments& arguments, const core::Clock& clock) {
    const auto connection = read_connection(arguments);
    const auto mission = read_send_options(arguments);
    const auto options = read_load_options(arguments);
    arguments.finish();
    boost::asio::io_context loop{1};
    Exit exit = Exit::failed;
    async::run(loop, keep(load(loop.get_executor(), connection, mission, options, clock), exit));
    return static_cast<int>(exit);
}
}  // namespace

int main(int argc, char** argv) try {
    configuration::Arguments arguments{argc, argv, {"as-curl", "help"}};
    if (argc == 1 || arguments.flag("help")) return std::cout << usage, 0;
    const core::SystemClock clock;
    const auto command = arguments.word("send or load");
    if (command == "send") return run_send(arguments, clock);
    if (command == "load") return run_load(arguments, clock);
    throw configuration::UsageError("\"" + command + "\" is not a command; send and load are");
} catch (const configuration::UsageError& error) {
    std::cerr << "vorab-ambulance: " << error.what() << "; --help explains\n";
    return static_cast<int>(Exit::wrong_usage);
} catch (const std::exception& error) {
    std::cerr << "vorab-ambulance: " << error.what() << "\n";
    return static_cast<int>(Exit::failed);
}

#include <charconv>
#include <iostream>

#include "common/async/event_loop.hpp"
#include "common/configuration/arguments.hpp"
#include "hl7/mllp_listener.hpp"
#include "tools/his/his.hpp"
#include "tools/his/send_adt.hpp"

using namespace vorab;

namespace {
constexpr auto usage =
    "vorab-his: a simulated hospital information system (HL7 v2 over MLLP).\n"
    "  vorab-his --listen PORT   takes messages and writes one JSON line for each\n"
    "    --address ADDRESS       where to listen (127.0.0.1)\n"
    "    --answer AA|AE|AR|none|late\n"
    "                            how it answers (AA)\n"
    "    --log FILE              keeps every message as it came\n"
    "    --documents FOLDER      files the PDFs that it is sent, and takes out what is withdrawn\n"
    "  vorab-his send-adt HOST:PORT\n"
    "                            sends an admission (ADT^A01) of every invented patient\n";

void print_line(std::string_view json) { std::cout << json << std::endl; }

std::uint16_t port_of(const std::string& text) {
    std::uint16_t port = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), port);
    if (wrong != std::errc{} || end != text.data() + text.size())
        throw configuration::UsageError("--listen is a port number");
    return port;
}

async::Task<void> listen(async::Executor executor, hl7::MllpListenerSettings settings, his::His& his,
                         const core::Log& log) {
    const auto answer = [&his](std::string message) { return his.take(std::move(message)); };
    const auto report = [](const hl7::FramingProblem&) { print_line(R"({"event":"framing"})"); };
    hl7::MllpListener listener{executor, settings, answer, report, log};
    async::Signals signals{executor};
    async::TaskGroup tasks{executor, log, "listener"};
    tasks.spawn(listener.run());
    log.info("hospital information system listens", {{"port", listener.port()}});
    constexpr std::chrono::milliseconds at_once{0};
    co_await signals.until_stop();
    co_await tasks.drain(at_once);
    co_await listener.drain(at_once);
}

async::Task<void> admit(async::Executor executor, his::Peer peer, const core::Clock& clock, bool& accepted) {
    const std::function<void(std::string_view)> print = print_line;
    accepted = co_await his::send_admissions(executor, peer, clock, print);
}

int send_adt(configuration::Arguments& arguments, const core::Clock& clock) {
    const auto peer = his::Peer::parse(arguments.word("HOST:PORT"));
    if (!peer) throw configuration::UsageError(peer.error().detail.str());
    arguments.finish();
    boost::asio::io_context loop{1};
    bool accepted = false;
    async::run(loop, admit(loop.get_executor(), *peer, clock, accepted));
    return accepted ? 0 : 1;
}

int serve(configuration::Arguments& arguments, const core::Clock& clock) {
    hl7::MllpListenerSettings settings;
    settings.port = port_of(arguments.option("listen"));
    settings.address = arguments.option_or("address", settings.address);
    const auto answer = his::parse_answer(arguments.option_or("answer", "AA"));
    if (!answer) throw configuration::UsageError(answer.error().detail.str());
    his::His::Keeping keeping;
    keeping.log = arguments.optional_option("log");
    const auto documents = arguments.optional_option("documents");
    if (documents) keeping.cabinet.emplace(*documents);
    arguments.finish();
    const core::Log log{"vorab-his", core::LogLevel::info, [](std::string_view line) { std::cerr << line; }};
    his::His his{*answer, std::move(keeping), clock, print_line};
    boost::asio::io_context loop{1};
    async::run(loop, listen(loop.get_executor(), settings, his, log));
    return 0;
}
}  // namespace

int main(int argc, char** argv) try {
    configuration::Arguments arguments{argc, argv, {"help"}};
    if (argc == 1 || arguments.flag("help")) return std::cout << usage, 0;
    const core::SystemClock clock;
    const auto command = arguments.optional_word();
    if (!command) return serve(arguments, clock);
    if (*command == "send-adt") return send_adt(arguments, clock);
    throw configuration::UsageError("\"" + *command + "\" is not a command");
} catch (const configuration::UsageError& error) {
    std::cerr << "vorab-his: " << error.what() << "; --help explains\n";
    return 2;
} catch (const std::exception& error) {
    std::cerr << "vorab-his: " << error.what() << "\n";
    return 1;
}

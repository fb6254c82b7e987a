#include "tools/conformance/sender.hpp"

#include <charconv>
#include <cstdlib>
#include <fstream>
#include <ostream>

#include "common/async/blocking_pool.hpp"
#include "common/async/task_group.hpp"
#include "common/http/server.hpp"
#include "tools/conformance/command.hpp"
#include "tools/conformance/practice.hpp"

namespace vorab::conformance {
using namespace std::chrono_literals;
using configuration::UsageError;

namespace {
constexpr std::chrono::seconds quiet{3};

int number(const std::string& option, const std::string& text, int most) {
    int value = -1;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc{} || end != text.data() + text.size() || value < 0 || value > most)
        throw UsageError("--" + option + " is a number from 0 to " + std::to_string(most));
    return value;
}

/// The settings stand in the command's environment, as a shell would have read them.
void export_settings(const std::filesystem::path& file) {
    std::ifstream in{file};
    for (std::string line; std::getline(in, line);) {
        const auto equals = line.find('=');
        if (equals != std::string::npos) setenv(line.substr(0, equals).c_str(), line.substr(equals + 1).c_str(), 1);
    }
}

/// Everything of one examination, in order of dependency.
struct Examination {
    Examination(async::Executor executor, const SenderOptions& given, const core::Log& log)
        : options(given),
          world(given.folder, given.host, clock.now()),
          practice(executor, world, clock),
          server(
              executor, server_options(), [this](http::Request& request) { return practice.answer(request); }, log),
          shell(executor, "command", 1),
          tasks(executor, log, "examination") {}

    http::ServerOptions server_options() {
        http::ServerOptions wanted;
        wanted.port = options.port;
        wanted.tls = world.tls();
        wanted.refused = [this](core::Problem problem, const http::Peer&) {
            practice.note("http.front", "a request was refused before it was read: " + public_text(problem).str());
        };
        return wanted;
    }

    async::Task<void> by_command(const Lesson& lesson);
    async::Task<void> by_hand();

    const SenderOptions& options;
    core::SystemClock clock;
    World world;
    Practice practice;
    http::Server server;
    async::BlockingPool shell;
    async::TaskGroup tasks;
};

async::Task<void> Examination::by_command(const Lesson& lesson) {
    auto output = options.folder / (lesson.rule.id + ".log");
    auto work = [this, output](unsigned) { return run_command(options.command, output, options.longest); };
    const int exit = co_await shell.run(std::move(work));
    practice.story().exit = exit;
}

/// A lesson by hand is over when a person has sent and nothing more comes.
async::Task<void> Examination::by_hand() {
    bool more = true;
    while (more) {
        const std::chrono::seconds patience = practice.story().touched ? quiet : std::chrono::seconds{3600};
        more = co_await practice.activity().wait(patience);
    }
}

void introduce(std::ostream& out, const SenderOptions& options, const std::string& url) {
    out << "Vorab conformance: sender, at " << url << "\n"
        << "  Its keys, certificates and settings: " << (options.folder / "sender.env").string() << "\n";
    if (options.command.empty())
        out << "  Send one record (with an attachment, if yours can) whenever a lesson begins.\n";
    out << "\n";
    out.flush();
}

void keep(Report& report, std::ostream& out, Finding finding) {
    report.findings.push_back(std::move(finding));
    print(out, report.findings.back());
}
}  // namespace

SenderOptions read_sender_options(configuration::Arguments& arguments) {
    SenderOptions options;
    options.common = read_common(arguments);
    options.port = static_cast<std::uint16_t>(number("listen", arguments.option_or("listen", "8443"), 65'535));
    options.host = arguments.option_or("host", "localhost");
    options.folder = arguments.option_or("folder", "conformance-sender");
    options.command = arguments.option_or("run", "");
    options.longest = std::chrono::seconds{number("seconds", arguments.option_or("seconds", "60"), 3600)};
    return options;
}

async::Task<void> examine_sender(async::Executor executor, SenderOptions options, Report& report, std::ostream& out) {
    const core::Log log{"vorab-conformance", core::LogLevel::error, [](std::string_view) {}};
    Examination now{executor, options, log};
    const auto url = "https://" + options.host + ":" + std::to_string(now.server.port());
    now.world.write_settings(url);
    export_settings(options.folder / "sender.env");
    now.tasks.spawn(now.server.run());
    introduce(out, options, url);
    for (const auto& lesson : lessons()) {
        if (!options.common.wants(lesson.rule.id)) continue;
        now.practice.begin(lesson);
        const auto began = std::chrono::steady_clock::now();
        if (options.command.empty()) {
            out << "  ...      " << lesson.rule.title << "\n";
            out.flush();
            co_await now.by_hand();
        } else {
            co_await now.by_command(lesson);
        }
        auto finding = judge(lesson, now.practice.end(), now.world);
        finding.took = std::chrono::duration_cast<std::chrono::milliseconds>(std::chrono::steady_clock::now() - began);
        keep(report, out, std::move(finding));
    }
    for (auto& finding : now.practice.findings()) {
        if (options.common.only.empty() || finding.verdict == Verdict::failed) keep(report, out, std::move(finding));
    }
    co_await now.server.drain(0ms);
    co_await now.tasks.drain(0ms);
}
}  // namespace vorab::conformance

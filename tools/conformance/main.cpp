#include <csignal>
#include <fstream>
#include <iostream>

#include "common/async/event_loop.hpp"
#include "tools/conformance/gateway_checks.hpp"
#include "tools/conformance/practice.hpp"
#include "tools/conformance/sender.hpp"

using namespace vorab;
using namespace vorab::conformance;

namespace {
void write(const std::optional<std::filesystem::path>& path, const std::string& text) {
    if (!path) return;
    std::ofstream file{*path, std::ios::binary};
    if (!(file << text).flush()) throw std::runtime_error(path->string() + " cannot be written");
}

int conclude(const Report& report, const Common& common) {
    print_summary(std::cout, report);
    write(common.report, to_json(report));
    write(common.html, to_html(report));
    return passed(report) ? 0 : 1;
}

int list(const std::vector<Rule>& rules) {
    for (const auto& rule : rules) std::cout << rule.id << "  " << rule.title << "  (" << rule.section << ")\n";
    return 0;
}

Target read_target(configuration::Arguments& arguments) {
    Target target{ambulance::read_connection(arguments), arguments.option("ca"), {}};
    const auto id_of = [](const std::string& name, const std::string& text) {
        const auto id = core::MailboxId::parse(text);
        if (!id) throw configuration::UsageError("--" + name + ": " + id.error().detail.str());
        return *id;
    };
    target.mailbox = id_of("mailbox", arguments.option("mailbox"));
    const auto foreign = arguments.optional_option("foreign-mailbox");
    if (foreign) target.foreign_mailbox = id_of("foreign-mailbox", *foreign);
    target.provoke_limits = arguments.flag("provoke-limits");
    return target;
}

int run_gateway(configuration::Arguments& arguments) {
    const auto common = read_common(arguments);
    const auto checks = gateway_checks();
    if (common.list) {
        std::vector<Rule> rules;
        for (const auto& check : checks) rules.push_back(check.rule);
        return list(rules);
    }
    const auto url = arguments.option("gateway");
    Bench bench{read_target(arguments)};
    arguments.finish();
    Report report{"gateway", url, bench.now()};
    std::cout << "Vorab conformance: gateway " << url << "\n\n";
    const bool answers = bench.answers();
    for (const auto& check : checks) {
        // A hundred times "no connection" would help nobody: those of TLS say why there is none.
        if (!common.wants(check.rule.id) || (!answers && !check.rule.id.starts_with("tls."))) continue;
        report.findings.push_back(find(check, bench));
        print(std::cout, report.findings.back());
    }
    return conclude(report, common);
}

int run_sender(configuration::Arguments& arguments) {
    const auto options = read_sender_options(arguments);
    arguments.finish();
    if (options.common.list) {
        std::vector<Rule> rules;
        for (const auto& lesson : lessons()) rules.push_back(lesson.rule);
        rules.insert(rules.end(), standing_rules().begin(), standing_rules().end());
        return list(rules);
    }
    const auto target = options.command.empty() ? std::string{"by hand"} : options.command;
    Report report{"sender", target, core::SystemClock{}.now()};
    boost::asio::io_context loop{1};
    async::run(loop, examine_sender(loop.get_executor(), options, report, std::cout));
    return conclude(report, options.common);
}

/// `gateway https://...` is the same as `gateway --gateway https://...`.
std::vector<std::string> with_gateway_option(std::vector<std::string> words) {
    for (std::size_t i = 1; i < words.size(); ++i) {
        if (words[i].starts_with("https://") && words[i - 1] == "gateway")
            words.insert(words.begin() + static_cast<std::ptrdiff_t>(i), "--gateway");
        if (words[i] == "--gateway") break;
    }
    return words;
}

int run(int argc, char** argv) {
    auto words = with_settings(with_gateway_option({argv, argv + argc}));
    std::vector<char*> pointers;
    for (auto& word : words) pointers.push_back(word.data());
    configuration::Arguments arguments{
        static_cast<int>(pointers.size()), pointers.data(), {"help", "list", "provoke-limits"}};
    if (argc == 1 || arguments.flag("help")) return std::cout << usage, 0;
    const auto side = arguments.word("gateway or sender");
    if (side == "gateway") return run_gateway(arguments);
    if (side == "sender") return run_sender(arguments);
    throw configuration::UsageError("\"" + side + "\" is not a side; gateway and sender are");
}
}  // namespace

int main(int argc, char** argv) try {
    std::signal(SIGPIPE, SIG_IGN);
    return run(argc, argv);
} catch (const configuration::UsageError& error) {
    std::cerr << "vorab-conformance: " << error.what() << "; --help explains\n";
    return 2;
} catch (const std::exception& error) {
    std::cerr << "vorab-conformance: " << error.what() << "\n";
    return 1;
}

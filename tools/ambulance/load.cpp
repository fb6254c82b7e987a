#include "tools/ambulance/load.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "tools/ambulance/requests.hpp"
#include "tools/ambulance/send.hpp"

namespace vorab::ambulance {
namespace json = boost::json;
using std::chrono::steady_clock;
using namespace std::chrono_literals;

namespace {
struct Shot {
    Package package;
    std::optional<http::ClientResponse> answer = {};
    steady_clock::time_point due{};
    steady_clock::time_point ended{};
};

/// All that is sent, and when each is due.
struct Salvo {
    std::vector<Shot> shots;
    steady_clock::time_point begin{};
    std::chrono::nanoseconds gap{};
    std::size_t next = 0;
};

Outcome<Salvo> prepare(const CaseFile& given, const SendOptions& mission, const LoadOptions& options,
                       const Recipient& recipient, const Signer& signer, core::Timestamp now) {
    Salvo salvo;
    salvo.gap = std::chrono::nanoseconds{1s} / options.rate;
    const auto count = static_cast<std::size_t>(options.rate) * static_cast<std::size_t>(options.seconds);
    for (std::size_t i = 0; i < count; ++i) {
        auto package = pack(given, mission, recipient, signer, now);
        if (!package) return package.error();
        salvo.shots.push_back({std::move(*package)});
    }
    return salvo;
}

/// One connection's worth of work: takes the next mission, waits until it is due, sends it.
async::Task<void> work(GatewayClient& gateway, Salvo& salvo) {
    while (salvo.next < salvo.shots.size()) {
        const auto number = salvo.next++;
        Shot& shot = salvo.shots[number];
        shot.due = salvo.begin + static_cast<std::int64_t>(number) * salvo.gap;
        const auto wait = shot.due - steady_clock::now();
        if (wait > 0ns) co_await async::sleep_for(wait);
        auto request = transmission_request(shot.package.slip.mailbox, shot.package.envelope);
        auto answer = co_await gateway.call(std::move(request));
        shot.ended = steady_clock::now();
        if (answer) shot.answer = std::move(*answer);
    }
}

double milliseconds_at(const std::vector<steady_clock::duration>& sorted, double share) {
    if (sorted.empty()) return 0;
    const auto place = static_cast<std::size_t>(share * static_cast<double>(sorted.size() - 1));
    return std::chrono::duration<double, std::milli>(sorted[place]).count();
}

void write_trace(const Salvo& salvo, const std::filesystem::path& file) {
    const auto offset = std::chrono::system_clock::now().time_since_epoch() - steady_clock::now().time_since_epoch();
    const auto since_1970 = [&](steady_clock::time_point time) {
        return std::chrono::duration_cast<std::chrono::microseconds>(time.time_since_epoch() + offset).count();
    };
    std::ofstream out{file};
    for (const auto& shot : salvo.shots) {
        out << shot.package.slip.case_id.str() << ' ' << since_1970(shot.due) << ' ' << since_1970(shot.ended) << '\n';
    }
}

/// A mission counts when its receipt holds.
Exit report(const Salvo& salvo, const signing::ChainVerifier& hospitals, core::Timestamp now) {
    std::vector<steady_clock::duration> times;
    auto last = salvo.begin;
    std::string first_trouble;
    for (const auto& shot : salvo.shots) {
        const auto receipt = shot.answer ? verify_answer(*shot.answer, shot.package, hospitals, now)
                                         : Trouble{Exit::failed, "no answer"};
        last = std::max(last, shot.ended);
        if (receipt && *receipt) {
            times.push_back(shot.ended - shot.due);
        } else if (first_trouble.empty()) {
            first_trouble = receipt ? "parked" : receipt.error().words;
        }
    }
    std::ranges::sort(times);
    const double seconds = std::chrono::duration<double>(last - salvo.begin).count();
    const double rate = seconds > 0 ? static_cast<double>(times.size()) / seconds : 0;
    std::cout
        << fmt::format(
               R"({{"missions":{},"errors":{},"rate":{:.1f},"p50":{:.1f},"p90":{:.1f},"p99":{:.1f},"most":{:.1f},"first_error":{}}})",
               salvo.shots.size(), salvo.shots.size() - times.size(), rate, milliseconds_at(times, 0.5),
               milliseconds_at(times, 0.9), milliseconds_at(times, 0.99), milliseconds_at(times, 1),
               first_trouble.empty() ? "null" : json::serialize(json::string{first_trouble}))
        << std::endl;
    return first_trouble.empty() ? Exit::delivered : Exit::failed;
}
}  // namespace

async::Task<Exit> load(async::Executor executor, const Connection& connection, const SendOptions& mission,
                       const LoadOptions& options, const core::Clock& clock) {
    auto given = read_case_file(mission.case_file);
    if (!given) co_return tell(given.error());
    given->attachments.clear();  // only the records are measured
    const auto mailbox = mailbox_of(*given, mission.wishes);
    if (!mailbox) co_return tell(mailbox.error());
    http::ClientOptions patience;
    patience.answer = 30s;
    patience.idle_connections = static_cast<std::size_t>(options.connections);
    GatewayClient gateway{executor, connection, patience};
    const auto recipient = co_await find_recipient(gateway, *mailbox, connection, clock.now());
    if (!recipient) co_return tell(recipient.error());
    auto salvo = prepare(*given, mission, options, *recipient, connection.signer, clock.now());
    if (!salvo) co_return tell(salvo.error());

    const core::Log log{"vorab-ambulance", core::LogLevel::info, [](std::string_view line) { std::cerr << line; }};
    async::TaskGroup workers{executor, log, "load"};
    salvo->begin = steady_clock::now() + 100ms;
    for (int i = 0; i < options.connections; ++i) workers.spawn(work(gateway, *salvo));
    const std::chrono::milliseconds patience_of_all = std::chrono::seconds{options.seconds} + 120s;
    co_await workers.drain(patience_of_all);
    if (options.trace) write_trace(*salvo, *options.trace);
    co_return report(*salvo, connection.receipt_certificates, clock.now());
}
}  // namespace vorab::ambulance

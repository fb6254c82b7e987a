// The way in from the hospital information system: our listener, our transaction, MariaDB as shipped, on loopback; each
// message is acknowledged after its commit. Beside it what this MariaDB does with the same rows by itself, and what
// parsing costs. Usage: bench_hl7 [SECONDS]
#include <atomic>
#include <chrono>
#include <thread>

#include <fmt/core.h>

#include "common/async/event_loop.hpp"
#include "common/async/timer.hpp"
#include "common/database/migrations.hpp"
#include "hl7/escape.hpp"
#include "hl7/mllp_client.hpp"
#include "hospital_server/adt/listeners.hpp"
#include "hospital_server/sql/migrations.hpp"
#include "tests/support/private_mariadb.hpp"

namespace {
using namespace vorab;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
namespace adt = hospital_server::adt;

/// An update of about 1 KB as German systems send it.
std::string update(std::uint64_t number) {
    const std::string id = std::to_string(number), patient = std::to_string(1'000'000 + number % 5'000);
    std::string text =
        "MSH|^~\\&|KIS|ADT|VORAB|ZNA|20261121130500||ADT^A08^ADT_A01|" + id +
        "|P|2.5^DEU&&HL70399|||AL|NE|DEU|8859/15|DEU^German^HL70296^^deutsch||2.16.840.1.113883.2.6.9.38\r"
        "EVN||20261121130500||||20261121125500\rPID|||" +
        patient +
        "^^^Ulmen-Klinik^PI||Brandst\xE4tter^Heinz-Peter^^^^^L^A^^^G~Schr\xF6ter^^^^^^M^A^^^G||19580621|M|||"
        "Lindenallee 14a&Lindenallee&14a^^Musterstadt^^98765^^H~M\xFChlenstr. 8&M\xFChlenstr.&8^^Unterdorf^^"
        "98767^^BDL||^PRN^PH^^49^351^2468135^^^^^0351/2468135|^WPN^PH^^49^351^9753^246^^^^0351/9753-246|"
        "DEU^German^HL70296^^deutsch|M^married^HL70002^^verheiratet|CAT^catholic^HL70006^^katholisch||||||"
        "Elisabethen-Spital|||DEU^German^HL70171^^deutsch\rPV1|1|I|CHI^302^2^IN^^N^A^4|R|||620401^V\xF6gler^"
        "Theodor^^^Dr.^^^Ulmen-Klinik^L^^^DN^^^DN^^G||||||||||||F" +
        patient + "^^^Ulmen-Klinik^VN|||||||||||||||||||||||||20261121125500\rPV2|||||||||20261125|4\r";
    text += "ZBE|5678^KIS|20261121130500||REFERENCE\r";
    return text;
}

struct Result {
    double rate = 0;
    double p50 = 0, p99 = 0;  ///< milliseconds
};

Result result_of(std::vector<double>& spans, double seconds) {
    std::sort(spans.begin(), spans.end());
    const auto at = [&](double part) {
        return spans.empty() ? 0 : spans[static_cast<std::size_t>(part * static_cast<double>(spans.size() - 1))];
    };
    return {static_cast<double>(spans.size()) / seconds, at(0.5), at(0.99)};
}

/// The server under test, on a thread and a loop of its own.
class Server {
  public:
    Server() : thread_([this] { serve(); }) {
        while (port_ == 0) std::this_thread::sleep_for(1ms);
    }
    ~Server() {
        boost::asio::post(loop_, [this] { stop_.notify(); });
        thread_.join();
    }
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;
    std::uint16_t port() const { return port_; }

    static const database::ConnectionOptions& options() {
        static const auto made = [] {
            auto options = test::PrivateMariaDb::shared().create_database("bench_hl7");
            database::migrate(options, hospital_server::server_sql::migrations());
            return options;
        }();
        return made;
    }

  private:
    void serve() {
        database::Database database{loop_.get_executor(), options(), 2, log_};
        adt::ListenerConfig config;
        config.name = "bench";
        config.address = "127.0.0.1";
        config.connections = 256;
        config.message_bytes = 16u << 20;
        adt::Listeners listeners{loop_.get_executor(), {config}, database, clock_, log_};
        async::run(loop_, until_stopped(listeners));
    }
    async::Task<void> until_stopped(adt::Listeners& listeners) {
        listeners.start();
        port_ = listeners.ports().front();
        const bool stopped = co_await stop_.wait(24h);
        static_cast<void>(stopped);
        co_await listeners.drain(1s);
    }

    boost::asio::io_context loop_{1};
    async::Signal stop_{loop_.get_executor()};
    core::SystemClock clock_;
    core::Log log_{"bench", core::LogLevel::error};
    std::atomic<std::uint16_t> port_ = 0;
    std::thread thread_;
};

std::atomic<std::uint64_t> next_number{1};

async::Task<void> keep_sending(async::Executor executor, std::uint16_t port, Clock::time_point until,
                               std::vector<double>& spans) {
    hl7::MllpClient client{executor, hl7::tcp_connector(executor, "127.0.0.1", port, 5s)};
    while (Clock::now() < until) {
        const auto number = next_number++;
        const auto message = update(number);
        const auto id = std::to_string(number);
        const auto begin = Clock::now();
        const auto answer = co_await client.send(message, id);
        if (!answer || answer->verdict != hl7::Verdict::accepted) throw std::runtime_error("not acknowledged");
        spans.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
}

async::Task<void> crowd(boost::asio::io_context& loop, const core::Log& log, std::uint16_t port, int connections,
                        Clock::time_point until, std::vector<double>& spans) {
    async::TaskGroup group{loop.get_executor(), log, "clients"};
    for (int i = 0; i < connections; ++i) group.spawn(keep_sending(loop.get_executor(), port, until, spans));
    co_await group.drain(1h);
}

Result load(std::uint16_t port, int connections, double seconds) {
    const core::Log log{"clients", core::LogLevel::error};
    boost::asio::io_context loop{1};
    std::vector<double> spans;
    const auto begin = Clock::now();
    const auto until = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    async::run(loop, crowd(loop, log, port, connections, until, spans), 1h);
    return result_of(spans, std::chrono::duration<double>(Clock::now() - begin).count());
}

/// What MariaDB does by itself: one connection, the same statements' rows, one commit each.
double commits_alone(double seconds) {
    database::Connection connection{Server::options()};
    const core::SystemClock clock;
    std::vector<std::vector<adt::Received>> ready;
    for (int i = 0; i < 2'000; ++i) {
        const auto message = hl7::Message::parse(update(next_number++)).value();
        ready.push_back(
            {{std::get<hl7::Adt>(hl7::read_adt(message, {}, clock.now())), adt::fingerprint_of(message, "alone")}});
    }
    std::size_t done = 0;
    const auto begin = Clock::now();
    const auto spent = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    while (done < ready.size() && spent() < seconds) adt::store(connection, ready[done++], clock.now());
    return static_cast<double>(done) / spent();
}

double megabytes_per_second() {
    const std::string text = update(1);
    constexpr int rounds = 7;
    constexpr int calls = 20'000;
    double best = 0;
    std::size_t seen = 0;
    for (int round = 0; round < rounds; ++round) {
        const auto begin = Clock::now();
        for (int call = 0; call < calls; ++call) {
            const auto message = hl7::Message::parse(text).value();
            seen += message.get("PID", 5).size() + message.get("PV1", 19).size();
        }
        const double seconds = std::chrono::duration<double>(Clock::now() - begin).count();
        best = std::max(best, static_cast<double>(text.size()) * calls / seconds / 1e6);
    }
    return seen > 0 ? best : 0;
}

async::Task<void> send_document(async::Executor executor, std::uint16_t port, std::vector<double>& spans) {
    hl7::MllpClient client{executor, hl7::tcp_connector(executor, "127.0.0.1", port, 5s)};
    for (int i = 0; i < 7; ++i) {
        const auto id = std::to_string(next_number++);
        const std::string message = "MSH|^~\\&|KIS|KH|VORAB|ZNA|||MDM^T02^MDM_T02|" + id +
                                    "|P|2.5\rOBX|1|ED|||^application^pdf^Base64^" + std::string(5u << 20, 'A') + "\r";
        const auto begin = Clock::now();
        const auto answer = co_await client.send(message, id);
        if (!answer) throw std::runtime_error("the document was not acknowledged");
        spans.push_back(std::chrono::duration<double, std::milli>(Clock::now() - begin).count());
    }
}

void bar(const char* what, double value, double limit, bool ok) {
    fmt::print("bar {} {:.2f} {} {}\n", what, value, limit, ok ? "ok" : "short");
}
}  // namespace

int main(int count, char** words) {
    const double seconds = count > 1 ? std::stod(words[1]) : 5;
    const double parse = megabytes_per_second();
    fmt::print("parse, two fields read: {:.0f} MB/s of ADT with {} bytes\n", parse, update(1).size());
    const Server server;
    load(server.port(), 8, 1);  // the first messages make the patients
    const double alone = commits_alone(seconds);
    fmt::print("{:<28}{:>10.0f}/s\n", "the rows by themselves", alone);
    std::array<Result, 3> results{};
    constexpr std::array connections{1, 8, 64};
    for (std::size_t i = 0; i < connections.size(); ++i) {
        results.at(i) = load(server.port(), connections.at(i), seconds);
        fmt::print("{:>3} connections {:>23.0f}/s  p50 {:.2f} ms  p99 {:.2f} ms\n", connections.at(i),
                   results.at(i).rate, results.at(i).p50, results.at(i).p99);
    }
    std::vector<double> documents;
    boost::asio::io_context loop{1};
    async::run(loop, send_document(loop.get_executor(), server.port(), documents), 1h);
    const double document = result_of(documents, 1).p50;
    constexpr double mirth_best = 353;
    bar("hl7_1_connection_of_commits_alone", results[0].rate / alone, 0.5, results[0].rate >= 0.5 * alone);
    bar("hl7_8_connections_per_s", results[1].rate, 10 * mirth_best, results[1].rate >= 10 * mirth_best);
    bar("hl7_64_connections_per_s", results[2].rate, 10 * mirth_best, results[2].rate >= 10 * mirth_best);
    bar("hl7_document_5_mib_ms", document, 100, document < 100);
    bar("hl7_parse_mb_per_s", parse, 500, parse >= 500);
}

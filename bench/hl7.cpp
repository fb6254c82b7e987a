// The way in from the hospital information system: our listener, our transaction, MariaDB as shipped, on loopback; each
// message is acknowledged after its commit. Beside it what this MariaDB does with the same rows by itself, and what
// parsing costs, us and others. Usage: bench_hl7 [SECONDS]
#include <atomic>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <sstream>
#include <thread>
#include <unistd.h>

#include <fmt/chrono.h>

#include "common/async/event_loop.hpp"
#include "common/async/timer.hpp"
#include "common/database/migrations.hpp"
#include "hl7/escape.hpp"
#include "hl7/mllp_client.hpp"
#include "hospital_server/adt/listeners.hpp"
#include "hospital_server/sql/migrations.hpp"
#include "tests/support/child_process.hpp"
#include "tests/support/private_mariadb.hpp"

namespace {
using namespace vorab;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;
namespace adt = hospital_server::adt;

/// An update of about 1 KB as German systems send it; each says something newer than the one before.
std::string update(std::uint64_t number) {
    const std::string id = std::to_string(number), patient = std::to_string(1'000'000 + number % 5'000);
    const auto seconds = static_cast<std::time_t>(1'760'000'000 + number);
    const std::string said = fmt::format("{:%Y%m%d%H%M%S}", fmt::gmtime(seconds));
    std::string text =
        "MSH|^~\\&|KIS|ADT|VORAB|ZNA|" + said + "||ADT^A08^ADT_A01|" + id +
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
    double p50 = 0, p99 = 0;       ///< milliseconds
    double in_a_commit = 0;        ///< messages
    double own = 0, database = 0;  ///< processor time of a message, milliseconds: server and senders; MariaDB
};

/// Of all threads of a process, user and system, in seconds.
double processor_time(const std::string& process) {
    std::ifstream stat{"/proc/" + process + "/stat"};
    std::string text{std::istreambuf_iterator<char>{stat}, {}};
    std::istringstream fields{text.substr(text.rfind(')') + 2)};
    std::vector<std::string> all{std::istream_iterator<std::string>{fields}, {}};
    return (std::stod(all.at(11)) + std::stod(all.at(12))) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

std::string database_process() {
    const auto data = std::filesystem::path{test::PrivateMariaDb::shared().data_directory()};
    std::ifstream file{data.parent_path() / "pid"};
    std::string id;
    file >> id;
    return id;
}

Result result_of(std::vector<double>& spans, double seconds) {
    std::sort(spans.begin(), spans.end());
    const auto at = [&](double part) {
        return spans.empty() ? 0 : spans[static_cast<std::size_t>(part * static_cast<double>(spans.size() - 1))];
    };
    Result result;
    result.rate = static_cast<double>(spans.size()) / seconds;
    result.p50 = at(0.5);
    result.p99 = at(0.99);
    return result;
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

/// Each transaction has its own time.
std::int64_t commits(database::Connection& connection) {
    return connection.query_one("SELECT COUNT(DISTINCT received_at) FROM his_message")->integer(0);
}

Result load(std::uint16_t port, int connections, double seconds) {
    database::Connection counting{Server::options()};
    const auto before = commits(counting);
    const std::string other = database_process();
    const double own = processor_time("self"), database = processor_time(other);
    const core::Log log{"clients", core::LogLevel::error};
    boost::asio::io_context loop{1};
    std::vector<double> spans;
    const auto begin = Clock::now();
    const auto until = begin + std::chrono::duration_cast<Clock::duration>(std::chrono::duration<double>(seconds));
    async::run(loop, crowd(loop, log, port, connections, until, spans), 1h);
    const double taken = std::chrono::duration<double>(Clock::now() - begin).count();
    const auto messages = static_cast<double>(spans.size());
    Result result = result_of(spans, taken);
    result.own = (processor_time("self") - own) * 1e3 / messages;
    result.database = (processor_time(other) - database) * 1e3 / messages;
    result.in_a_commit = messages / static_cast<double>(commits(counting) - before);
    return result;
}

/// What MariaDB does by itself: one connection, the same statements, so many messages' rows in each commit. Messages a
/// second.
double rows_alone(std::size_t in_a_commit, double seconds) {
    database::Connection connection{Server::options()};
    const core::SystemClock clock;
    std::vector<std::vector<adt::Received>> ready(2'000);
    for (auto& batch : ready) {
        for (std::size_t i = 0; i < in_a_commit; ++i) {
            const auto message = hl7::Message::parse(update(next_number++)).value();
            batch.push_back(
                {std::get<hl7::Adt>(hl7::read_adt(message, {}, clock.now())), adt::fingerprint_of(message, "alone")});
        }
    }
    std::size_t done = 0;
    const auto begin = Clock::now();
    const auto spent = [&] { return std::chrono::duration<double>(Clock::now() - begin).count(); };
    while (done < ready.size() && spent() < seconds) adt::store(connection, ready[done++], clock.now());
    return static_cast<double>(done * in_a_commit) / spent();
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

/// The same message and fields by a stranger's parser; 0 where it is not installed.
double stranger(const std::vector<std::string>& command) {
    const test::TemporaryDirectory folder{"vorab-bench-hl7"};
    auto argv = command;
    argv.push_back(folder.write("message", update(1)).string());
    const auto log = folder.path() / "log";
    test::ChildProcess process{argv, log};
    if (process.wait() != 0) return 0;
    std::ifstream said{log};
    double rate = 0;
    said >> rate;
    return rate;
}

double best_stranger() {
    double best = 0;
    const std::vector<std::vector<std::string>> all{
        {"/usr/bin/python3", "bench/peers/parse_hl7.py"},
        {"node", "bench/peers/parse_hl7.mjs", "node-hl7-client"},
        {"node", "bench/peers/parse_hl7.mjs", "simple-hl7"},
    };
    for (const auto& command : all) {
        const double rate = stranger(command);
        const auto& name = command.size() > 2 ? command[2] : "python-hl7";
        if (rate > 0) fmt::print("{:<28}{:>10.1f} MB/s\n", name, rate);
        if (rate == 0) fmt::print("{:<28}{:>10}\n", name, "not installed");
        best = std::max(best, rate);
    }
    return best;
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
    const double others = best_stranger();
    const Server server;
    load(server.port(), 8, 1);  // the first messages make the patients
    const double alone = rows_alone(1, seconds);
    fmt::print("{:<28}{:>10.0f}/s\n", "the rows by themselves", alone);
    std::array<Result, 3> results{};
    constexpr std::array connections{1, 8, 64};
    for (std::size_t i = 0; i < connections.size(); ++i) {
        results.at(i) = load(server.port(), connections.at(i), seconds);
        const auto& result = results.at(i);
        fmt::print(
            "{:>3} connections {:>23.0f}/s  p50 {:.2f} ms  p99 {:.2f} ms  {:.1f} in a commit; processor {:.3f} ms "
            "here, "
            "{:.3f} ms MariaDB\n",
            connections.at(i), result.rate, result.p50, result.p99, result.in_a_commit, result.own, result.database);
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
    if (others > 0) bar("hl7_parse_of_best_stranger", parse / others, 10, parse >= 10 * others);
}

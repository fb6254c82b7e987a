// Messages over real sockets into a real database: acknowledged after the commit, many in one; and what hostile or
// broken senders get (rows L1 to L6 of the catalogue in docs/reference/hostile-input.md).
#include "common/async/timer.hpp"
#include "hl7/mllp_client.hpp"
#include "hospital_server/adt/listeners.hpp"
#include "tests/hl7/loopback.hpp"
#include "tests/hospital_server/adt_setting.hpp"
#include "tests/support/test_pki.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace adt = hospital_server::adt;

namespace {
adt::ListenerConfig plain() {
    adt::ListenerConfig config;
    config.name = "kis";
    config.address = "127.0.0.1";
    return config;
}

struct Hospital : test::AdtSetting {
    explicit Hospital(const adt::ListenerConfig& config = plain())
        : listeners(loop.get_executor(), {config}, database, clock, log) {}

    void run(async::Task<void> task) { AdtSetting::run(whole(std::move(task))); }
    async::Task<void> whole(async::Task<void> task) {
        listeners.start();
        co_await std::move(task);
        co_await listeners.drain(2s);
    }
    async::Task<std::unique_ptr<hl7::Connection>> connect() {
        const auto connector = hl7::tcp_connector(loop.get_executor(), "127.0.0.1", listeners.ports().at(0), 2s);
        auto connection = co_await connector();
        co_return std::move(connection.value());
    }
    std::string admission(int number) {
        const auto text = std::to_string(number);
        return message("A01", pid(text, "Weber^Eva", "19800101", "F") + pv1("F" + text));
    }
    /// Numbered in the order in which they are made.
    std::vector<std::string> admissions(int most) {
        std::vector<std::string> all;
        for (int number = 1; number <= most; ++number) all.push_back(admission(number));
        return all;
    }
    std::int64_t patients() { return count(server, "SELECT COUNT(*) FROM his_patient"); }
    std::int64_t quarantined() { return count(server, "SELECT COUNT(*) FROM his_quarantine"); }
    bool says(const std::string& line) const { return listeners.metrics().find(line + "\n") != std::string::npos; }

    database::Database database{loop.get_executor(), server_options(), 2, log};
    adt::Listeners listeners;
};

std::string framed(std::string_view message) { return hl7::frame(message).value(); }

/// "CA1 CA2": MSA-1 and MSA-2 of each reply.
std::string codes(const std::vector<std::string>& replies) {
    std::string all;
    for (const auto& reply : replies) {
        const auto message = hl7::Message::parse(reply).value();
        if (!all.empty()) all += ' ';
        all.append(message.get("MSA", 1)).append(message.get("MSA", 2));
    }
    return all;
}

async::Task<void> say(Hospital& hospital, std::string bytes, std::size_t count, std::string expected) {
    const auto connection = co_await hospital.connect();
    const bool sent = co_await connection->write(bytes, 5s);
    CHECK((sent || expected.empty()));  // who is hung up on early may not get to say it all
    const auto replies = co_await test::read_messages(*connection, count, 5s);
    CHECK(codes(replies) == expected);
}

/// One client of many: a few messages, each after the other's answer.
async::Task<void> send_some(Hospital& hospital, int from, int count, int& accepted) {
    hl7::MllpClient client{hospital.loop.get_executor(), hl7::tcp_connector(hospital.loop.get_executor(), "127.0.0.1",
                                                                            hospital.listeners.ports().at(0), 2s)};
    for (int i = 0; i < count; ++i) {
        const auto message = hospital.admission(from + i);
        const auto id = std::string{hl7::Message::parse(message)->get("MSH", 10)};
        const auto answer = co_await client.send(message, id);
        if (answer && answer->verdict == hl7::Verdict::accepted && answer->commit) ++accepted;
    }
}

async::Task<void> send_at_once(Hospital& hospital, int clients, int each, int& accepted) {
    async::TaskGroup group{hospital.loop.get_executor(), hospital.log, "clients"};
    for (int i = 0; i < clients; ++i) group.spawn(send_some(hospital, i * each, each, accepted));
    co_await group.drain(15s);
}
}  // namespace

TEST_CASE("an admission over the wire is stored when its acknowledgement comes") {
    Hospital hospital;
    hospital.run(say(hospital, framed(hospital.admission(1)), 1, "CA1"));
    CHECK(hospital.patients() == 1);
    CHECK(hospital.says("vorab_adt_stored_total 1"));
}

TEST_CASE("messages of many connections share commits, and every one is stored once") {
    auto config = plain();
    config.connections = 32;
    Hospital hospital{config};
    int accepted = 0;
    hospital.run(send_at_once(hospital, 16, 10, accepted));
    CHECK(accepted == 160);
    CHECK(hospital.patients() == 160);
    CHECK(hospital.says("vorab_adt_stored_total 160"));
    CHECK_FALSE(hospital.says("vorab_adt_commits_total 160"));
}

TEST_CASE("a message sent again is acknowledged again and stored once") {
    Hospital hospital;
    const auto one = framed(hospital.admission(1));
    hospital.run(say(hospital, one + one, 2, "CA1 CA1"));
    CHECK(hospital.says("vorab_adt_stored_total 1"));
    CHECK(hospital.says("vorab_adt_repeated_total 1"));
}

TEST_CASE("what cannot be stored is not acknowledged: the connection closes and the sender keeps it") {
    Hospital hospital;
    hospital.server.execute("RENAME TABLE his_patient TO his_patient_away");
    hospital.run(say(hospital, framed(hospital.admission(1)), 1, ""));
    hospital.server.execute("RENAME TABLE his_patient_away TO his_patient");
    CHECK(hospital.says("vorab_adt_stored_total 0"));
    CHECK(hospital.count(hospital.server, "SELECT COUNT(*) FROM his_message") == 0);
}

TEST_CASE("only messages for us and of the right kind are taken, each refusal says why and is kept") {
    auto config = plain();
    config.receiving_application = "VORAB";
    config.reject_others = true;
    Hospital hospital{config};
    const auto all = hospital.admissions(6);
    const auto with = [&](std::string text, const std::string& what, const std::string& by) {
        return framed(text.replace(text.find(what), what.size(), by));
    };
    const auto bytes = with(all[0], "|P|", "|T|") + with(all[1], "|VORAB|", "|LABOR|") +
                       with(all[2], "ADT^A01", "ORU^R01") + with(all[3], "|2.5|", "|3|") +
                       with(all[4], "^^^KH^PI", "^^^KH^XX") + framed(all[5]);
    hospital.run(say(hospital, bytes, 6, "CR1 CR2 CR3 CR4 CE5 CA6"));
    CHECK(hospital.patients() == 1);
    CHECK(hospital.quarantined() == 5);
}

TEST_CASE("L1: torn frames are given up and kept, what follows is taken") {
    Hospital hospital;
    const auto all = hospital.admissions(3);
    const auto bytes = "noise" + framed(all[0]) + "\x0B\x0B" + framed(all[1]).substr(0, 40) + framed(all[2]);
    hospital.run(say(hospital, bytes, 2, "CA1 CA3"));
    CHECK(hospital.patients() == 2);
    CHECK(hospital.says("vorab_hl7_framing_faults_total{listener=\"kis\",fault=\"bytes_between\"} 1"));
    CHECK(hospital.says("vorab_hl7_framing_faults_total{listener=\"kis\",fault=\"restarted\"} 3"));
    CHECK(hospital.quarantined() == 4);
}

TEST_CASE("L2: a frame without an end is given up at its limit") {
    auto config = plain();
    config.message_bytes = 64 * 1024;
    Hospital hospital{config};
    hospital.run(say(hospital, "\x0BMSH|" + std::string(300'000, 'x'), 1, ""));
    CHECK(hospital.says("vorab_hl7_framing_faults_total{listener=\"kis\",fault=\"too_large\"} 1"));
}

TEST_CASE("L3: headers that cannot be meant are refused and change nothing") {
    Hospital hospital;
    for (const char* header :
         {"MSH||~\\&|A|B", "MSHa^~\\&|A|B", "MSH|^", "MSH|^~\\^|A|B|C|D|||ADT^A01|1|P|2.5", "PID|1"}) {
        INFO(header);
        hospital.loop.restart();
        Hospital other;
        other.run(say(other, framed(std::string{header} + "\rPID|||1\r"), 1, "AE"));
        CHECK(other.patients() == 0);
    }
    hospital.run(say(hospital, framed("MSH|^~\\&|A|B|C|D|||ADT^A01||P|2.5\rPID|||1\r"), 1, "AE"));
    CHECK(hospital.patients() == 0);
}

TEST_CASE("L4: a lying charset and escapes are decoded once, and begin no segment") {
    Hospital hospital;
    auto text = hospital.message(
        "A01", "PID|||1^^^KH^PI||M\xC3\xBCller\\X0D\\PID\\F\\\\F\\\\F\\2^Eva\\X0B1C\\\\H\\\\Zxx||19800101\r");
    text.replace(text.find("UNICODE UTF-8"), 13, "8859/1");
    hospital.run(say(hospital, framed(text), 1, "CA1"));
    CHECK(hospital.patients() == 1);
    const auto name = hospital.patient("1")->family_name;
    CHECK_THAT(name, Catch::StartsWith("MÃ¼ller\rPID|||2"));  // as it was said, though it was said wrongly
    CHECK_FALSE(hospital.patient("2"));
}

TEST_CASE("L5: a message of many thousand parts is refused") {
    Hospital hospital;
    const auto last = hospital.admission(1);
    std::string segments, repetitions = "PID|||1^^^KH^PI||";
    for (int i = 0; i < 10'000; ++i) segments += "NTE|1\r";
    for (int i = 0; i < 10'000; ++i) repetitions += "A~";
    const auto bytes = framed(hospital.message("A01", segments)) + framed(hospital.message("A01", repetitions)) +
                       framed(hospital.message("A01", "PID|||1^^^KH^PI||" + std::string(1'000, '^'))) + framed(last);
    hospital.run(say(hospital, bytes, 4, "AR AR AR CA1"));
    CHECK(hospital.patients() == 1);
}

TEST_CASE("addresses that may not connect are closed at once") {
    auto config = plain();
    config.peers = {"192.0.2.7"};
    Hospital hospital{config};
    hospital.run(say(hospital, framed(hospital.admission(1)), 1, ""));
    CHECK(hospital.patients() == 0);
    CHECK(hospital.says("vorab_hl7_connections_refused_total{listener=\"kis\"} 1"));
}

namespace {
struct SecretHospital {
    static adt::ListenerConfig config(test::TestPki& pki) {
        auto config = plain();
        const auto leaf = pki.server();
        config.tls = hl7::TlsFiles{leaf.certificate, leaf.key, pki.ca()};
        return config;
    }
    test::TestPki pki;
    Hospital hospital{config(pki)};
};

async::Task<void> send_over_tls(Hospital& hospital, hl7::TlsFiles own, std::string host, int& accepted) {
    const auto identity = hl7::TlsIdentity::client(std::move(own)).value();
    const auto executor = hospital.loop.get_executor();
    hl7::MllpClient client{executor,
                           hl7::tls_connector(executor, host, hospital.listeners.ports().at(0), 2s, identity)};
    for (int i = 1; i <= 3; ++i) {
        const auto message = hospital.admission(i);
        const auto id = std::string{hl7::Message::parse(message)->get("MSH", 10)};
        const auto answer = co_await client.send(message, id);
        if (answer) ++accepted;
    }
}
}  // namespace

TEST_CASE("over mutual TLS whoever shows the right certificate is heard") {
    SecretHospital secret;
    const auto leaf = secret.pki.client("his");
    int accepted = 0;
    secret.hospital.run(
        send_over_tls(secret.hospital, {leaf.certificate, leaf.key, secret.pki.ca()}, "127.0.0.1", accepted));
    CHECK(accepted == 3);
    CHECK(secret.hospital.says("vorab_hl7_connections_accepted_total{listener=\"kis\"} 1"));
}

TEST_CASE("without a certificate, with a stranger's, or for another name nobody is heard") {
    SecretHospital secret;
    test::TestPki stranger;
    const auto leaf = stranger.client("his");
    int accepted = 0;
    secret.hospital.run(send_over_tls(secret.hospital, {"", "", secret.pki.ca()}, "127.0.0.1", accepted));
    CHECK(accepted == 0);
    SecretHospital other;
    other.hospital.run(
        send_over_tls(other.hospital, {leaf.certificate, leaf.key, other.pki.ca()}, "127.0.0.1", accepted));
    CHECK(accepted == 0);
    CHECK(other.hospital.patients() == 0);
}

// Messages over real sockets into a real database: acknowledged after the commit, many in one; and what hostile or
// broken senders get (rows L1 to L6 of the catalogue in docs/reference/hostile-input.md).
#include "hl7/mllp_client.hpp"
#include "tests/hospital_server/listening_hospital.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using test::codes;
using test::framed;
using Hospital = test::ListeningHospital;

namespace {
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
    auto config = test::plain_listener();
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
    auto config = test::plain_listener();
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
    auto config = test::plain_listener();
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
    auto config = test::plain_listener();
    config.peers = {"192.0.2.7"};
    Hospital hospital{config};
    hospital.run(say(hospital, framed(hospital.admission(1)), 1, ""));
    CHECK(hospital.patients() == 0);
    CHECK(hospital.says("vorab_hl7_connections_refused_total{listener=\"kis\"} 1"));
}

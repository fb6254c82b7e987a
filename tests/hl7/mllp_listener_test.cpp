#include "hl7/mllp_listener.hpp"

#include "common/async/timer.hpp"
#include "hl7/acknowledgement.hpp"
#include "hl7/mllp_client.hpp"
#include "tests/hl7/loopback.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using hl7::MllpListener;

namespace {
std::string adt(std::string_view id, std::string_view rest = "PID|1\r") {
    return "MSH|^~\\&|KIS|KH|VORAB|ZNA|||ADT^A01|" + std::string{id} + "|P|2.5\r" + std::string{rest};
}
std::string framed(std::string_view message) { return hl7::frame(message).value(); }
std::string ids(const std::vector<std::string>& acknowledgements) {
    std::string result;
    for (const auto& bytes : acknowledgements) {
        const auto message = hl7::Message::parse(bytes).value();
        result += std::string{message.get("MSA", 1)} + std::string{message.get("MSA", 2)} + " ";
    }
    return result;
}

hl7::MllpListenerSettings quick() {
    return {.port = 0,
            .connections = 2,
            .limits = {.frame = 100'000},
            .settle = 20ms,
            .frame_silence = 100ms,
            .frame_whole = 300ms,
            .idle = 5s};
}

struct Hospital {
    boost::asio::io_context loop{1};
    std::vector<std::string> lines;
    core::Log log{"test", core::LogLevel::info, [this](std::string_view line) { lines.emplace_back(line); }};
    std::vector<std::string> received;
    std::vector<hl7::FramingFault> faults;
    MllpListener listener;
    async::TaskGroup tasks{loop.get_executor(), log, "tasks"};

    explicit Hospital(hl7::MllpListenerSettings settings = quick())
        : listener(
              loop.get_executor(), std::move(settings),
              [this](std::string message) { return take(std::move(message)); },
              [this](const hl7::FramingProblem& problem) { faults.push_back(problem.fault); }, log) {
        tasks.spawn(listener.run());
    }
    async::Task<std::string> take(std::string message) {
        received.push_back(message);
        if (message.find("ZZZ") != std::string::npos) throw std::runtime_error("the store is gone");
        co_await async::sleep_for(1ms);
        const hl7::Stamp stamp{"R1", core::Timestamp{}, {}};
        const auto parsed = hl7::Message::parse(std::move(message));
        if (!parsed) co_return hl7::acknowledge_unreadable(parsed.error(), stamp);
        co_return hl7::acknowledge(*parsed, hl7::header_fault(*parsed).value_or(hl7::Outcome{}), stamp);
    }
    async::Task<std::unique_ptr<hl7::Connection>> visit() {
        const auto connect = hl7::tcp_connector(loop.get_executor(), "127.0.0.1", listener.port(), 2s);
        auto connection = co_await connect();
        co_return std::move(connection.value());
    }
    async::Task<void> close() {
        co_await tasks.drain(0ms);
        co_await listener.drain(0ms);
    }
};

/// Writes everything, then reads until `count` replies came or the listener hung up.
async::Task<void> say(Hospital& hospital, std::vector<std::string> writes, std::size_t count, std::string expected) {
    const auto connection = co_await hospital.visit();
    for (const auto& bytes : writes) {
        const bool sent = co_await connection->write(bytes, 2s);
        CHECK(sent);
    }
    const auto replies = co_await test::read_messages(*connection, count, 3s);
    CHECK(ids(replies) == expected);
    co_await hospital.close();
}

/// Writes, and waits for the listener to hang up.
async::Task<void> say_until_closed(Hospital& hospital, std::string bytes) {
    const auto connection = co_await hospital.visit();
    const bool sent = co_await connection->write(bytes, 2s);
    const hl7::Heard heard = co_await connection->read(3s);
    CHECK((heard.ended || !sent));  // who hangs up early does not read to the end
    co_await hospital.close();
}

/// One byte at a time, never silent for long: only the limit on the whole frame ends it.
async::Task<void> drip(Hospital& hospital) {
    const auto connection = co_await hospital.visit();
    bool sent = co_await connection->write("\x0BMSH", 1s);
    hl7::Heard heard;
    for (int i = 0; i < 1000 && sent && !heard.ended; ++i) {
        heard = co_await connection->read(20ms);
        sent = co_await connection->write("x", 1s);
    }
    CHECK((heard.ended || !sent));
    co_await hospital.close();
}

async::Task<void> come_as_three(Hospital& hospital) {
    const auto first = co_await hospital.visit();
    const auto second = co_await hospital.visit();
    const auto third = co_await hospital.visit();
    const hl7::Heard heard = co_await third->read(3s);
    CHECK(heard.ended);
    CHECK(first->quiet());
    CHECK(second->quiet());
    CHECK_FALSE(third->quiet());
    co_await hospital.close();
}

async::Task<void> send_by_client(Hospital& hospital) {
    hl7::MllpClient client{hospital.loop.get_executor(),
                           hl7::tcp_connector(hospital.loop.get_executor(), "127.0.0.1", hospital.listener.port(), 2s)};
    for (const std::string id : {"1", "2", "3"}) {
        const auto answer = co_await client.send(adt(id), id);
        REQUIRE(answer.has_value());
        CHECK(answer->control_id == id);
    }
    client.close();
    co_await hospital.close();
}
}  // namespace

TEST_CASE("a client and a listener talk over one connection") {
    Hospital hospital;
    test::run(hospital.loop, send_by_client(hospital));
    CHECK(hospital.received == std::vector{adt("1"), adt("2"), adt("3")});
    CHECK(hospital.listener.counts().connections == 1);
    CHECK(hospital.listener.counts().messages == 3);
    CHECK(hospital.faults.empty());
}

TEST_CASE("frames sent all at once are all answered, in order") {
    Hospital hospital;
    std::string all, expected;
    for (int i = 0; i < 50; ++i) {
        all += framed(adt(std::to_string(i)));
        expected += "AA" + std::to_string(i) + " ";
    }
    test::run(hospital.loop, say(hospital, {all}, 50, expected));
}

TEST_CASE("a frame in pieces, noise around it and a half frame before it make one answer") {
    Hospital hospital;
    const auto bytes = framed(adt("1", "OBX|1|ED|||" + std::string(70'000, 'A') + "\r"));
    test::run(hospital.loop, say(hospital,
                                 {"noise",
                                  "\x0B"
                                  "half",
                                  bytes.substr(0, 10), bytes.substr(10, 40'000), bytes.substr(40'010)},
                                 1, "AA1 "));
    CHECK(hospital.faults == std::vector{hl7::FramingFault::bytes_between, hl7::FramingFault::restarted});
    CHECK(hospital.listener.counts().framing_problems == 2);
    CHECK(hospital.lines.size() == 1);  // one line a connection, and nothing of what was said
    CHECK(hospital.lines.at(0).find("bytes_between") != std::string::npos);
    CHECK(hospital.lines.at(0).find("noise") == std::string::npos);
}

TEST_CASE("FS without CR is answered after a moment, and the connection lives on") {
    Hospital hospital;
    auto unclosed = framed(adt("1"));
    unclosed.pop_back();
    test::run(hospital.loop, say(hospital, {unclosed}, 1, "AA1 "));
}

TEST_CASE("what is no HL7 is answered AE") {
    Hospital hospital;
    test::run(hospital.loop, say(hospital, {framed("hello") + framed(adt("2"))}, 2, "AE AA2 "));
}

TEST_CASE("a frame that falls silent, drips or grows without end closes the connection without an answer") {
    Hospital silent;
    test::run(silent.loop, say_until_closed(silent, "\x0BMSH|^~\\&|KIS"));
    CHECK(silent.faults == std::vector{hl7::FramingFault::truncated});
    Hospital dripping;
    test::run(dripping.loop, drip(dripping));
    CHECK(dripping.faults == std::vector{hl7::FramingFault::truncated});
    Hospital endless;
    test::run(endless.loop, say_until_closed(endless, "\x0B" + std::string(200'000, 'x')));
    CHECK(endless.faults == std::vector{hl7::FramingFault::too_large});
    CHECK(endless.received.empty());
}

TEST_CASE("an idle connection is closed after its time") {
    auto settings = quick();
    settings.idle = 30ms;
    Hospital hospital{settings};
    test::run(hospital.loop, say_until_closed(hospital, "\r\n"));
    CHECK(hospital.faults.empty());
}

TEST_CASE("a handler that fails closes the connection without an answer, so that the sender sends again") {
    Hospital hospital;
    test::run(hospital.loop, say_until_closed(hospital, framed(adt("1", "ZZZ|1\r"))));
    CHECK(hospital.received.size() == 1);
    CHECK(hospital.lines.size() == 1);
}

TEST_CASE("more connections than allowed are refused at once, the others go on") {
    Hospital hospital;
    test::run(hospital.loop, come_as_three(hospital));
    CHECK(hospital.listener.counts().refused_connections == 1);
    CHECK(hospital.listener.counts().connections == 2);
}

TEST_CASE("a message that wants no acknowledgement gets none") {
    Hospital hospital;
    const std::string quiet = "MSH|^~\\&|KIS|KH|VORAB|ZNA|||ADT^A01|1|P|2.5|||NE|NE\r";
    test::run(hospital.loop, say(hospital, {framed(quiet) + framed(adt("2"))}, 1, "AA2 "));
    CHECK(hospital.received.size() == 2);
}

TEST_CASE("an address that is taken is told at once") {
    Hospital hospital;
    auto settings = quick();
    settings.port = hospital.listener.port();
    settings.address = "127.0.0.1";
    CHECK_THROWS_AS(Hospital{settings}, boost::system::system_error);
    test::run(hospital.loop, hospital.close());
}

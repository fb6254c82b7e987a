#include "hl7/mllp_client.hpp"

#include "common/async/task_group.hpp"
#include "common/async/timer.hpp"
#include "tests/hl7/loopback.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using namespace std::chrono_literals;
using hl7::MllpClient;
using hl7::Verdict;

namespace {
const std::string message = "MSH|^~\\&|VORAB|ZNA|KIS|KH|||ORU^R01|1|P|2.5\rPID|1\r";

std::string ack(std::string_view code, std::string_view id) {
    return hl7::frame("MSH|^~\\&|KIS|KH|VORAB|ZNA|||ACK|9|P|2.5\rMSA|" + std::string{code} + "|" + std::string{id} +
                      "\r")
        .value();
}

/// What a hospital system writes after each message, connection by connection; then it stays until the client leaves.
/// "" is silence; "hang up" closes without an answer; "leave" closes without waiting for another message,
/// "noise" writes an answer to a message that has not come, when the test says so.
using Script = std::vector<std::vector<std::string>>;

/// Returns whether the peer stays.
async::Task<bool> converse(hl7::Connection& peer, const std::vector<std::string>& answers,
                           std::vector<std::string>& heard, async::Signal& go) {
    const std::string early = ack("AA", "2");
    for (const auto& answer : answers) {
        if (answer == "leave") co_return false;
        if (answer == "noise") {
            const bool told = co_await go.wait(5s);
            CHECK(told);
            const bool written = co_await peer.write(early, 5s);
            co_return written;
        }
        const auto messages = co_await test::read_messages(peer, 1, 5s);
        if (messages.empty()) co_return true;
        heard.push_back(messages.front());
        if (answer == "hang up") co_return false;
        const bool sent = co_await peer.write(answer, 5s);
        CHECK(sent);
    }
    co_return true;
}

async::Task<void> play(test::Doorstep& door, Script script, std::vector<std::string>& heard, async::Signal& go,
                       async::Signal& played) {
    for (const auto& answers : script) {
        auto peer = co_await door.next();
        const bool stays = co_await converse(*peer, answers, heard, go);
        if (!stays) peer.reset();
        played.notify();
        if (!stays) continue;
        const hl7::Heard more = co_await peer->read(5s);
        CHECK((more.ended || more.bytes.empty()));
    }
}

struct Scene {
    boost::asio::io_context loop{1};
    core::Log log{"test", core::LogLevel::info, [](std::string_view) {}};
    test::Doorstep door{loop.get_executor()};
    async::TaskGroup peers{loop.get_executor(), log, "peers"};
    std::vector<std::string> heard;
    async::Signal go{loop.get_executor()};
    async::Signal played{loop.get_executor()};  ///< a connection's script is at its end
    MllpClient client;

    explicit Scene(Script script, hl7::MllpClientLimits limits = {})
        : client(loop.get_executor(), hl7::tcp_connector(loop.get_executor(), "127.0.0.1", door.port(), 2s), limits) {
        peers.spawn(play(door, std::move(script), heard, go, played));
    }
};

async::Task<void> finish(Scene& scene) {
    scene.client.close();
    co_await scene.peers.drain(1s);
}

async::Task<void> send_three(Scene& scene) {
    const auto first = co_await scene.client.send(message, "1");
    const auto second = co_await scene.client.send(message, "2");
    const auto third = co_await scene.client.send(message, "3");
    CHECK(first->verdict == Verdict::accepted);
    CHECK(second->verdict == Verdict::error);
    CHECK(second->commit);
    CHECK(third->verdict == Verdict::rejected);
    co_await finish(scene);
}

async::Task<void> send_late(Scene& scene) {
    const auto first = co_await scene.client.send(message, "1");
    CHECK(first.error().problem == core::Problem::unreachable);
    const auto second = co_await scene.client.send(message, "2");
    REQUIRE(second.has_value());
    CHECK(second->control_id == "2");
    co_await finish(scene);
}

async::Task<void> send_expecting(Scene& scene, core::Problem problem) {
    const auto answer = co_await scene.client.send(message, "1");
    REQUIRE_FALSE(answer.has_value());
    CHECK(answer.error().problem == problem);
    co_await finish(scene);
}

async::Task<void> send_and_expect(Scene& scene, std::string id, Verdict verdict) {
    const auto answer = co_await scene.client.send(message, id);
    REQUIRE(answer.has_value());
    CHECK(answer->verdict == verdict);
}
async::Task<void> send_once(Scene& scene, Verdict verdict) {
    co_await send_and_expect(scene, "1", verdict);
    co_await finish(scene);
}
async::Task<void> send_after_the_peer_left(Scene& scene) {
    co_await send_and_expect(scene, "1", Verdict::accepted);
    const bool left = co_await scene.played.wait(5s);
    CHECK(left);
    co_await send_and_expect(scene, "2", Verdict::accepted);
    co_await finish(scene);
}
async::Task<void> send_after_noise(Scene& scene) {
    co_await send_and_expect(scene, "1", Verdict::accepted);
    scene.go.notify();
    const bool written = co_await scene.played.wait(5s);
    CHECK(written);
    co_await send_and_expect(scene, "2", Verdict::error);
    co_await finish(scene);
}
async::Task<void> send_unframable(Scene& scene) {
    const auto answer = co_await scene.client.send("MSH\x1C", "1");
    CHECK(answer.error().problem == core::Problem::malformed);
    scene.peers.cancel();
}
async::Task<void> send_into_the_void(MllpClient& client) {
    const auto answer = co_await client.send(message, "1");
    CHECK(answer.error().problem == core::Problem::unreachable);
}
async::Task<void> send_at_once(Scene& scene) {
    async::TaskGroup senders{scene.loop.get_executor(), scene.log, "senders"};
    senders.spawn(send_and_expect(scene, "1", Verdict::accepted));
    senders.spawn(send_and_expect(scene, "2", Verdict::error));
    senders.spawn(send_and_expect(scene, "3", Verdict::rejected));
    co_await senders.drain(5s);
    co_await finish(scene);
}
async::Task<void> cancel_those_who_wait(Scene& scene) {
    async::TaskGroup hurried{scene.loop.get_executor(), scene.log, "hurried"};
    hurried.spawn(send_and_expect(scene, "1", Verdict::accepted));
    hurried.spawn(send_and_expect(scene, "2", Verdict::accepted));
    co_await hurried.drain(50ms);  // the first waits for an answer that never comes, the second for its turn
    co_await send_and_expect(scene, "3", Verdict::accepted);
    co_await finish(scene);
}
}  // namespace

TEST_CASE("messages go over one kept connection, each with its own answer") {
    Scene scene{{{ack("AA", "1"), ack("CE", "2"), ack("AR", "3")}}};
    test::run(scene.loop, send_three(scene));
    CHECK(scene.heard == std::vector{message, message, message});
}

TEST_CASE("after a time-out the connection is closed, and a late answer is never taken for the next message") {
    Scene scene{{{"", ack("AA", "1")}, {ack("AA", "2")}}, {.acknowledgement = 100ms}};
    test::run(scene.loop, send_late(scene));
}

TEST_CASE("an answer to another message is counted and not taken") {
    Scene scene{{{ack("AA", "0") + ack("AR", "x") + ack("AE", "1")}}};
    test::run(scene.loop, send_once(scene, Verdict::error));
    CHECK(scene.client.strays() == 2);
}

TEST_CASE("a no without an id is an answer, a yes without one is none") {
    Scene scene{{{ack("AA", "") + ack("AE", "")}}};
    test::run(scene.loop, send_once(scene, Verdict::error));
    CHECK(scene.client.strays() == 1);
}

TEST_CASE("what has arrived since the last answer closes the connection before the next message") {
    Scene scene{{{ack("AA", "1"), "noise"}, {ack("AE", "2")}}};
    test::run(scene.loop, send_after_noise(scene));
    CHECK(scene.heard.size() == 2);
}

TEST_CASE("what is no acknowledgement, or no HL7, is a malformed answer") {
    Scene other{{{hl7::frame("MSH|^~\\&|KIS|KH|VORAB|ZNA|||ADT^A01|9|P|2.5\r").value()}}};
    test::run(other.loop, send_expecting(other, core::Problem::malformed));
    Scene garbage{{{hl7::frame("hello").value()}}};
    test::run(garbage.loop, send_expecting(garbage, core::Problem::malformed));
}

TEST_CASE("an answer without a frame ends in a time-out, a closed connection at once") {
    Scene unframed{{{"MSH|^~\\&|KIS\rMSA|AA|1\r"}}, {.acknowledgement = 50ms}};
    test::run(unframed.loop, send_expecting(unframed, core::Problem::unreachable));
    Scene closed{{{"hang up"}}};
    test::run(closed.loop, send_expecting(closed, core::Problem::unreachable));
}

TEST_CASE("a message that no frame can hold is refused before anything is sent") {
    Scene scene{{}};
    test::run(scene.loop, send_unframable(scene));
}

TEST_CASE("a system that is not there is unreachable") {
    boost::asio::io_context loop{1};
    std::uint16_t port = 0;
    {
        test::Doorstep closed{loop.get_executor()};
        port = closed.port();
    }
    for (const std::string host : {"127.0.0.1", "no such host"}) {
        MllpClient client{loop.get_executor(), hl7::tcp_connector(loop.get_executor(), host, port, 2s)};
        test::run(loop, send_into_the_void(client));
        loop.restart();
    }
}

TEST_CASE("a peer that closes between messages is noticed before the next one is lost to it") {
    Scene scene{{{ack("AA", "1"), "leave"}, {ack("AA", "2")}}};
    test::run(scene.loop, send_after_the_peer_left(scene));
    CHECK(scene.heard.size() == 2);
}

TEST_CASE("messages sent at the same time go one after the other, in order") {
    Scene scene{{{ack("AA", "1"), ack("AE", "2"), ack("AR", "3")}}};
    test::run(scene.loop, send_at_once(scene));
    CHECK(scene.client.strays() == 0);
}

TEST_CASE("a send that is cancelled, waiting or under way, gives its turn back") {
    Scene scene{{{""}, {ack("AA", "3")}}};
    test::run(scene.loop, cancel_those_who_wait(scene));
}

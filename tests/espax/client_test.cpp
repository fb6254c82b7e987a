// The client against the simulated alarm server over loopback.
#include "espax/client.hpp"

#include <boost/asio/ip/tcp.hpp>

#include "common/async/event_loop.hpp"
#include "tests/espax/support.hpp"
#include "tools/alarm_server/server.hpp"

using namespace vorab;
using namespace vorab::espax;
using alarm_server::Fault;
using async::Task;
using std::chrono::milliseconds;

namespace {

constexpr milliseconds at_once{0};
constexpr milliseconds soon{5'000};

Profile quick_profile() {
    auto profile = *profile_named("daks");
    profile.reconnect_least = milliseconds{20};
    profile.reconnect_most = milliseconds{50};
    profile.answer_within = milliseconds{200};
    profile.heartbeat_within = milliseconds{200};
    profile.refused_login_wait = milliseconds{100};
    return profile;
}

alarm_server::Options account(Fault fault = Fault::none) {
    alarm_server::Options options;
    options.password = core::Sensitive<std::string>{"s3cret"};
    options.accept_after = milliseconds{10};
    options.fault = fault;
    return options;
}

/// A client and a server on one loop, and a test that waits for reports instead of sleeping.
struct House {
    explicit House(alarm_server::Options options = account(), Profile profile = quick_profile(),
                   const std::string& password = "s3cret")
        : server(executor, std::move(options), clock, log, "127.0.0.1", 0,
                 [this](std::string_view json) { notes += json; }),
          client(executor, "alarm-1", {profile, "vorab", core::Sensitive{password}},
                 plain_tcp(executor, "127.0.0.1", server.port(), profile.connect_within), clock, log,
                 [this](const Report& report) {
                     reports.push_back(report);
                     changed.notify();
                 }) {}

    void play(Task<void> (*story)(House&)) { async::run(loop, life(story), std::chrono::seconds{20}); }

    Task<void> life(Task<void> (*story)(House&)) {
        tasks.spawn(server.run());
        tasks.spawn(client.run());
        std::exception_ptr broken;
        try {
            co_await story(*this);
        } catch (...) {
            broken = std::current_exception();
        }
        co_await server.stop();
        co_await tasks.drain(at_once);
        if (broken) std::rethrow_exception(broken);
    }

    template <class T>
    std::size_t count() const {
        std::size_t found = 0;
        for (const auto& report : reports) found += std::holds_alternative<T>(report) ? 1 : 0;
        return found;
    }

    /// Waits until `wanted` reports of a kind have come; gives up after 5 s.
    template <class T>
    Task<void> until(std::size_t wanted) {
        while (count<T>() < wanted) {
            const bool heard = co_await changed.wait(soon);
            if (!heard) throw std::runtime_error{"the report did not come"};
        }
    }

    template <class T>
    T last() const {
        for (auto report = reports.rbegin(); report != reports.rend(); ++report)
            if (const auto* found = std::get_if<T>(&*report)) return *found;
        throw std::logic_error{"no such report"};
    }

    core::SystemClock clock;
    std::string lines;
    core::Log log{"test", core::LogLevel::debug, [this](std::string_view line) { lines += line; }};
    boost::asio::io_context loop{1};
    async::Executor executor = loop.get_executor();
    std::string notes;
    std::vector<Report> reports;
    async::Signal changed{executor};
    async::TaskGroup tasks{executor, log, "house"};
    alarm_server::Server server;
    Client client;
};

Call call(const std::string& reference) { return {reference, "1002", "Schockraum, 2 Minuten"}; }

Task<void> is_taken(House& house) {
    co_await house.until<LoggedIn>(1);
    CHECK(house.client.ready());
    const Call wanted = call("a1");
    const auto outcome = co_await house.client.start(wanted);
    REQUIRE(std::holds_alternative<CallAccepted>(outcome));
    co_await house.until<CallEnded>(1);
    CHECK(house.last<CallTaken>().person == "Dienstarzt");
    CHECK(house.last<CallEnded>().taken);
    CHECK(house.count<CallTaken>() == 1);
    CHECK(house.notes.find(R"("pr_ref":"a1","group":"1002")") != std::string::npos);
}

}  // namespace

TEST_CASE("a call reaches the server, is taken by a human and ends") {
    House house;
    house.play(is_taken);
    CHECK(house.lines.find("alarm server session is up") != std::string::npos);
    CHECK(house.lines.find("Schockraum") == std::string::npos);
    CHECK(house.lines.find("s3cret") == std::string::npos);
}

TEST_CASE("the same, whatever the server's way of writing it") {
    for (const auto fault : {Fault::indications_first, Fault::split_frames, Fault::merged_frames, Fault::no_namespace,
                             Fault::prefix, Fault::missing_fields, Fault::silent_start}) {
        House house{account(fault)};
        house.play(is_taken);
    }
    auto strict = account();
    strict.strict = true;
    House house{strict};
    house.play(is_taken);
}

TEST_CASE("words that nobody knows are no acceptance") {
    House house{account(Fault::odd_words)};
    house.play([](House& in) -> Task<void> {
        co_await in.until<LoggedIn>(1);
        const Call wanted = call("a1");
        co_await in.client.start(wanted);
        co_await in.until<CallEnded>(1);
        CHECK(in.count<CallTaken>() == 0);
        CHECK_FALSE(in.last<CallEnded>().taken);
    });
}

TEST_CASE("a refused call says so, with its code") {
    auto options = account();
    options.refuse = 503;
    options.refuse_count = 1;
    House house{options};
    house.play([](House& in) -> Task<void> {
        co_await in.until<LoggedIn>(1);
        const Call wanted = call("a1");
        const auto first = co_await in.client.start(wanted);
        CHECK(std::get<CallRefused>(first).code == 503);
        CHECK(std::get<CallRefused>(first).action == CodeAction::failover);
        const auto second = co_await in.client.start(wanted);
        CHECK(std::holds_alternative<CallAccepted>(second));
    });
}

TEST_CASE("without a session a call is refused at once") {
    House house{account(), quick_profile(), "wrong"};
    house.play([](House& in) -> Task<void> {
        const Call wanted = call("a1");
        const auto outcome = co_await in.client.start(wanted);
        CHECK(std::get<CallRefused>(outcome).code == 0);
        co_await in.until<LoginRefused>(2);  // it goes on trying
        CHECK(in.last<LoginRefused>().code == 401);
    });
}

TEST_CASE("a server that stops answering is left and found again") {
    auto profile = quick_profile();
    profile.heartbeat_every = milliseconds{30};
    House house{account(Fault::silent), profile};
    house.play([](House& in) -> Task<void> {
        co_await in.until<LoggedIn>(1);
        const Call wanted = call("a1");
        const auto outcome = co_await in.client.start(wanted);
        CHECK(std::get<CallRefused>(outcome).action == CodeAction::failover);
        co_await in.until<LoggedIn>(2);
        CHECK(in.last<LinkDown>().was_ready);
    });
}

TEST_CASE("X7: a flood of heartbeats ends the link and fills no log; when it stops, calls go through") {
    House house{account(Fault::flood)};
    house.play([](House& in) -> Task<void> {
        co_await in.until<LinkDown>(1);
        CHECK(in.count<Oddity>() == 101);
        in.server.options().fault = Fault::none;
        co_await in.until<ServerCondition>(1);
        const Call wanted = call("a1");
        const auto outcome = co_await in.client.start(wanted);
        CHECK(std::holds_alternative<CallAccepted>(outcome));
        CHECK(in.count<Oddity>() % 101 == 0);
    });
    CHECK(house.lines.find("a flood of messages") != std::string::npos);
}

TEST_CASE("heartbeats keep a session alive that would time out without them") {
    auto options = account();
    options.session_timeout = milliseconds{150};
    auto profile = quick_profile();
    profile.heartbeat_every = milliseconds{30};
    profile.condition_every = milliseconds{400};
    House house{options, profile};
    house.play([](House& in) -> Task<void> {
        co_await in.until<ServerCondition>(2);  // the second one comes after several time-outs
        CHECK(in.count<LoggedIn>() == 1);
        CHECK(in.count<LinkDown>() == 0);
    });
}

TEST_CASE("a session that says nothing is closed by the server, and opened again by the client") {
    auto options = account();
    options.session_timeout = milliseconds{60};
    House house{options};
    house.play([](House& in) -> Task<void> { co_await in.until<LoggedIn>(2); });
    CHECK(house.notes.find(R"({"event":"timeout"})") != std::string::npos);
}

TEST_CASE("a call outlives a lost link: repeated it is a duplicate, and its end still arrives") {
    auto options = account();
    options.accept_after.reset();
    House house{options};
    house.play([](House& in) -> Task<void> {
        co_await in.until<LoggedIn>(1);
        const Call wanted = call("a1");
        co_await in.client.start(wanted);
        in.server.drop_connections();
        co_await in.until<LoggedIn>(2);
        const auto again = co_await in.client.start(wanted);
        CHECK(std::get<CallAccepted>(again).duplicate);
        CHECK(in.server.running_calls() == 1);
        const std::string reference = "a1";
        const auto stopped = co_await in.client.stop(reference);
        CHECK(stopped.stopped);
        co_await in.until<CallEnded>(1);
        CHECK(in.last<CallEnded>().reason == "Client");
        const auto gone = co_await in.client.stop(reference);
        CHECK(gone.code == 410);
        CHECK(gone.stopped);
    });
}

TEST_CASE("a frame with a lying length ends the link, not the client") {
    House house{account(Fault::wrong_length)};
    house.play([](House& in) -> Task<void> {
        co_await in.until<LoggedIn>(1);
        const Call wanted = call("a1");
        const auto outcome = co_await in.client.start(wanted);
        CHECK(std::get<CallRefused>(outcome).code == 0);
        co_await in.until<LoggedIn>(2);
    });
}

TEST_CASE("a server on standby, or one that shuts down, gets no calls") {
    House house;
    house.play([](House& in) -> Task<void> {
        co_await in.until<ServerCondition>(1);
        const Condition standby{"OK", true, "Low"};
        in.server.announce(standby);
        co_await in.until<ServerCondition>(2);
        const Call wanted = call("a1");
        const auto outcome = co_await in.client.start(wanted);
        CHECK(std::get<CallRefused>(outcome).action == CodeAction::failover);
        in.server.shut_down();
        co_await in.until<LinkDown>(1);
        co_await in.until<LoggedIn>(2);
    });
}

TEST_CASE("leaving logs out and ends the client") {
    House house;
    house.play([](House& in) -> Task<void> {
        co_await in.until<LoggedIn>(1);
        co_await in.client.leave(soon);
        CHECK(in.last<LinkDown>().was_ready);
        CHECK_FALSE(in.client.ready());
        co_await in.client.leave(soon);
    });
    CHECK(house.lines.find("logged out") != std::string::npos);
}

TEST_CASE("nobody listens: it is tried again and again, and said once") {
    core::SystemClock clock;
    boost::asio::io_context loop{1};
    int tries = 0;
    int lines = 0;
    async::Signal enough{loop.get_executor()};
    core::Log log{"test", core::LogLevel::debug, [&](std::string_view line) {
                      if (line.find("alarm server not reached") != std::string_view::npos) ++lines;
                  }};
    boost::asio::ip::tcp::acceptor closed{loop, {boost::asio::ip::make_address("127.0.0.1"), 0}};
    const auto port = closed.local_endpoint().port();
    closed.close();
    const auto connect = plain_tcp(loop.get_executor(), "127.0.0.1", port, soon);
    const auto counted = [&] {
        if (++tries == 3) enough.notify();
        return connect();
    };
    Client client{
        loop.get_executor(), "alarm-1", {quick_profile(), "u", core::Sensitive<std::string>{"p"}}, counted, clock, log};
    async::TaskGroup tasks{loop.get_executor(), log, "test"};
    tasks.spawn(client.run());
    const auto story = [](async::Signal& signal, async::TaskGroup& group) -> Task<void> {
        const bool heard = co_await signal.wait(soon);
        CHECK(heard);
        co_await group.drain(at_once);
    };
    async::run(loop, story(enough, tasks), std::chrono::seconds{20});
    CHECK(tries >= 3);
    CHECK(lines == 1);
}

// Fair turns at the threads that open envelopes.
#include "hospital_server/intake/turns.hpp"

#include "common/async/task_group.hpp"
#include "tests/support/catch.hpp"
#include "tests/support/run.hpp"

using namespace vorab;
using hospital_server::intake::Turns;
using namespace std::chrono_literals;

namespace {
constexpr std::size_t at_once = 4;

struct House {
    boost::asio::io_context loop{1};
    core::Log log{"test", core::LogLevel::error, [](std::string_view) {}};
    Turns turns{loop.get_executor(), at_once};
    async::TaskGroup crews{loop.get_executor(), log, "crews"};
    std::vector<std::string> entered;
    int refused = 0;
    std::vector<Turns::Turn> held;
};

/// Enters and stays.
async::Task<void> enter(House& house, std::string sender, std::string name) {
    auto turn = co_await house.turns.take(std::move(sender));
    if (!turn) ++house.refused;
    if (!turn) co_return;
    house.entered.push_back(std::move(name));
    house.held.push_back(std::move(*turn));
}

async::Task<void> settle() { co_await async::sleep_for(1ms); }

void crowd(House& house, std::size_t count) {
    for (std::size_t i = 0; i < count; ++i) house.crews.spawn(enter(house, "flood", "f" + std::to_string(i)));
}

async::Task<void> flooded(House& house) {
    crowd(house, 200);
    co_await settle();
    CHECK(house.entered.size() == at_once);
    CHECK(house.turns.waiting() == 200 - at_once);
    house.crews.spawn(enter(house, "another", "another"));
    co_await settle();
    CHECK(house.entered.back() == "another");  // at once, with 196 others waiting
    house.held.clear();                        // five are done
    co_await settle();
    const std::vector<std::string> next(house.entered.end() - at_once, house.entered.end());
    CHECK(next == std::vector<std::string>{"f4", "f5", "f6", "f7"});
    co_await house.crews.drain(0ms);
}

async::Task<void> overrun(House& house) {
    crowd(house, at_once + Turns::longest_line + 3);
    co_await settle();
    CHECK(house.refused == 3);
    co_await house.crews.drain(0ms);
    CHECK(house.turns.waiting() == 0);
    house.held.clear();
    house.entered.clear();
    async::TaskGroup later{house.loop.get_executor(), house.log, "later"};
    later.spawn(enter(house, "flood", "later"));
    co_await settle();
    CHECK(house.entered == std::vector<std::string>{"later"});
    house.held.clear();
    co_await later.drain(0ms);
}

/// Of those who wait, the first goes away.
async::Task<void> gone(House& house) {
    crowd(house, at_once);
    async::TaskGroup impatient{house.loop.get_executor(), house.log, "impatient"};
    impatient.spawn(enter(house, "flood", "impatient"));
    co_await settle();
    house.crews.spawn(enter(house, "flood", "patient"));
    co_await settle();
    co_await impatient.drain(0ms);
    CHECK(house.turns.waiting() == 1);
    house.held.pop_back();
    co_await settle();
    CHECK(house.entered.back() == "patient");
    house.held.clear();
    co_await house.crews.drain(0ms);
}
}  // namespace

TEST_CASE("F20 whoever floods waits behind itself, and the next sender at once has its turn") {
    House house;
    test::run(house.loop, flooded(house));
}

TEST_CASE("F20 a line has an end, and is forgotten when nobody is in it") {
    House house;
    test::run(house.loop, overrun(house));
}

TEST_CASE("F20 who gives up waiting keeps nobody") {
    House house;
    test::run(house.loop, gone(house));
}

// A self-test that fails calls the technician, who needs no database for it.
#include "hospital_server/alarms/trace_file.hpp"
#include "tests/alarms/house.hpp"

using namespace vorab;
using async::Task;
using test::AlarmHouse;
using namespace std::chrono_literals;

namespace {
/// The house with a technician, and alarm servers that take every call after `accept_after`, or never.
struct TechnicalHouse : AlarmHouse {
    explicit TechnicalHouse(std::optional<std::chrono::milliseconds> accept_after = {})
        : AlarmHouse(account(accept_after, "first"), account(accept_after, "second")) {
        settings.technician = test::rules::Technician{"daks", "7099", 2};
    }
    static alarm_server::Options account(std::optional<std::chrono::milliseconds> accept_after, const char* user) {
        auto options = test::account(user);
        options.accept_after = accept_after;
        return options;
    }
    void fails(int times = 1) {
        for (int time = 0; time < times; ++time) alarms->technical().note(mailbox_id, false, "store");
    }
    void passes() { alarms->technical().note(mailbox_id, true, "hl7"); }
};

Task<void> linked(AlarmHouse& house) {
    while (house.alarms->metrics().find("up{server=\"daks\"} 1") == std::string::npos) {
        co_await async::sleep_for(10ms);
    }
}

Task<void> is_called(AlarmHouse& in) {
    auto& house = static_cast<TechnicalHouse&>(in);
    co_await linked(house);
    house.fails();
    co_await async::sleep_for(50ms);
    CHECK(house.noted("call") == 0);
    house.fails();
    co_await house.until_noted("call", 1);
    const auto call = std::ranges::find_if(
        house.notes, [](const auto& note) { return note.second.find("\"event\":\"call\"") != std::string::npos; });
    CHECK_THAT(call->second, Catch::Contains("7099") && Catch::Contains("zna-musterstadt (store)"));
    house.fails(2);
    house.clock.time += 6min;
    house.fails();
    co_await house.until_noted("call", 2);
    house.passes();
    while (house.one.running_calls() + house.two.running_calls() > 0) {
        co_await async::sleep_for(10ms);
    }
    house.fails();  // counted from the beginning
    co_await async::sleep_for(50ms);
    CHECK(house.rang() == 2);
}

Task<void> is_taken(AlarmHouse& in) {
    auto& house = static_cast<TechnicalHouse&>(in);
    co_await linked(house);
    house.fails(2);
    while (house.log_lines.find("the technician has taken the call") == std::string::npos) {
        co_await async::sleep_for(10ms);
    }
    house.clock.time += 1h;
    house.fails(3);
    co_await async::sleep_for(50ms);
    CHECK(house.rang() == 1);
}

Task<void> is_tried_again(AlarmHouse& in) {
    auto& house = static_cast<TechnicalHouse&>(in);
    house.fails(2);  // before any link is up
    while (house.log_lines.find("the technician cannot be called") == std::string::npos) {
        co_await async::sleep_for(10ms);
    }
    co_await linked(house);
    house.fails();
    co_await house.until_noted("call", 1);
    CHECK(house.rang() == 1);
}
}  // namespace

TEST_CASE("the technician is called after two failures in a row, again after five minutes, and not when it is mended") {
    TechnicalHouse house;
    house.play(is_called);
}

TEST_CASE("a technician who has taken the call is not called again for the same trouble") {
    TechnicalHouse house{10ms};
    house.play(is_taken);
}

TEST_CASE("a call that no alarm server takes is tried with the next failure") {
    TechnicalHouse house;
    house.play(is_tried_again);
}

namespace {
std::string content_of(const std::filesystem::path& file) {
    std::ifstream stream{file};
    return {std::istreambuf_iterator<char>{stream}, {}};
}
}  // namespace

TEST_CASE("a trace takes twice its length of the disk, and no more; what is newest stays") {
    const test::TemporaryDirectory folder{"vorab-trace"};
    const auto path = folder.path() / "alarm.trace";
    {
        hospital_server::alarms::TraceFile trace{path, 100};
        for (int line = 0; line < 50; ++line) trace.append("line " + std::to_string(100 + line) + "\n");
    }
    hospital_server::alarms::TraceFile again{path, 100};  // after a restart it goes on
    again.append("line 150\n");
    CHECK(std::filesystem::file_size(path) <= 100);
    CHECK(std::filesystem::file_size(path.string() + ".1") <= 100);
    CHECK(std::distance(std::filesystem::directory_iterator{folder.path()}, {}) == 2);
    CHECK_THAT(content_of(path.string() + ".1") + content_of(path), Catch::EndsWith("line 149\nline 150\n"));
    CHECK((std::filesystem::status(path).permissions() & std::filesystem::perms::others_read) ==
          std::filesystem::perms::none);
}

namespace {
Task<void> is_traced(AlarmHouse& house) {
    co_await house.announce(house.record("stemi"));
    co_await house.until("accepted");
}
}  // namespace

TEST_CASE("a trace of a real call has its frames, and neither the password nor the text of the call") {
    const test::TemporaryDirectory folder{"vorab-trace"};
    TechnicalHouse house{10ms};
    house.settings.servers[0].trace_file = folder.path() / "alarm.trace";
    house.settings.servers[0].longest_trace = 1 << 20;
    house.play(is_traced);
    const auto trace = content_of(folder.path() / "alarm.trace");
    CHECK_THAT(trace, Catch::Contains("REQ.LOGIN") && Catch::Contains("REQ.P-START") && Catch::Contains("45 58"));
    CHECK_THAT(trace, !Catch::Contains("s3cret") && !Catch::Contains("STEMI"));
}

// A system of the house is away. What waits for it keeps its order, and comes when it is back: each once, and without a
// person's help.
#include <map>
#include <sstream>

#include "common/http/server.hpp"
#include "hospital_server/channels/mqtt_channel.hpp"
#include "hospital_server/channels/web_request_channel.hpp"
#include "tests/hospital_server/setting.hpp"
#include "tests/support/private_mosquitto.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace channels = hospital_server::channels;
using outbox::Breaker;

namespace {
/// A mailbox whose dispatcher leads to one peer.
struct Outage : test::HospitalSetting {
    /// `by`: the server's clock; left out, the one that the test moves.
    explicit Outage(std::string_view channel_name, const core::Clock* by = nullptr)
        : channel(channel_name), mailboxes(loop.get_executor(), configured, by ? *by : clock, log) {
        if (by) clock.time = by->now();
    }
    /// One more event of the case that is at hand; its transmission.
    std::string happens() {
        const auto announced = record("stemi", ++sequence);
        REQUIRE(store(announced, {{channel, "there"}}));
        return std::string{announced.at("slip").at("transmission").as_string()};
    }
    void another_case() {
        case_id = core::new_case_id();
        sequence = 0;
    }
    std::int64_t open() { return count(cases, "SELECT COUNT(*) FROM delivery WHERE state IN ('pending', 'sending')"); }
    std::int64_t delivered() { return count(cases, "SELECT COUNT(*) FROM delivery WHERE state = 'delivered'"); }
    void run_patiently(async::Task<void> task) { async::run(loop, std::move(task), std::chrono::seconds{90}); }
    outbox::LineState line() const { return mailbox.dispatcher.lines().at(0); }

    std::string channel;
    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes;
    hospital_server::cases::Mailbox& mailbox = *mailboxes.find(mailbox_id);
    std::int64_t sequence = 0;
};

/// Looks every 10 ms for at most 30 s: neither a broker nor a line of the outbox tells us otherwise.
async::Task<void> until(std::function<bool()> question) {
    bool true_now = question();
    for (int attempt = 0; attempt < 3000 && !true_now; ++attempt) {
        co_await async::sleep_for(10ms);
        true_now = question();
    }
    CHECK(true_now);
}

/// What mosquitto_sub has heard on vorab/#: the transmissions, and whatever is not one as it stands.
std::vector<std::string> heard(const std::string& lines) {
    std::vector<std::string> all;
    std::istringstream stream{lines};
    for (std::string line; std::getline(stream, line);) {
        if (!line.starts_with("vorab/")) continue;
        const auto begin = line.find("\"transmission\":\"");
        all.push_back(begin == std::string::npos ? line : line.substr(begin + 16, 36));
    }
    return all;
}

struct Told {
    std::vector<std::string> first_case;
    std::vector<std::string> second_case;
    std::vector<std::string> heard;
};

async::Task<void> without_a_broker(Outage& outage, test::PrivateMosquitto& broker, Told& told) {
    bus::BusOptions options;
    options.uri = broker.uri();
    options.client_id = "outage-test";
    bus::Publisher publisher{outage.loop.get_executor(), options, outage.log};
    const std::function<bool()> connected = [&publisher] { return publisher.connected(); };
    co_await until(connected);
    broker.stop();
    outage.mailbox.dispatcher.add(outage.channel, "there", channels::make_mqtt_channel(publisher, outage.mailbox));
    for (int event = 0; event < 3; ++event) told.first_case.push_back(outage.happens());
    outage.another_case();
    for (int event = 0; event < 3; ++event) told.second_case.push_back(outage.happens());
    outage.mailbox.dispatcher.wake();
    const std::function<bool()> opened = [&outage] { return outage.line().breaker == Breaker::State::open; };
    co_await until(opened);
    CHECK(outage.line().delivered == 0);
    CHECK(outage.open() == 6);
    broker.start();
    // Nobody publishes before it listens: until then the loop stands.
    test::PrivateMosquitto::Listener listener{broker, "vorab/#", 7, 30s};
    const std::function<bool()> done = [&outage] { return outage.delivered() == 6; };
    co_await until(done);
    const std::string last = "vorab/last";
    const auto published = co_await publisher.publish(last, last);
    CHECK(published);
    told.heard = heard(listener.lines());
    CHECK(outage.line().breaker == Breaker::State::closed);
    co_await outage.mailbox.dispatcher.drain(0ms);
}

std::vector<std::string> those_of(const std::vector<std::string>& some, const std::vector<std::string>& all) {
    std::vector<std::string> found;
    std::ranges::copy_if(all, std::back_inserter(found),
                         [&](const auto& one) { return std::ranges::find(some, one) != some.end(); });
    return found;
}
}  // namespace

TEST_CASE("events wait while the broker is gone, and are heard once and in each case's order when it is back") {
    const core::SystemClock now;
    Outage outage{"mqtt", &now};
    test::PrivateMosquitto broker;
    broker.start();
    Told told;
    outage.run_patiently(without_a_broker(outage, broker, told));
    REQUIRE(told.heard.size() == 7);  // each once: what were heard twice would be there in place of the last
    CHECK(told.heard.back() == "vorab/last vorab/last");
    CHECK(those_of(told.first_case, told.heard) == told.first_case);
    CHECK(those_of(told.second_case, told.heard) == told.second_case);
}

namespace {
/// ED software that fails for an hour, and from then on takes what it is told.
struct Failing {
    explicit Failing(Outage& in)
        : outage(in),
          well_from(in.clock.now() + 1h),
          server(
              in.loop.get_executor(), loopback(), [this](http::Request& request) { return take(request); }, in.log) {
        config.peer.url = "http://127.0.0.1:" + std::to_string(server.port()) + "/vorab";
        config.peer.addresses = http::AddressRule{};
    }
    static http::ServerOptions loopback() {
        http::ServerOptions options;
        options.address = "127.0.0.1";
        return options;
    }
    async::Task<http::Response> take(http::Request& request) {
        const std::string key{request.headers.find("Idempotency-Key").value_or("")};
        const bool well = outage.clock.now() >= well_from;
        if (well) taken.push_back(key);
        if (!well) refused[key].push_back(outage.clock.now());
        co_return http::empty_response(well ? 204 : 500);
    }
    std::size_t refusals() const {
        std::size_t all = 0;
        for (const auto& [key, times] : refused) all += times.size();
        return all;
    }

    Outage& outage;
    core::Timestamp well_from;
    std::map<std::string, std::vector<core::Timestamp>> refused;
    std::vector<std::string> taken;
    hospital_server::WebRequestConfig config;
    http::Server server;
};

/// Lets time pass while nothing is on its way, which is when the breaker is open: whatever is sent keeps its lease.
async::Task<void> pass_time(Outage& outage, core::Timestamp end) {
    while (outage.clock.now() < end && outage.line().delivered == 0) {
        if (outage.line().breaker == Breaker::State::open) outage.clock.time += 10s;
        co_await async::sleep_for(5ms);
    }
}

async::Task<void> fail_for_an_hour(Outage& outage, Failing& software) {
    async::TaskGroup tasks{outage.loop.get_executor(), outage.log, "server"};
    tasks.spawn(software.server.run());
    outage.mailbox.dispatcher.add(outage.channel, "there",
                                  channels::make_web_request_channel(outage.loop.get_executor(), software.config,
                                                                     outage.mailbox_id, outage.clock));
    co_await pass_time(outage, software.well_from - 10s);
    CHECK(outage.line().breaker != Breaker::State::closed);
    CHECK(outage.line().failing_since);
    CHECK(outage.open() == 4);
    co_await pass_time(outage, software.well_from + 20s);
    const std::function<bool()> done = [&outage] { return outage.delivered() == 4; };
    co_await until(done);
    CHECK(outage.line().breaker == Breaker::State::closed);
    co_await outage.mailbox.dispatcher.drain(0ms);
    co_await software.server.drain(0ms);
    co_await tasks.drain(0ms);
}

std::string key_of(Outage& outage, const std::string& transmission) {
    const auto row = outage.cases.query_one("SELECT id FROM delivery WHERE transmission = ?", {transmission});
    return outage.mailbox_id.str() + "-" + std::to_string(row->integer(0));
}
}  // namespace

TEST_CASE("ED software that answers 500 for an hour is asked by probes, and told once when it is well") {
    Outage outage{"web_request"};
    const std::string first = key_of(outage, outage.happens());
    const std::string second = key_of(outage, outage.happens());
    outage.another_case();
    const std::string other = key_of(outage, outage.happens());
    outage.another_case();
    const std::string third = key_of(outage, outage.happens());
    Failing software{outage};
    outage.run_patiently(fail_for_an_hour(outage, software));
    CHECK(software.refusals() >= 3);
    CHECK(software.refused.size() == 3);  // the second of a case waits for the first
    CHECK_FALSE(software.refused.contains(second));
    for (const auto& [key, times] : software.refused) {
        for (std::size_t at = 1; at < times.size(); ++at) CHECK(times[at] - times[at - 1] >= 750ms);
    }
    CHECK(software.taken.size() == 4);
    CHECK(those_of({first, second}, software.taken) == std::vector{first, second});
    CHECK(those_of({other}, software.taken) == std::vector{other});
    CHECK(those_of({third}, software.taken) == std::vector{third});
}

namespace {
async::Task<void> look_for_work(outbox::Outbox& outbox) {
    const auto due = co_await outbox.next_due("mqtt", "there");
    CHECK(!due);
}

/// More looks than the outbox has connections, all behind a table that somebody keeps locked; and a person who reads.
async::Task<void> read_behind_a_burst(Outage& house, bool& read) {
    async::TaskGroup looks{house.loop.get_executor(), house.log, "looks"};
    for (int i = 0; i < 20; ++i) looks.spawn(look_for_work(house.mailbox.outbox));
    const std::function<bool()> burst = [&house] { return house.mailbox.outbox_database.waiting() >= 10; };
    co_await until(burst);
    auto reading = house.mailbox.database.run(
        [](database::Connection& connection) { return connection.query("SELECT id FROM patient_case").empty(); });
    read = co_await std::move(reading);
    CHECK(looks.size() == 20);
    house.cases.execute("UNLOCK TABLES");
    co_await looks.drain(30s);
}
}  // namespace

TEST_CASE("people read while all that the outbox does waits for the database") {
    Outage house{"mqtt"};
    house.cases.execute("LOCK TABLES delivery WRITE");
    bool read = false;
    house.run_patiently(read_behind_a_burst(house, read));
    CHECK(read);
}

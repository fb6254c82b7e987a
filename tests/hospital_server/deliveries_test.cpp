#include "hospital_server/deliveries/deliveries.hpp"

#include "tests/hospital_server/desk.hpp"

using namespace vorab;
using namespace std::chrono_literals;
namespace json = boost::json;
using http::Method;
namespace people = hospital_server::people;
using people::Role;

namespace {
struct DeliveriesSetting : test::DeskSetting {
    DeliveriesSetting() { desk.mount(router); }

    std::int64_t enqueue(const char* channel, core::Timestamp at, const core::CaseId& of) {
        outbox::enqueue(cases, of, core::new_transmission_id(at), at, {{channel, "one"}});
        return count(cases, "SELECT MAX(id) FROM delivery");
    }
    std::string path(std::int64_t id, const char* word) const {
        return "/api/v1/mailboxes/" + mailbox_id.str() + "/deliveries/" + std::to_string(id) + "/" + word;
    }
    http::Response decide(std::int64_t id, const char* word, const char* body = R"({"reason":"KIS war in Wartung"})") {
        return ask(Method::post, path(id, word), body);
    }

    hospital_server::deliveries::Deliveries desk{sign_in, mailboxes, live_list, clock, log};
};
}  // namespace

TEST_CASE("what waits is listed oldest first, page by page, each once") {
    DeliveriesSetting setting;
    for (int i = 0; i < 5; ++i)
        setting.enqueue("hl7", setting.clock.now() - 60s + std::chrono::seconds{i / 2}, core::new_case_id());
    std::vector<std::int64_t> ids;
    std::string after;
    for (int page = 0; page < 3; ++page) {
        std::vector<std::pair<std::string, std::string>> query{{"limit", "2"}};
        if (!after.empty()) query.emplace_back("after", after);
        const auto list = setting.get("/api/v1/deliveries", query);
        for (const auto& one : list.at("deliveries").as_array()) ids.push_back(one.at("id").as_int64());
        after = page < 2 ? std::string{list.at("next").as_string()} : "";
        if (page == 2) CHECK(list.at("next").is_null());
    }
    CHECK(ids.size() == 5);
    CHECK(std::ranges::is_sorted(ids));
    CHECK(setting.get("/api/v1/deliveries", {{"older_than", "59"}}).at("deliveries").as_array().size() == 4);
    CHECK(setting.get("/api/v1/deliveries", {{"channel", "mqtt"}}).at("deliveries").as_array().empty());
    CHECK(setting.ask(Method::get, "/api/v1/deliveries", {}, {{"state", "lost"}}).status == 400);
    CHECK(setting.ask(Method::get, "/api/v1/deliveries", {}, {{"limit", "201"}}).status == 400);
    CHECK(setting.ask(Method::get, "/api/v1/deliveries", {}, {{"after", "yesterday"}}).status == 400);
    CHECK(setting.ask(Method::get, "/api/v1/deliveries", {}, {{"order", "x"}}).status == 400);
}

TEST_CASE("a person discards with a reason, and sends again: both stand in the audit, the reason beside the delivery") {
    DeliveriesSetting setting;
    const auto of = core::new_case_id();
    const auto first = setting.enqueue("hl7", setting.clock.now() - 60s, of);
    setting.enqueue("hl7", setting.clock.now(), of);
    const auto response = setting.decide(first, "discard");
    INFO(response.body);
    REQUIRE(response.status == 200);
    const auto row = core::parse_json_object(response.body).value();
    CHECK(row.at("state") == "discarded");
    CHECK(row.at("decision").at("by") == "Nora Nacht");
    CHECK(row.at("decision").at("reason") == "KIS war in Wartung");
    const auto rest = setting.get("/api/v1/deliveries").at("deliveries").as_array();
    REQUIRE(rest.size() == 1);
    CHECK(rest[0].at("next_attempt_at").is_string());  // it was behind the other
    CHECK(setting.decide(first, "discard").status == 409);
    CHECK(setting.decide(first, "resend").status == 200);
    const auto audit = setting.cases.query("SELECT event, user_name, case_id FROM audit ORDER BY id");
    REQUIRE(audit.size() == 2);
    CHECK(audit[0].text(0) == "delivery.discarded");
    CHECK(audit[1].text(0) == "delivery.resent");
    CHECK(audit[1].text(1) == "nora");
    CHECK(audit[1].text(2) == of.str());
}

TEST_CASE(
    "a decision needs a reason, a delivery of one's own mailbox, and a role that treats patients or runs the house") {
    DeliveriesSetting setting;
    const auto id = setting.enqueue("hl7", setting.clock.now(), core::new_case_id());
    CHECK(setting.decide(id, "resend", R"({})").status == 422);
    CHECK(setting.decide(id, "resend", R"({"reason":"x"})").status == 422);
    CHECK(setting.decide(id + 1, "resend").status == 404);
    CHECK(setting.ask(Method::post, "/api/v1/mailboxes/elsewhere/deliveries/1/resend", R"({"reason":"abc"})").status ==
          404);
    setting.sit({Role::statistics});
    CHECK(setting.decide(id, "resend").status == 403);
    CHECK(setting.ask(Method::get, "/api/v1/deliveries").status == 403);
    CHECK(setting.ask(Method::get, "/api/v1/deliveries/targets").status == 403);
    setting.sit({Role::archive});
    CHECK(setting.ask(Method::get, "/api/v1/deliveries").status == 200);
    CHECK(setting.decide(id, "resend").status == 403);
    CHECK(test::HospitalSetting::count(setting.cases, "SELECT COUNT(*) FROM audit") == 0);
}

namespace {
struct Silent final : outbox::Channel {
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override { co_return outbox::RetryLater{"silence"}; }
};
/// Two lines, as App makes them; one job of each, one tried.
async::Task<void> try_some(DeliveriesSetting& setting) {
    setting.mailbox.dispatcher.add("hl7", "one", std::make_shared<Silent>());
    setting.mailbox.dispatcher.add("mqtt", "one", std::make_shared<Silent>());
    while (!setting.mailbox.dispatcher.lines()[0].failing_since) {
        co_await async::sleep_for(1ms);
    }
    co_await setting.mailbox.dispatcher.drain(1s);
}
}  // namespace

TEST_CASE("each target says what waits for it, since when, and whether it answers; so does a metric") {
    DeliveriesSetting setting;
    setting.enqueue("hl7", setting.clock.now() - 90s, core::new_case_id());
    setting.run(try_some(setting));
    const auto targets = setting.get("/api/v1/deliveries/targets").at("targets").as_array();
    REQUIRE(targets.size() == 2);
    const auto& hl7 = targets[0].as_object();
    CHECK(hl7.at("channel") == "hl7");
    CHECK(hl7.at("pending").as_int64() + hl7.at("sending").as_int64() == 1);
    CHECK(hl7.at("oldest_open_seconds") == 90);
    CHECK(hl7.at("failing_since").is_string());
    CHECK(hl7.at("breaker") == "closed");  // it failed once
    CHECK(targets[1].at("pending") == 0);
    CHECK(targets[1].at("oldest_open_at").is_null());
}

namespace {
struct Well final : outbox::Channel {
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override { co_return outbox::Delivered{}; }
};
struct Hanging final : outbox::Channel {
    async::Task<outbox::Delivery> deliver(const outbox::Job&) override {
        co_await async::sleep_for(1h);
        co_return outbox::Delivered{};
    }
};

/// Of each of three cases one delivery to "hl7 one", which does as `peer` does, and one to "mqtt one", which is well.
struct TwoPeers : DeliveriesSetting {
    explicit TwoPeers(std::shared_ptr<outbox::Channel> peer) {
        for (int one = 0; one < 3; ++one) {
            const auto of = core::new_case_id();
            enqueue("hl7", clock.now() - 90s, of);
            enqueue("mqtt", clock.now() - 90s, of);
        }
        mailbox.dispatcher.add("hl7", "one", std::move(peer));
        mailbox.dispatcher.add("mqtt", "one", std::make_shared<Well>());
    }
    async::Task<void> until(std::function<bool(const outbox::LineState& hl7, const outbox::LineState& mqtt)> holds) {
        for (bool done = false; !done;) {
            co_await async::sleep_for(1ms);
            const auto lines = mailbox.dispatcher.lines();
            done = holds(lines.at(0), lines.at(1));
        }
    }
    json::object target(std::size_t number) {
        return get("/api/v1/deliveries/targets").at("targets").at(number).as_object();
    }
    void end() { run(mailbox.dispatcher.drain(0ms)); }
};
}  // namespace

TEST_CASE("a peer that hangs holds up nobody else, and people see which one it is and since when") {
    TwoPeers setting{std::make_shared<Hanging>()};
    setting.run(setting.until([](const auto&, const auto& mqtt) { return mqtt.delivered == 3; }));
    const auto hanging = setting.target(0);
    CHECK(hanging.at("pending").as_int64() + hanging.at("sending").as_int64() == 3);
    CHECK(hanging.at("oldest_open_seconds") == 90);
    CHECK(setting.target(1).at("delivered_since_start") == 3);
    CHECK(setting.get("/api/v1/deliveries", {{"state", "delivered"}}).at("deliveries").as_array().size() == 3);
    setting.end();
}

TEST_CASE("a peer that does not answer has a breaker of its own, and people see when it is asked again") {
    TwoPeers setting{std::make_shared<Silent>()};
    setting.run(setting.until([](const auto& hl7, const auto& mqtt) {
        return hl7.breaker == outbox::Breaker::State::open && mqtt.delivered == 3;
    }));
    const auto silent = setting.target(0);
    CHECK(silent.at("breaker") != "closed");
    CHECK(silent.at("failing_since").is_string());
    CHECK(silent.at("pending").as_int64() + silent.at("sending").as_int64() == 3);
    CHECK(setting.target(1).at("breaker") == "closed");
    setting.end();
}

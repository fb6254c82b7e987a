// What alarm servers were seen or feared to do, over real sockets: nothing is lost, and nobody is called twice without
// need.
#include "tests/alarms/house.hpp"
#include "tests/support/test_pki.hpp"

using namespace vorab;
using alarm_server::Fault;
using async::Task;
using test::AlarmHouse;
using namespace std::chrono_literals;

namespace {
alarm_server::Options behaving(const char* user, Fault fault, std::optional<std::chrono::milliseconds> accepted = {}) {
    auto options = test::account(user);
    options.fault = fault;
    options.accept_after = accepted;
    return options;
}

Task<void> started(AlarmHouse& house) {
    while (house.cases.query_one("SELECT COUNT(*) FROM alarm WHERE started")->integer(0) == 0) {
        co_await async::sleep_for(10ms);
    }
}

/// Both links are up, so that it is decided where the call goes.
Task<void> both_linked(AlarmHouse& house) {
    const auto told = [&](const char* server) {
        return house.alarms->metrics().find(std::string{"standby{server=\""} + server + "\"}") != std::string::npos;
    };
    while (!told("daks") || !told("daks (standby)")) {
        co_await async::sleep_for(10ms);
    }
}

Task<void> announced(AlarmHouse& house) {
    co_await both_linked(house);
    const auto record = house.record("stemi");
    co_await house.announce(record);
}

Task<void> is_accepted_once(AlarmHouse& house) {
    co_await announced(house);
    co_await house.until("accepted");
    CHECK(house.cases.query_one("SELECT COUNT(*) FROM alarm_event WHERE event = 'calling'")->integer(0) == 1);
}
}  // namespace

TEST_CASE("indications before the answer, answers twice and odd frames change nothing") {
    for (const Fault fault : {Fault::indications_first, Fault::twice, Fault::split_frames, Fault::merged_frames,
                              Fault::prefix, Fault::no_namespace, Fault::missing_fields}) {
        INFO(static_cast<int>(fault));
        AlarmHouse house{behaving("first", fault, 20ms), behaving("second", Fault::none, 20ms)};
        house.play(is_accepted_once);
        CHECK(house.rang() == 1);
    }
}

TEST_CASE("a server that refuses with 503 or 406 is not the only one") {
    for (const int code : {503, 406}) {
        auto first = behaving("first", Fault::none);
        first.refuse = code;
        AlarmHouse house{first, behaving("second", Fault::none, 20ms)};
        house.play(is_accepted_once);
        CHECK(house.rang(1) == 1);
    }
}

namespace {
Task<void> is_asked_again(AlarmHouse& house) {
    co_await announced(house);
    for (int refused = 1; refused <= 2; ++refused) {
        while (house.cases.query_one("SELECT COUNT(*) FROM alarm_event WHERE event = 'refused'")->integer(0) <
               refused) {
            co_await async::sleep_for(10ms);
        }
        house.pass(4s);
    }
    co_await house.until("accepted");
}
}  // namespace

TEST_CASE("a conflict is asked again until the call is taken, and it is taken once") {
    auto first = behaving("first", Fault::none, 20ms);
    first.refuse = 409;
    first.refuse_count = 2;
    AlarmHouse house{first, behaving("second", Fault::none)};
    house.play(is_asked_again);
    CHECK(house.rang() == 1);
    CHECK(house.noted("call", 0) == 3);
}

namespace {
Task<void> dies_in_mid_call(AlarmHouse& house) {
    co_await announced(house);
    co_await started(house);
    CHECK(house.rang(0) == 1);
    co_await house.one.stop();
    // It does not come back: the other one, with the same reference, and somebody takes it there.
    co_await house.until_noted("call", 2);
    CHECK(house.rang(1) == 1);
    house.two.answer_call("all", {});
    co_await house.until("accepted");
    CHECK(house.cases.query_one("SELECT COUNT(*) FROM alarm_event WHERE event = 'calling'")->integer(0) == 1);
}
Task<void> comes_back_in_mid_call(AlarmHouse& house) {
    co_await announced(house);
    co_await started(house);
    house.one.drop_connections();
    co_await house.until_noted("call", 2);
    CHECK_THAT(house.notes.back().second, Catch::Contains("\"code\":450"));
    house.one.answer_call("all", {});
    co_await house.until("accepted");
    CHECK(house.rang() == 1);
}
}  // namespace

TEST_CASE("a server that dies in the middle of a call loses it to the other one") {
    AlarmHouse house{behaving("first", Fault::none), behaving("second", Fault::none)};
    house.play(dies_in_mid_call);
}

TEST_CASE("a link that breaks in the middle of a call is mended, and nobody is called again") {
    AlarmHouse house{behaving("first", Fault::none), behaving("second", Fault::none)};
    house.play(comes_back_in_mid_call);
}

namespace {
Task<void> gives_no_answer(AlarmHouse& house) {
    co_await announced(house);
    co_await started(house);
    CHECK(house.one.running_calls() == 1);
    CHECK(house.rang() == 1);
    house.one.answer_call("all", {});
    co_await house.until("accepted");
}
Task<void> answers_late(AlarmHouse& house) {
    co_await announced(house);
    co_await started(house);
    while (house.one.running_calls() + house.two.running_calls() != 1) {
        co_await async::sleep_for(10ms);
    }
    house.one.answer_call("all", {});
    house.two.answer_call("all", {});
    co_await house.until("accepted");
}
}  // namespace

TEST_CASE(
    "a server that runs a call without answering is believed by its indications, and the other one is not asked") {
    AlarmHouse house{behaving("first", Fault::silent_start), behaving("second", Fault::none)};
    house.play(gives_no_answer);
}

TEST_CASE("an answer that comes too late leaves one call, not two") {
    auto late = behaving("first", Fault::late_start);
    late.late_by = 600ms;
    AlarmHouse house{late, behaving("second", Fault::none)};
    house.play(answers_late);
}

namespace {
Task<void> becomes_active(AlarmHouse& house) {
    co_await both_linked(house);
    while (house.log_lines.find("every alarm server is on standby") == std::string::npos) {
        co_await async::sleep_for(10ms);
    }
    const auto record = house.record("stemi");
    co_await house.announce(record);
    co_await house.until("ringing");
    CHECK(house.rang() == 0);
    for (int i = 0; i < 8 && house.state_of() != "failed"; ++i) {
        house.pass(4s);
        co_await async::sleep_for(100ms);
    }
    co_await house.until("failed");
    co_await house.until_told("failed");
    house.two.options().fault = Fault::none;
    house.two.announce({"OK", false, "Low"});
    for (int i = 0; i < 50 && house.state_of() != "accepted"; ++i) {
        house.pass(4s);
        co_await async::sleep_for(100ms);
    }
    co_await house.until("accepted");
    CHECK(house.rang(1) == 1);
}
}  // namespace

TEST_CASE("both servers on standby: people are told to telephone, and the call is made as soon as one is active") {
    AlarmHouse house{behaving("first", Fault::standby, 20ms), behaving("second", Fault::standby, 20ms)};
    house.play(becomes_active);
}

namespace {
Task<void> goes_on_after_a_restart(AlarmHouse& house) {
    co_await announced(house);
    co_await started(house);
    co_await house.restart();
    co_await house.until_noted("login", 4);
    co_await async::sleep_for(50ms);
    house.one.answer_call("all", {});
    co_await house.until("accepted");
    CHECK(house.rang() == 1);
}
}  // namespace

TEST_CASE("a restart in the middle of a call hears its end, and calls nobody again") {
    AlarmHouse house{behaving("first", Fault::none), behaving("second", Fault::none)};
    house.play(goes_on_after_a_restart);
}

namespace {
Task<void> prefers_the_first(AlarmHouse& house) {
    co_await both_linked(house);
    house.one.options().fault = Fault::standby;
    house.one.announce({"OK", true, "Low"});
    while (house.alarms->metrics().find("standby{server=\"daks\"} 1") == std::string::npos) {
        co_await async::sleep_for(10ms);
    }
    const auto record = house.record("stemi");
    co_await house.announce(record);
    co_await house.until("accepted");
    CHECK(house.rang(1) == 1);
    house.one.options().fault = Fault::none;
    house.one.announce({"OK", false, "Low"});
    while (house.alarms->metrics().find("standby{server=\"daks\"} 1") != std::string::npos) {
        co_await async::sleep_for(10ms);
    }
    house.case_id = core::new_case_id();
    const auto next = house.record("stemi");
    co_await house.announce(next);
    co_await house.until("accepted");
    CHECK(house.rang(0) == 1);
}
}  // namespace

TEST_CASE("calls follow the server that is not on standby, and go back to the first one") {
    AlarmHouse house{behaving("first", Fault::none, 20ms), behaving("second", Fault::none, 20ms)};
    house.play(prefers_the_first);
}

namespace {
alarm_server::Options with_certificate(const test::Leaf& leaf) {
    auto options = behaving("first", Fault::none, 20ms);
    options.tls.emplace();
    options.tls->certificate_chain = leaf.certificate;
    options.tls->private_key = leaf.key;
    return options;
}

Task<void> does_without_the_first(AlarmHouse& house) {
    while (house.alarms->metrics().find("up{server=\"daks (standby)\"} 1") == std::string::npos) {
        co_await async::sleep_for(10ms);
    }
    const auto record = house.record("stemi");
    co_await house.announce(record);
    co_await house.until("accepted");
    CHECK(house.rang(0) == 0);
    CHECK(house.rang(1) == 1);
    while (house.log_lines.find("expired") == std::string::npos) {
        co_await async::sleep_for(10ms);
    }
    CHECK(house.noted("login", 0) == 0);
}
}  // namespace

TEST_CASE("a server whose certificate has expired hears no password and takes no call; the other one does") {
    test::TestPki pki;
    const auto expired = pki.make({.valid_from_days = -30, .valid_until_days = -1});
    AlarmHouse house{with_certificate(expired), behaving("second", Fault::none, 20ms)};
    espax::TlsOptions trusting;
    trusting.ca = pki.ca();
    trusting.name = "localhost";
    house.settings.servers[0].peers[0].tls = trusting;
    house.play(does_without_the_first);
}

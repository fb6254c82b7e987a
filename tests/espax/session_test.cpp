#include "espax/session.hpp"

#include "tests/espax/support.hpp"

using namespace vorab;
using namespace vorab::espax;

namespace {

/// A session and the server's side of it, by hand.
struct Link {
    explicit Link(const char* profile = "daks")
        : session({*profile_named(profile), "user", core::Sensitive<std::string>{"s3cret"}, "Vorab", "1"}, clock,
                  [this](Session::Direction, std::string_view xml) { trace += xml; }) {}

    std::vector<Action> receive(const Message& message, std::optional<std::uint64_t> invoke = {},
                                const std::string& id = "S1") {
        return session.on(Received{frame(write_document({message, invoke, id, {}}), 0)});
    }
    std::uint64_t connect() { return *only(sent(session.on(Connected{}))).invoke; }
    std::vector<Action> log_in() { return receive(LoginAnswer{"Server", "DAKS", answer_of(200)}, connect()); }
    std::uint64_t start(const std::string& reference) {
        return *only(sent(session.on(StartCall{{reference, "1002", "Polytrauma"}}))).invoke;
    }
    std::vector<Action> answer_start(std::uint64_t invoke, int code, const std::string& reference = "a1",
                                     const std::string& tan = "4711") {
        return receive(StartAnswer{answer_of(code), reference, tan, {}}, invoke);
    }
    std::vector<Action> expire(std::uint64_t invoke) {
        return session.on(TimerExpired{{Timer::Purpose::answer, invoke}});
    }

    HandClock clock;
    std::string trace;
    Session session;
};

EventIndication attempt(const std::string& status, const std::string& result) {
    EventIndication event;
    event.reference = "a1";
    event.tan = "4711";
    event.network_name = "Dr. Müller";
    event.network_number = "0049";
    event.status = status;
    event.result = result;
    return event;
}

Process process(const std::string& reference, const std::string& tan) { return {reference, "", "", tan, "", ""}; }

constexpr Timer heartbeat_due{Timer::Purpose::heartbeat, 0};
constexpr Timer condition_due{Timer::Purpose::condition, 0};

}  // namespace

TEST_CASE("a session logs in, asks for the condition and begins to send heartbeats") {
    Link link;
    const auto begun = link.session.on(Connected{});
    const auto login = only(sent(begun));
    CHECK(login.invoke == 1u);
    CHECK(login.timestamp == "2026-01-01T10:00:00");
    CHECK(std::get<LoginRequest>(login.message).password.reveal() == "s3cret");
    CHECK(only(actions_of<SetTimer>(begun)).after == std::chrono::seconds{5});
    CHECK_FALSE(link.session.ready());

    const auto ready = link.receive(LoginAnswer{"Server", "DAKS", answer_of(200)}, 1);
    CHECK(link.session.ready());
    CHECK(only(reports_of<LoggedIn>(ready)).software == "DAKS");
    CHECK(only(actions_of<CancelTimer>(ready)).timer == Timer{Timer::Purpose::answer, 1});
    const auto question = only(sent(ready));
    CHECK(std::holds_alternative<ConditionRequest>(question.message));
    CHECK(question.session == "S1");
    CHECK(actions_of<SetTimer>(ready).size() == 3);

    const auto known = link.receive(ConditionAnswer{answer_of(200), {"OK", false, "Low"}}, question.invoke);
    CHECK(only(reports_of<ServerCondition>(known)).condition.health == "OK");
    CHECK(link.session.standby() == false);
}

TEST_CASE("the password never stands in a trace") {
    Link link;
    link.log_in();
    CHECK(link.trace.find("REQ.LOGIN") != std::string::npos);
    CHECK(link.trace.find("RSP.LOGIN") != std::string::npos);
    CHECK(link.trace.find("s3cret") == std::string::npos);
}

TEST_CASE("a refused login closes the link and says whether trying again can help") {
    for (const auto& [code, action] : {std::pair{401, CodeAction::fatal}, std::pair{402, CodeAction::fatal},
                                       std::pair{403, CodeAction::drop}, std::pair{503, CodeAction::failover}}) {
        Link link;
        const auto actions = link.receive(LoginAnswer{"", "", answer_of(code)}, link.connect(), "");
        CHECK(only(reports_of<LoginRefused>(actions)).action == action);
        CHECK(actions_of<Close>(actions).size() == 1);
        CHECK_FALSE(link.session.ready());
        CHECK(link.receive(LoginAnswer{"", "", answer_of(200)}, 1).empty());  // nothing counts after the close
    }
}

TEST_CASE("a login without a session id, or without an answer, closes the link") {
    Link nameless;
    CHECK(actions_of<Close>(nameless.receive(LoginAnswer{"", "", answer_of(200)}, nameless.connect(), "")).size() == 1);
    Link silent;
    const auto invoke = silent.connect();
    CHECK(actions_of<Close>(silent.expire(invoke)).size() == 1);
    CHECK(silent.expire(invoke).empty());
}

TEST_CASE("heartbeats go on as long as they are answered with 200 and in time") {
    Link link;
    link.log_in();
    const auto beat = link.session.on(TimerExpired{heartbeat_due});
    const auto request = only(sent(beat));
    CHECK(std::holds_alternative<HeartbeatRequest>(request.message));
    CHECK(only(actions_of<SetTimer>(beat)).after == std::chrono::seconds{3});
    const auto next = link.receive(HeartbeatAnswer{answer_of(200)}, request.invoke);
    CHECK(only(actions_of<SetTimer>(next)).timer == heartbeat_due);

    SECTION("not in time") {
        const auto again = only(sent(link.session.on(TimerExpired{heartbeat_due})));
        CHECK(actions_of<Close>(link.expire(*again.invoke)).size() == 1);
    }
    SECTION("not 200") {
        const auto again = only(sent(link.session.on(TimerExpired{heartbeat_due})));
        CHECK(actions_of<Close>(link.receive(HeartbeatAnswer{answer_of(407)}, again.invoke)).size() == 1);
    }
}

TEST_CASE("the condition is asked for again and again, and its silence is no harm") {
    Link link;
    link.log_in();
    const auto asked = link.session.on(TimerExpired{condition_due});
    CHECK(only(sent(asked)).message.index() == Message{ConditionRequest{}}.index());
    CHECK(actions_of<SetTimer>(asked).back().timer == condition_due);
    CHECK(link.expire(*only(sent(asked)).invoke).empty());
    CHECK(link.session.ready());
}

TEST_CASE("a call is started, followed and ended") {
    Link link;
    link.log_in();
    const auto actions =
        link.session.on(StartCall{{"a1", "1002", "Poly\ntrauma", Priority::emergency, Tone::urgent, 3, 10}});
    const auto request = only(sent(actions));
    const auto& start = std::get<StartRequest>(request.message);
    CHECK(start.reference == "a1");
    CHECK(start.group == "1002");
    CHECK(start.text == "Poly trauma");
    CHECK(start.priority == "Emergency");
    CHECK(start.signal == "Urgent");
    CHECK(start.attempts == 3);
    CHECK(start.delay == 10);
    CHECK(start.details == "All");

    const auto accepted = only(reports_of<CallAccepted>(link.answer_start(*request.invoke, 200)));
    CHECK(accepted.tan == "4711");
    CHECK_FALSE(accepted.duplicate);

    CHECK(only(reports_of<CallProgress>(link.receive(StartedIndication{process("a1", "4711"), "Active"}))).status ==
          "Active");
    CHECK(only(reports_of<CallProgress>(link.receive(StatusIndication{process("", "4711"), "", "Queued", "None", {}})))
              .reference == "a1");
    CHECK(reports_of<CallTaken>(link.receive(attempt("Processing", "Accepted"))).empty());
    const auto taken = only(reports_of<CallTaken>(link.receive(attempt("Completed", "Accepted"))));
    CHECK(taken.person == "Dr. Müller");
    CHECK(taken.number == "0049");

    const auto end = link.receive(EndedIndication{process("a1", "4711"), "", "Finished", "Positive confirmed"});
    CHECK(reports_of<CallTaken>(end).empty());  // already told
    CHECK(only(reports_of<CallEnded>(end)).taken);
    // After its end the TAN is forgotten.
    CHECK(reports_of<Oddity>(link.receive(EndedIndication{process("", "4711"), "", "", ""})).size() == 1);
}

TEST_CASE("only the profile's words, and only a completed attempt, mean that a human took the alarm") {
    for (const auto* word : {"Reached", "Positive", "Negative confirmed", "Conversation", "accepted", "None", ""}) {
        INFO(word);
        Link link;
        link.log_in();
        link.answer_start(link.start("a1"), 200);
        CHECK(reports_of<CallTaken>(link.receive(attempt("Completed", word))).empty());
        const auto end = link.receive(EndedIndication{process("a1", ""), "", "Finished", word});
        CHECK(reports_of<CallTaken>(end).empty());
        CHECK_FALSE(only(reports_of<CallEnded>(end)).taken);
    }
    Link link;
    link.log_in();
    link.answer_start(link.start("a1"), 200);
    const auto end = link.receive(EndedIndication{process("a1", ""), "", "Finished", "Positive confirmed"});
    CHECK(only(reports_of<CallTaken>(end)).person.empty());
    CHECK(only(reports_of<CallEnded>(end)).taken);
}

TEST_CASE("indications that come before the answer count, also in place of an answer that never comes") {
    Link link;
    link.log_in();
    const auto invoke = link.start("a1");
    CHECK(reports_of<CallProgress>(link.receive(StartedIndication{process("a1", "4711"), "Active"})).size() == 1);
    SECTION("the answer comes") { CHECK(only(reports_of<CallAccepted>(link.answer_start(invoke, 200))).tan == "4711"); }
    SECTION("it does not come in time") { CHECK(only(reports_of<CallAccepted>(link.expire(invoke))).tan == "4711"); }
    SECTION("the call ends before it") {
        const auto end = link.receive(EndedIndication{process("a1", "4711"), "", "Finished", "Positive confirmed"});
        CHECK(only(reports_of<CallAccepted>(end)).tan == "4711");
        CHECK(only(actions_of<CancelTimer>(end)).timer == Timer{Timer::Purpose::answer, invoke});
        CHECK(only(reports_of<CallEnded>(end)).taken);
        CHECK(link.expire(invoke).empty());
        CHECK(reports_of<CallAccepted>(link.answer_start(invoke, 200)).empty());
    }
    SECTION("the link goes") { CHECK(reports_of<CallAccepted>(link.session.on(Disconnected{})).size() == 1); }
    SECTION("the repetition is refused") {
        CHECK(reports_of<CallRefused>(link.answer_start(invoke, 503)).size() == 1);
        CHECK(reports_of<CallTaken>(link.receive(attempt("Completed", "Accepted"))).size() == 1);
    }
}

TEST_CASE("every refusal says what is to be done next") {
    for (const auto& [code, action] :
         {std::pair{400, CodeAction::drop}, std::pair{406, CodeAction::failover}, std::pair{409, CodeAction::retry},
          std::pair{503, CodeAction::failover}, std::pair{402, CodeAction::fatal}, std::pair{777, CodeAction::drop}}) {
        Link link;
        link.log_in();
        const auto refused = only(reports_of<CallRefused>(link.answer_start(link.start("a1"), code)));
        CHECK(refused.code == code);
        CHECK(refused.action == action);
        CHECK(reports_of<Oddity>(link.receive(attempt("Completed", "Accepted"))).size() == 1);
    }
}

TEST_CASE("a duplicate means that the call runs") {
    Link link;
    link.log_in();
    link.answer_start(link.start("a1"), 200);
    const auto again = only(reports_of<CallAccepted>(link.answer_start(link.start("a1"), 450, "a1", "0")));
    CHECK(again.duplicate);
    CHECK(again.tan == "4711");
    CHECK(only(reports_of<CallTaken>(link.receive(attempt("Completed", "Accepted")))).reference == "a1");
}

TEST_CASE("a call that cannot be started is refused without a word to the server") {
    Link link;
    const auto offline = only(reports_of<CallRefused>(link.session.on(StartCall{{"a1", "1002", ""}})));
    CHECK(offline.action == CodeAction::failover);
    link.log_in();
    for (const Call& call : {Call{"", "1002", ""}, Call{std::string(33, 'a'), "1002", ""}, Call{"a1", "10023", ""},
                             Call{"a1", "ward", ""}, Call{"a1", "", ""}, Call{"a\n1", "1002", ""}}) {
        const auto actions = link.session.on(StartCall{call});
        CHECK(actions_of<Send>(actions).empty());
        CHECK(only(reports_of<CallRefused>(actions)).action == CodeAction::drop);
    }
    link.receive(SystemIndication{{"OK", true, ""}});
    const auto standby = link.session.on(StartCall{{"a1", "1002", ""}});
    CHECK(actions_of<Send>(standby).empty());
    CHECK(only(reports_of<CallRefused>(standby)).action == CodeAction::failover);
}

TEST_CASE("no answer and a late answer: the call is told to be uncertain, then to run, once") {
    Link link;
    link.log_in();
    const auto invoke = link.start("a1");
    CHECK(link.session.on(StartCall{{"a1", "1002", "again"}}).empty());  // one request serves both
    const auto refused = only(reports_of<CallRefused>(link.expire(invoke)));
    CHECK(refused.code == 0);
    CHECK(refused.action == CodeAction::failover);
    CHECK(reports_of<CallAccepted>(link.answer_start(invoke, 503)).empty());
    CHECK(only(reports_of<CallAccepted>(link.answer_start(invoke, 200))).tan == "4711");
    const auto twice = link.answer_start(invoke, 200);
    CHECK(reports_of<CallAccepted>(twice).empty());
    CHECK(reports_of<Oddity>(twice).size() == 1);
    CHECK(reports_of<CallAccepted>(link.answer_start(invoke, 200, "stranger")).empty());
}

TEST_CASE("a lost link fails what waits, forgets the login, and keeps the calls that run") {
    Link link;
    link.log_in();
    link.answer_start(link.start("a1"), 200);
    link.start("a2");
    link.session.on(StopCall{"a1"});
    const auto lost = link.session.on(Disconnected{});
    CHECK(only(reports_of<CallRefused>(lost)).reference == "a2");
    CHECK_FALSE(only(reports_of<CallStopped>(lost)).stopped);
    CHECK(only(reports_of<LinkDown>(lost)).was_ready);
    CHECK_FALSE(link.session.ready());
    CHECK(link.session.on(TimerExpired{heartbeat_due}).empty());

    link.receive(LoginAnswer{"Server", "DAKS", answer_of(200)}, link.connect(), "S2");
    CHECK(reports_of<CallTaken>(link.receive(attempt("Completed", "Accepted"), {}, "S2")).size() == 1);
    // The old session's id does not count any more.
    CHECK(reports_of<Oddity>(link.receive(attempt("Completed", "Accepted"), {}, "S1")).size() == 1);
}

TEST_CASE("a call is stopped; one that is over already is stopped too") {
    Link link;
    CHECK_FALSE(only(reports_of<CallStopped>(link.session.on(StopCall{"a1"}))).stopped);
    link.log_in();
    link.answer_start(link.start("a1"), 200);
    const auto request = only(sent(link.session.on(StopCall{"a1"})));
    const auto& selection = std::get<StopRequest>(request.message).selection;
    CHECK(selection.reference == "a1");
    CHECK(selection.tan == "4711");
    CHECK(selection.mask == "All");
    CHECK(only(reports_of<CallStopped>(link.receive(StopAnswer{answer_of(200)}, request.invoke))).stopped);
    const auto again = *only(sent(link.session.on(StopCall{"a1"}))).invoke;
    CHECK(only(reports_of<CallStopped>(link.receive(StopAnswer{answer_of(410)}, again))).stopped);
    const auto refused = *only(sent(link.session.on(StopCall{"a1"}))).invoke;
    CHECK_FALSE(only(reports_of<CallStopped>(link.receive(StopAnswer{answer_of(500)}, refused))).stopped);
    const auto silent = *only(sent(link.session.on(StopCall{"a1"}))).invoke;
    CHECK_FALSE(only(reports_of<CallStopped>(link.expire(silent))).stopped);
}

TEST_CASE("a session logs out, and closes also when nobody answers") {
    Link link;
    CHECK(link.session.on(LogOut{}).empty());
    link.log_in();
    const auto request = only(sent(link.session.on(LogOut{})));
    CHECK(std::get<LogoutRequest>(request.message).reason == "Normal");
    CHECK_FALSE(link.session.ready());
    SECTION("answered") {
        CHECK(actions_of<Close>(link.receive(LogoutAnswer{answer_of(200)}, request.invoke)).size() == 1);
    }
    SECTION("not answered") { CHECK(actions_of<Close>(link.expire(*request.invoke)).size() == 1); }
}

TEST_CASE("a shutdown and a broken header close the link") {
    Link shut;
    shut.log_in();
    CHECK(actions_of<Close>(shut.receive(Shutdown{"Normal", "Immediate"})).size() == 1);
    Link broken;
    broken.log_in();
    CHECK(actions_of<Close>(broken.session.on(Received{"HTTP/1.1 400"})).size() == 1);
    CHECK(broken.session.on(Received{frame("<a/>", 0)}).empty());
    CHECK(broken.session.on(LogOut{}).empty());
}

TEST_CASE("X7: what a peer should not send is reported and ignored") {
    Link link;
    link.log_in();
    const auto odd = [&](const std::vector<Action>& actions) {
        CHECK(actions.size() == 1);
        return reports_of<Oddity>(actions).size() == 1;
    };
    CHECK(odd(link.session.on(Received{frame("<!DOCTYPE a><ESPA-X/>", 0)})));
    CHECK(odd(link.session.on(Received{frame("<ESPA-X version='1.00'><NEW.THING/></ESPA-X>", 0)})));
    CHECK(odd(link.receive(ErrorIndication{"Server", answer_of(602)}, {}, "")));
    CHECK(odd(link.receive(HeartbeatRequest{}, 5)));
    CHECK(odd(link.receive(HeartbeatAnswer{answer_of(200)}, 99)));
    CHECK(odd(link.receive(attempt("Completed", "Accepted"))));
    CHECK(odd(link.receive(EndedIndication{process("zz", "9"), "", "", ""})));
    CHECK(odd(link.receive(StartedIndication{process("", ""), ""})));
    CHECK(link.receive(SyncIndication{}).empty());
    CHECK(link.receive(Proprietary{}).empty());
    // An answer of the wrong kind does not settle a request.
    const auto invoke = link.start("a1");
    CHECK(odd(link.receive(HeartbeatAnswer{answer_of(200)}, invoke)));
    CHECK(reports_of<CallAccepted>(link.answer_start(invoke, 200)).size() == 1);
    CHECK(link.session.ready());
    CHECK(link.receive(ParametersAnswer{answer_of(200)}, 77).size() == 1);
}

TEST_CASE("answers are understood at every split of the bytes") {
    const auto answer = frame(write_document({LoginAnswer{"S", "D", answer_of(200)}, 1, "S1", {}}), 9);
    for (std::size_t split = 0; split <= answer.size(); ++split) {
        Link link;
        link.connect();
        link.session.on(Received{std::string_view{answer}.substr(0, split)});
        link.session.on(Received{std::string_view{answer}.substr(split)});
        REQUIRE(link.session.ready());
    }
}

TEST_CASE("calls older than a day are forgotten") {
    Link link;
    link.log_in();
    link.answer_start(link.start("a1"), 200);
    link.clock.time += std::chrono::hours{25};
    link.answer_start(link.start("a2"), 200, "a2", "4712");
    CHECK(reports_of<Oddity>(link.receive(attempt("Completed", "Accepted"))).size() == 1);
    CHECK(reports_of<CallProgress>(link.receive(StatusIndication{process("", "4712"), "", "Active", "", {}})).size() ==
          1);
}

TEST_CASE("profiles decide how a call is addressed, how long its text is, and what the header says") {
    const Call call{"a1", "Schockraum", std::string(300, 'x')};
    const auto mobicall = *start_request(call, *profile_named("mobicall"));
    CHECK(mobicall.calling_name == "Schockraum");
    CHECK(mobicall.group.empty());
    CHECK(mobicall.text.size() == 160);
    CHECK(start_request({"a1", "1002", std::string(300, 'x')}, *profile_named("daks"))->text.size() == 250);
    auto phone = *profile_named("generic");
    phone.address_mode = AddressMode::phone;
    CHECK(start_request(call, phone)->phone == "Schockraum");
    CHECK_FALSE(profile_named("other").has_value());

    HandClock clock;
    auto plain = *profile_named("generic");
    plain.header_number = HeaderNumber::zero;
    plain.timestamp = false;
    Session session{{plain, "u", core::Sensitive<std::string>{"p"}, "c", "s"}, clock};
    const auto bytes = only(actions_of<Send>(session.on(Connected{}))).bytes;
    CHECK(bytes.substr(6, 4) == std::string(4, '\0'));
    CHECK(only(documents_of(bytes)).timestamp.empty());
}

TEST_CASE("priorities and tones have the standard's words") {
    const auto profile = *profile_named("generic");
    const auto words = [&](Priority priority, Tone tone) {
        const auto request = *start_request({"a", "1", "", priority, tone}, profile);
        return request.priority + '/' + request.signal;
    };
    CHECK(words(Priority::low, Tone::standard) == "Low/Standard");
    CHECK(words(Priority::standard, Tone::urgent) == "Standard/Urgent");
    CHECK(words(Priority::medium, Tone::emergency) == "Medium/Emergency");
    CHECK(words(Priority::high, Tone::special) == "High/Special");
}

TEST_CASE("waiting for the next connection doubles up to a most, less the jitter") {
    const auto profile = *profile_named("generic");
    CHECK(reconnect_wait(profile, 1, 0) == std::chrono::seconds{1});
    CHECK(reconnect_wait(profile, 2, 0) == std::chrono::seconds{2});
    CHECK(reconnect_wait(profile, 4, 0) == std::chrono::seconds{5});
    CHECK(reconnect_wait(profile, 1'000'000, 0) == std::chrono::seconds{5});
    CHECK(reconnect_wait(profile, 9, 1) == std::chrono::milliseconds{2'500});
    CHECK(reconnect_wait(profile, 0, 7) == std::chrono::milliseconds{500});
}

#include "espax/session.hpp"

#include "tests/espax/support.hpp"

using namespace vorab;
using namespace vorab::espax;

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

TEST_CASE("X7: nothing counts before the login, nor with another session's id, nor an answer twice") {
    Link link;
    link.session.adopt("a1");
    const auto invoke = link.connect();
    for (const auto* id : {"", "S1"}) {
        const auto early = link.receive(attempt("Completed", "Accepted"), {}, id);
        CHECK(reports_of<Oddity>(early).size() == 1);
        CHECK(reports_of<CallTaken>(early).empty());
    }
    CHECK(reports_of<Oddity>(link.receive(SystemIndication{{"OK", true, "Low"}}, {}, "")).size() == 1);
    CHECK_FALSE(link.session.standby());
    CHECK(reports_of<LoggedIn>(link.receive(LoginAnswer{"S", "D", answer_of(200)}, invoke)).size() == 1);
    CHECK(reports_of<Oddity>(link.receive(LoginAnswer{"S", "D", answer_of(200)}, invoke, "S2")).size() == 1);
    CHECK(reports_of<Oddity>(link.receive(LoginAnswer{"S", "D", answer_of(200)}, invoke)).size() == 1);
    for (const auto* guess : {"S2", "s1", "S1 ", "S11"}) {
        const auto guessed = link.receive(attempt("Completed", "Accepted"), {}, guess);
        CHECK(reports_of<Oddity>(guessed).size() == 1);
        CHECK(reports_of<CallTaken>(guessed).empty());
    }
    CHECK(reports_of<CallTaken>(link.receive(attempt("Completed", "Accepted"))).size() == 1);
}

TEST_CASE("X7: of names and versions only what cannot be mistaken is read") {
    Link link;
    link.log_in();
    const auto odd = [&link](const std::string& document) {
        return reports_of<Oddity>(link.session.on(Received{frame(document, 0)})).size() == 1;
    };
    const std::string sync = "<IND.P-SYNC sessionID='S1'/></ESPA-X>";
    CHECK_FALSE(odd("<ESPA-X version='1.00'>" + sync));
    CHECK_FALSE(odd("<ESPA-X version='1.00' xmlns='urn:else'>" + sync));
    CHECK_FALSE(odd("<ESPA-X xmlns:x='urn:x'><IND.P-SYNC x:sessionID='S2' sessionID='S1'/></ESPA-X>"));
    CHECK(odd("<ESPA-X version='2.00'>" + sync));
    CHECK(odd("<ESPA-X version=''>" + sync));
    CHECK(odd("<espa-x version='1.00'>" + sync.substr(0, sync.size() - 9) + "</espa-x>"));
    CHECK(odd("<ESPA-X xmlns:x='urn:x'><x:IND.P-SYNC sessionID='S1'/>" + sync));
    CHECK(odd("<x:ESPA-X>" + sync));
    CHECK(link.session.ready());
}

TEST_CASE("X7: a flood of heartbeats ends the link after a hundred, whatever it is split into") {
    const auto flood = [](const Message& message, int frames) {
        Link link;
        link.log_in();
        std::size_t odd = 0;
        std::size_t closed = 0;
        for (int i = 0; i < frames; ++i) {
            const auto actions = link.receive(message, 4'000);
            odd += reports_of<Oddity>(actions).size();
            closed += actions_of<Close>(actions).size();
        }
        return std::pair{odd, closed};
    };
    CHECK(flood(HeartbeatAnswer{answer_of(200)}, 100) == std::pair<std::size_t, std::size_t>{100, 0});
    CHECK(flood(HeartbeatAnswer{answer_of(200)}, 1'000) == std::pair<std::size_t, std::size_t>{101, 1});
    CHECK(flood(HeartbeatRequest{}, 1'000) == std::pair<std::size_t, std::size_t>{101, 1});
    CHECK(flood(SyncIndication{}, 4'000).second == 0);
    CHECK(flood(SyncIndication{}, 6'000).second == 1);
    Link link;
    link.log_in();
    for (int i = 0; i < 3; ++i) {  // what comes between two heartbeats counts
        for (int odd = 0; odd < 90; ++odd) link.receive(HeartbeatRequest{}, 5);
        const auto beat = only(sent(link.session.on(TimerExpired{{Timer::Purpose::heartbeat, 0}})));
        CHECK(actions_of<Close>(link.receive(HeartbeatAnswer{answer_of(200)}, beat.invoke)).empty());
    }
    CHECK(link.session.ready());
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

TEST_CASE("waiting for the next connection doubles up to a most, less the jitter") {
    const auto profile = *profile_named("generic");
    CHECK(reconnect_wait(profile, 1, 0) == std::chrono::seconds{1});
    CHECK(reconnect_wait(profile, 2, 0) == std::chrono::seconds{2});
    CHECK(reconnect_wait(profile, 4, 0) == std::chrono::seconds{5});
    CHECK(reconnect_wait(profile, 1'000'000, 0) == std::chrono::seconds{5});
    CHECK(reconnect_wait(profile, 9, 1) == std::chrono::milliseconds{2'500});
    CHECK(reconnect_wait(profile, 0, 7) == std::chrono::milliseconds{500});
}

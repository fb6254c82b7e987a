#include "espax/call.hpp"

#include "tests/espax/support.hpp"

using namespace vorab;
using namespace vorab::espax;

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

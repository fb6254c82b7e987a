#include "espax/document.hpp"

#include "tests/support/catch.hpp"

using namespace vorab;
using namespace vorab::espax;

namespace {

/// Every message, every field filled.
std::vector<Message> all_messages() {
    const Answer ok = answer_of(200, "fine & good");
    const Process process{"a1", "1002", "49-89", "18446744073709551615", "Trauma", "2026-01-01T10:00:00"};
    return {LoginRequest{"Hospital", "1.0", "user", core::Sensitive<std::string>{"s3cret"}},
            LoginAnswer{"Testserver", "DAKS-Pro sim", ok},
            HeartbeatRequest{},
            HeartbeatAnswer{ok},
            LogoutRequest{"Normal"},
            LogoutAnswer{ok},
            Shutdown{"Service", "Quick"},
            ConditionRequest{},
            ConditionAnswer{ok, {"OK", false, "Low"}},
            ParametersRequest{},
            ParametersAnswer{ok},
            SystemIndication{{"Problem detected", true, "Full"}},
            StartRequest{"a1", "1002", "49", "12", "Schockraum", "Polytrauma <SK1> & mehr", "Urgent", "ZNA", "1", "x",
                         "Phone", std::uint16_t{0}, std::uint16_t{3}, "High", "7", "99", "All"},
            StartAnswer{ok, "a1", "4711", "Low"},
            StartedIndication{process, "Active"},
            StopRequest{{"a1", "4711", "Queued Active"}},
            StopAnswer{ok},
            EndedIndication{process, "done", "Finished", "Positive confirmed"},
            StateRequest{{"a1", "4711", "All"}},
            StateAnswer{ok},
            SyncIndication{},
            StatusIndication{process, "99", "Conversation setup", "None", true},
            EventIndication{"a1", "4711", false, "+4989", "Dr. Müller", "7", "8", "9", "1", "Outbound", "Completed",
                            "Accepted"},
            ErrorIndication{"Testserver", answer_of(601)},
            Proprietary{}};
}

std::string wrapped(const std::string& message) {
    return R"(<ESPA-X xmlns="http://ns.espa-x.org/espa-x" version="1.00" timestamp="2026-01-01T10:00:00">)" + message +
           "</ESPA-X>";
}

core::Problem problem_of(const std::string& xml) {
    const auto document = read_document(xml);
    REQUIRE_FALSE(document.has_value());
    return document.error().problem;
}

}  // namespace

TEST_CASE("every message survives the way to XML and back, in every dialect") {
    REQUIRE(all_messages().size() == std::variant_size_v<Message>);
    for (const Dialect& dialect : {Dialect{}, Dialect{false, ""}, Dialect{true, "e"}}) {
        for (const auto& message : all_messages()) {
            const Document document{message, 18446744073709551615u, "S<1>", "2026-01-01T10:00:00"};
            const auto xml = write_document(document, dialect);
            INFO(xml);
            const auto back = read_document(xml);
            REQUIRE(back.has_value());
            CHECK(back->message.index() == message.index());
            CHECK(back->invoke == document.invoke);
            CHECK(back->session == document.session);
            CHECK(back->timestamp == document.timestamp);
            CHECK(write_document(*back, dialect) == xml);
            if (const auto* login = std::get_if<LoginRequest>(&back->message))
                CHECK(login->password.reveal() == "s3cret");
        }
    }
}

TEST_CASE("documents as servers and clients are known to write them are read") {
    const auto login = read_document(wrapped(
        R"(<REQ.LOGIN invokeID="1"><LI-CLIENT>Hospital</LI-CLIENT><LI-CLIENTSW>1.0</LI-CLIENTSW><LI-USER>user</LI-USER><LI-PASSWORD>pass</LI-PASSWORD></REQ.LOGIN>)"));
    CHECK(std::get<LoginRequest>(login->message).user == "user");
    CHECK(login->session.empty());

    const auto condition = read_document(wrapped(
        R"(<RSP.S-CONDITION invokeID="2" sessionID="S1"><RSP-CODE>200</RSP-CODE><RSP-REASON>OK</RSP-REASON><S-HEALTH>OK</S-HEALTH><S-HOTSTBY>false</S-HOTSTBY><S-LOAD>Low</S-LOAD></RSP.S-CONDITION>)"));
    CHECK(std::get<ConditionAnswer>(condition->message).condition.standby == false);
    CHECK(condition->session == "S1");

    const auto start = read_document(wrapped(
        R"(<REQ.P-START invokeID="4" sessionID="S1"><CP-PR-REF>a1</CP-PR-REF><CP-GROUPID>1002</CP-GROUPID><CP-TEXTMSG>Ward 3 room 12</CP-TEXTMSG><CP-PRIO>High</CP-PRIO><CP-PR-DETAILS>All</CP-PR-DETAILS></REQ.P-START>)"));
    CHECK(std::get<StartRequest>(start->message).group == "1002");

    const auto ended = read_document(wrapped(
        R"(<IND.P-ENDED sessionID="S1"><CP-PR-REF>a1</CP-PR-REF><SP-PR-TAN>4711</SP-PR-TAN><SP-ENDREASON>Finished</SP-ENDREASON><SP-RESULT>Positive confirmed</SP-RESULT></IND.P-ENDED>)"));
    CHECK(std::get<EndedIndication>(ended->message).result == "Positive confirmed");
    CHECK_FALSE(ended->invoke.has_value());

    const auto error =
        read_document(wrapped("<IND.ERROR><LI-SERVER>Testserver</LI-SERVER><RSP-CODE>601</RSP-CODE><RSP-REASON>Not "
                              "wellformed</RSP-REASON></IND.ERROR>"));
    CHECK(std::get<ErrorIndication>(error->message).answer.code == 601);
}

TEST_CASE("reading is tolerant where real peers differ") {
    const auto bare = read_document(R"(<ESPA-X version="1.00"><REQ.HEARTBEAT invokeID="0" sessionID="x"/></ESPA-X>)");
    CHECK(bare->invoke == 0u);
    const auto start = read_document(wrapped(
        R"(<REQ.P-START invokeID="1" sessionID="x"><CP-GROUPID>7</CP-GROUPID><CP-PHONENO/><CP-DELAY></CP-DELAY><CP-ATTEMPTS>70000</CP-ATTEMPTS><NEW-THING a="b">?</NEW-THING><PROPRIETARY><DAKS_ESPA-X><START1><CP-GROUPID>8</CP-GROUPID></START1></DAKS_ESPA-X></PROPRIETARY></REQ.P-START>)"));
    REQUIRE(start.has_value());
    const auto& call = std::get<StartRequest>(start->message);
    CHECK(call.group == "7");
    CHECK(call.phone.empty());
    CHECK_FALSE(call.delay.has_value());
    CHECK_FALSE(call.attempts.has_value());
    const auto event =
        read_document(wrapped("<IND.P-EVENT><SP-GETSTAT>1</SP-GETSTAT><SS-NETW-NO>+49</SS-NETW-NO><SS-RESULT>Negative "
                              "confirmed</SS-RESULT></IND.P-EVENT>"));
    CHECK(std::get<EventIndication>(event->message).result == "Negative confirmed");
    CHECK(std::get<EventIndication>(event->message).asked_for == true);
    const auto odd = read_document(wrapped("<IND.S-SYSTEM><S-HOTSTBY>perhaps</S-HOTSTBY></IND.S-SYSTEM>"));
    CHECK_FALSE(std::get<SystemIndication>(odd->message).condition.standby.has_value());
    CHECK(read_document(wrapped("<IND.S-SYSTEM><S-HOTSTBY>0</S-HOTSTBY></IND.S-SYSTEM>")).has_value());
    CHECK(read_document("<ESPA-X><NEWER/><IND.P-SYNC/></ESPA-X>").has_value());
}

TEST_CASE("what is no ESPA-X message is refused as such") {
    using core::Problem;
    CHECK(problem_of("<ESPA-X") == Problem::malformed);
    CHECK(problem_of("<OTHER version='1.00'><IND.P-SYNC/></OTHER>") == Problem::schema_violation);
    CHECK(problem_of("<ESPA-X version='2.00'><IND.P-SYNC/></ESPA-X>") == Problem::schema_violation);
    CHECK(problem_of(wrapped("")) == Problem::schema_violation);
    CHECK(problem_of(wrapped("<REQ.UNKNOWN invokeID='1'/>")) == Problem::schema_violation);
    CHECK(problem_of(wrapped("<IND.P-SYNC/><IND.P-SYNC/>")) == Problem::schema_violation);
    CHECK(problem_of(wrapped("<REQ.HEARTBEAT/>")) == Problem::schema_violation);
    for (const auto* invoke : {"-1", "", "1x", "18446744073709551616", " 1"}) {
        INFO(invoke);
        CHECK(problem_of(wrapped(std::string{"<REQ.HEARTBEAT invokeID='"} + invoke + "'/>")) ==
              Problem::schema_violation);
    }
    CHECK(problem_of(wrapped("<RSP.HEARTBEAT invokeID='1'/>")) == Problem::schema_violation);
    CHECK(problem_of(wrapped("<RSP.HEARTBEAT invokeID='1'><RSP-CODE>ok</RSP-CODE></RSP.HEARTBEAT>")) ==
          Problem::schema_violation);
    // Two response codes: two readers could each believe another one.
    CHECK(problem_of(wrapped("<RSP.HEARTBEAT invokeID='1'><RSP-CODE>200</RSP-CODE><x:RSP-CODE "
                             "xmlns:x='urn:x'>401</x:RSP-CODE></RSP.HEARTBEAT>")) == Problem::schema_violation);
}

TEST_CASE("the password is in the document and never in its masked form") {
    const Document login{LoginRequest{"a", "b", "user", core::Sensitive<std::string>{"s3cret"}}, 1, "", ""};
    CHECK(write_document(login).find("s3cret") != std::string::npos);
    CHECK(write_masked(login).find("s3cret") == std::string::npos);
    CHECK(write_masked(login).find("user") != std::string::npos);
    CHECK(write_masked({SyncIndication{}, {}, "S1", ""}) == write_document({SyncIndication{}, {}, "S1", ""}));
}

TEST_CASE("codes have their standard words") {
    CHECK(reason_of(450) == "Duplicate");
    CHECK(reason_of(299) == "Unknown");
    CHECK(answer_of(503).reason == "Service Unavailable");
}

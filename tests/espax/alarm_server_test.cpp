// The simulated alarm server by plain calls: what it answers, refuses and plays.
#include "tools/alarm_server/alarm_server.hpp"

#include <filesystem>
#include <fstream>
#include <unistd.h>

#include "tests/espax/support.hpp"
#include "tools/alarm_server/command_line.hpp"

using namespace vorab;
using namespace vorab::alarm_server;
using espax::Answer;
using espax::Document;
using espax::Message;

namespace {

Options account() {
    Options options;
    options.password = core::Sensitive<std::string>{"s3cret"};
    return options;
}

template <class T>
std::vector<T> outputs_of(const Outputs& outputs) {
    std::vector<T> found;
    for (const auto& output : outputs)
        if (const auto* wanted = std::get_if<T>(&output)) found.push_back(*wanted);
    return found;
}

std::vector<Document> documents(const Outputs& outputs) {
    std::string bytes;
    for (const auto& sent : outputs_of<Send>(outputs)) bytes += sent.bytes;
    return espax::documents_of(bytes);
}

std::vector<std::string> names(const Outputs& outputs) {
    std::vector<std::string> found;
    for (const auto& document : documents(outputs)) found.emplace_back(espax::name_of(document.message));
    return found;
}

const Answer& answer_in(const Document& document) {
    return std::visit(
        [](const auto& message) -> const Answer& {
            if constexpr (requires { message.answer; }) return message.answer;
            throw std::logic_error{"not an answer"};
        },
        document.message);
}

/// One client's side, by hand.
struct Bench {
    explicit Bench(Options options = account()) : server(std::move(options), clock) { server.connected(1); }

    Outputs send(const Message& message, ConnectionId connection = 1) {
        return server.received(connection, espax::frame(espax::write_document({message, ++invoke, session, {}}), 42));
    }
    Outputs send_xml(const std::string& xml) { return server.received(1, espax::frame(xml, 0)); }
    int code_of(const Outputs& outputs) { return answer_in(documents(outputs).at(0)).code; }
    void log_in() { session = documents(send(login())).at(0).session; }
    static espax::LoginRequest login(const std::string& password = "s3cret") {
        return {"Test", "1", "vorab", core::Sensitive{password}};
    }
    static espax::StartRequest call(const std::string& reference, const std::string& details = "All") {
        espax::StartRequest request;
        request.reference = reference;
        request.group = "1002";
        request.text = "Polytrauma";
        request.details = details;
        return request;
    }
    std::string tan_of(const Outputs& outputs) {
        return std::get<espax::StartAnswer>(documents(outputs).at(0).message).tan;
    }
    Outputs step(std::uint64_t tan) { return server.expired({Timer::Purpose::script, tan}); }

    espax::HandClock clock;
    AlarmServer server;
    std::string session;
    std::uint64_t invoke = 0;
};

}  // namespace

TEST_CASE("nothing is answered before the login but 407, and a wrong password gets 401") {
    Bench bench;
    for (const Message& request :
         {Message{espax::HeartbeatRequest{}}, Message{espax::ConditionRequest{}}, Message{Bench::call("a1")},
          Message{espax::StopRequest{}}, Message{espax::StateRequest{}}, Message{espax::LogoutRequest{"Normal"}},
          Message{espax::ParametersRequest{}}}) {
        const auto answer = bench.send(request);
        CHECK(bench.code_of(answer) == 407);
        CHECK(documents(answer).at(0).invoke == bench.invoke);
    }
    CHECK(bench.code_of(bench.send(Bench::login("wrong"))) == 401);
    bench.log_in();
    CHECK(bench.session.size() == 30);
    CHECK(bench.code_of(bench.send(espax::HeartbeatRequest{})) == 200);
    CHECK(bench.code_of(bench.send(espax::ParametersRequest{})) == 501);
    bench.session = "guessed";
    CHECK(bench.code_of(bench.send(espax::HeartbeatRequest{})) == 407);
}

TEST_CASE("one account has one session at a time") {
    Bench bench;
    bench.log_in();
    bench.server.connected(2);
    CHECK(bench.code_of(bench.send(Bench::login(), 2)) == 403);
    bench.server.disconnected(1);
    CHECK(bench.code_of(bench.send(Bench::login(), 2)) == 200);
    CHECK(bench.server.received(1, "x").empty());
}

TEST_CASE("a call is played as started, queued, processing, taken, ended") {
    auto options = account();
    options.accept_after = std::chrono::seconds{2};
    Bench bench{options};
    bench.log_in();
    const auto begun = bench.send(Bench::call("a1"));
    CHECK(names(begun) == std::vector<std::string>{"RSP.P-START", "IND.P-STARTED", "IND.P-EVENT"});
    CHECK(
        outputs_of<Note>(begun).at(0).json ==
        R"({"event":"call","code":200,"pr_ref":"a1","group":"1002","phone":"","calling_name":"","text":"Polytrauma","priority":""})");
    CHECK(outputs_of<SetTimer>(begun).back().after == std::chrono::seconds{1});
    const auto tan = std::stoull(bench.tan_of(begun));
    CHECK(names(bench.step(tan)) == std::vector<std::string>{"IND.P-EVENT"});
    const auto end = documents(bench.step(tan));
    REQUIRE(end.size() == 2);
    CHECK(std::get<espax::EventIndication>(end[0].message).result == "Accepted");
    CHECK(std::get<espax::EndedIndication>(end[1].message).result == "Positive confirmed");
    CHECK(bench.server.running_calls() == 0);
    CHECK(bench.step(tan).empty());
}

TEST_CASE("details decide which indications come") {
    for (const auto& [details, count] :
         {std::pair{"No", 0}, std::pair{"Process", 2}, std::pair{"Results", 3}, std::pair{"All", 5}}) {
        Bench bench;
        bench.log_in();
        const auto begun = bench.send(Bench::call("a1", details));
        std::size_t indications = documents(begun).size() - 1;
        for (int i = 0; i < 2; ++i) indications += documents(bench.step(4711)).size();
        INFO(details);
        CHECK(indications == static_cast<std::size_t>(count));
    }
}

TEST_CASE("a running reference is a duplicate, a stopped call is gone") {
    Bench bench;
    bench.log_in();
    const auto tan = bench.tan_of(bench.send(Bench::call("a1")));
    CHECK(bench.code_of(bench.send(Bench::call("a1"))) == 450);
    CHECK(bench.code_of(bench.send(espax::StopRequest{{"a1", "", "Queued Prepared"}})) == 410);
    CHECK(bench.code_of(bench.send(espax::StopRequest{{"a1", "99", "All"}})) == 410);
    const auto stopped = bench.send(espax::StopRequest{{"", tan, "Queued Active"}});
    CHECK(names(stopped) == std::vector<std::string>{"RSP.P-STOP", "IND.P-ENDED"});
    CHECK(std::get<espax::EndedIndication>(documents(stopped).at(1).message).reason == "Client");
    CHECK(bench.code_of(bench.send(espax::StopRequest{{"a1", tan, "All"}})) == 410);
    CHECK(bench.code_of(bench.send(espax::StopRequest{{"", "", "All"}})) == 410);
    CHECK(bench.code_of(bench.send(Bench::call("a1"))) == 200);
}

TEST_CASE("running calls are listed on request, with the end marked") {
    Bench bench;
    bench.log_in();
    bench.send(Bench::call("a1"));
    bench.send(Bench::call("a2"));
    CHECK(names(bench.send(espax::StateRequest{{"", "", "All"}})) ==
          std::vector<std::string>{"RSP.P-GETSTAT", "IND.P-STATUS", "IND.P-STATUS", "IND.P-SYNC"});
    CHECK(names(bench.send(espax::StateRequest{{"a2", "", "All"}})).size() == 3);
    CHECK(names(bench.send(espax::StateRequest{{"a2", "", "Queued"}})).size() == 2);
}

TEST_CASE("refusals can be limited, so that a repetition succeeds") {
    auto options = account();
    options.refuse = 409;
    options.refuse_count = 2;
    Bench bench{options};
    bench.log_in();
    const auto refused = bench.send(Bench::call("a1"));
    CHECK(bench.code_of(refused) == 409);
    CHECK(bench.tan_of(refused) == "0");
    CHECK(bench.code_of(bench.send(Bench::call("a1"))) == 409);
    CHECK(bench.code_of(bench.send(Bench::call("a1"))) == 200);
}

TEST_CASE("X7: broken frames, documents and messages get IND.ERROR 600, 601 and 602") {
    Bench bench;
    CHECK(bench.code_of(bench.send_xml("<ESPA-X")) == 601);
    CHECK(bench.code_of(bench.send_xml("<!DOCTYPE x><ESPA-X/>")) == 601);
    CHECK(bench.code_of(bench.send_xml("<ESPA-X version='1.00'><REQ.NEW invokeID='1'/></ESPA-X>")) == 602);
    CHECK(bench.code_of(bench.send_xml("<ESPA-X version='2.00'><REQ.HEARTBEAT invokeID='1'/></ESPA-X>")) == 602);
    CHECK(bench.code_of(bench.send_xml("<ESPA-X><IND.P-SYNC/></ESPA-X>")) == 602);
    const auto end = bench.server.received(1, std::string("EX\x7f\xff\xff\xff", 6));
    CHECK(bench.code_of(end) == 600);
    CHECK(outputs_of<Close>(end).size() == 1);
    CHECK(bench.server.received(1, "anything").empty());
}

TEST_CASE("a silent session is closed, one that talks is not") {
    Bench bench;
    CHECK(outputs_of<SetTimer>(bench.send(Bench::login())).at(0).after == std::chrono::seconds{60});
    CHECK(outputs_of<Close>(bench.server.expired({Timer::Purpose::session, 1})).size() == 1);
    CHECK(bench.server.expired({Timer::Purpose::session, 1}).empty());
}

TEST_CASE("a logout is answered before the connection ends, and nothing after it is served") {
    Bench bench;
    bench.log_in();
    const auto logout = espax::write_document({espax::LogoutRequest{"Normal"}, 8, bench.session, {}});
    const auto beat = espax::write_document({espax::HeartbeatRequest{}, 9, bench.session, {}});
    const auto out = bench.server.received(1, espax::frame(logout, 1) + espax::frame(beat, 2));
    CHECK(names(out) == std::vector<std::string>{"RSP.LOGOUT"});
    CHECK(outputs_of<Close>(out).size() == 1);
}

TEST_CASE("strict refuses what lenient takes") {
    const std::string open = R"(<ESPA-X xmlns="http://ns.espa-x.org/espa-x" version="1.00">)";
    const std::string login =
        "<LI-CLIENT>T</LI-CLIENT><LI-USER>vorab</LI-USER><LI-PASSWORD>s3cret</LI-PASSWORD></REQ.LOGIN></ESPA-X>";
    for (const std::string& xml :
         {"<ESPA-X version='1.00'><REQ.LOGIN invokeID='1'>" + login,
          "<ESPA-X xmlns='http://ns.espa-x.org/espa-x'><REQ.LOGIN invokeID='1'>" + login,
          "<ESPA-X xmlns='http://ns.espa-x.org/espa-x' version='1.01'><REQ.LOGIN invokeID='1'>" + login,
          open + "<OTHER/><REQ.LOGIN invokeID='1'>" + login, open + "<REQ.LOGIN invokeID='1'><LI-CLIENTSW/>" + login,
          open + "<REQ.LOGIN invokeID='1'><NEW>x</NEW>" + login}) {
        INFO(xml);
        Bench lenient;
        CHECK(lenient.code_of(lenient.send_xml(xml)) == 200);
        auto options = account();
        options.strict = true;
        Bench strict{options};
        CHECK(strict.code_of(strict.send_xml(xml)) == 602);
        CHECK(strict.code_of(strict.send_xml(open + "<REQ.LOGIN invokeID='1'>" + login)) == 200);
    }
}

TEST_CASE("strict looks at lengths, words and digits, and at what must be there") {
    auto options = account();
    options.strict = true;
    Bench bench{options};
    bench.log_in();
    auto call = Bench::call("a1");
    call.text = std::string(161, 'x');
    CHECK(bench.code_of(bench.send(call)) == 602);
    call = Bench::call("a1");
    call.priority = "Highest";
    CHECK(bench.code_of(bench.send(call)) == 602);
    call = Bench::call("a1");
    call.phone = "call me";
    CHECK(bench.code_of(bench.send(call)) == 602);
    CHECK(bench.code_of(bench.send(espax::LogoutRequest{})) == 602);
    CHECK(bench.code_of(bench.send(espax::StopRequest{{"a1", "", ""}})) == 602);
    call = *espax::start_request({"a1", "1002", "Polytrauma"}, *espax::profile_named("generic"));
    CHECK(bench.code_of(bench.send(call)) == 200);  // what our own client sends passes
}

TEST_CASE("faults change what is sent, not what is meant") {
    const auto begun_with = [](Fault fault) {
        auto options = account();
        options.fault = fault;
        Bench bench{options};
        bench.log_in();
        return bench.send(Bench::call("a1"));
    };
    CHECK(names(begun_with(Fault::indications_first)).back() == "RSP.P-START");
    CHECK(outputs_of<Send>(begun_with(Fault::merged_frames)).size() == 1);
    CHECK(names(begun_with(Fault::merged_frames)).size() == 3);
    CHECK(outputs_of<Send>(begun_with(Fault::split_frames)).size() > 100);
    CHECK(names(begun_with(Fault::split_frames)).size() == 3);
    CHECK(outputs_of<Send>(begun_with(Fault::no_namespace)).at(0).bytes.find("xmlns") == std::string::npos);
    CHECK(outputs_of<Send>(begun_with(Fault::prefix)).at(0).bytes.find("<espax:ESPA-X xmlns:espax=") !=
          std::string::npos);
    CHECK(std::get<espax::StartAnswer>(documents(begun_with(Fault::missing_fields)).at(0).message).tan.empty());
    CHECK(outputs_of<Send>(begun_with(Fault::wrong_length)).at(0).bytes.substr(2, 4) == "\xff\xff\xff\xff");
    CHECK(names(begun_with(Fault::silent_start)).front() == "IND.P-STARTED");
    CHECK(begun_with(Fault::silent).size() == 1);  // the session's timer
    CHECK(answer_in(documents(begun_with(Fault::standby)).at(0)).code == 503);

    auto options = account();
    options.fault = Fault::odd_words;
    Bench odd{options};
    odd.log_in();
    odd.send(Bench::call("a1"));
    odd.step(4711);
    const auto end = documents(odd.step(4711));
    CHECK(std::get<espax::EventIndication>(end.at(0).message).network_number == "+498912345");
    CHECK(std::get<espax::EndedIndication>(end.at(1).message).result == "Nobody at all");
}

TEST_CASE("announcements and the shutdown reach every session") {
    Bench bench;
    CHECK(documents(bench.server.announce({"OK", true, "Low"})).empty());
    bench.log_in();
    CHECK(names(bench.server.announce({"OK", true, "Low"})) == std::vector<std::string>{"IND.S-SYSTEM"});
    const auto down = bench.server.shut_down();
    CHECK(names(down) == std::vector<std::string>{"CMD.SHUTDOWN"});
    CHECK(outputs_of<Close>(down).size() == 1);
}

TEST_CASE("the command line is read, and what is wrong in it is named") {
    const auto read = [](std::vector<std::string> words) {
        words.insert(words.begin(), "vorab-alarm-server");
        std::vector<char*> raw;
        for (auto& word : words) raw.push_back(word.data());
        configuration::Arguments given{static_cast<int>(raw.size()), raw.data(), flags};
        return read_command_line(given);
    };
    const std::string file =
        (std::filesystem::temp_directory_path() / ("vorab-alarm-server-" + std::to_string(getpid()))).string();
    std::ofstream{file} << "s3cret\n";
    const auto arguments =
        read({"--port", "0", "--user", "u", "--password-file", file, "--strict", "--accept-after", "1.5", "--refuse",
              "503", "--fault", "standby", "--address", "::1", "--session-timeout", "9"});
    std::remove(file.c_str());
    CHECK(arguments.port == 0);
    CHECK(arguments.address == "::1");
    CHECK(arguments.options.password.reveal() == "s3cret");
    CHECK(arguments.options.strict);
    CHECK(arguments.options.accept_after == std::chrono::milliseconds{1'500});
    CHECK(arguments.options.session_timeout == std::chrono::seconds{9});
    CHECK(arguments.options.refuse == 503);
    CHECK(arguments.options.fault == Fault::standby);
    CHECK_FALSE(read({"--lenient"}).options.strict);
    for (const std::vector<std::string>& words : {std::vector<std::string>{"--port"},
                                                  {"--port", "70000"},
                                                  {"--accept-after", "soon"},
                                                  {"--session-timeout", "-1"},
                                                  {"--refuse", "200"},
                                                  {"--fault", "unknown"},
                                                  {"--password-file", "/nowhere/at/all"},
                                                  {"--colour", "red"}}) {
        INFO(words[0]);
        CHECK_THROWS_AS(read(words), configuration::UsageError);
    }
}

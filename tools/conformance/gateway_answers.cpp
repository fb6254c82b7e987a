// What comes back later: the status of a transmission, the hospital's answers as they come.
#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "tools/ambulance/requests.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
using std::chrono::milliseconds;

namespace {
http::ClientRequest get(const std::string& target) {
    http::ClientRequest request;
    request.target = target;
    return request;
}

std::string unknown_transmission(Bench& bench) {
    return "/v1/transmissions/" + core::new_transmission_id(bench.now()).str();
}

void unknown_status(Bench& bench) {
    expect_problem(bench.signed_in(get(unknown_transmission(bench))), 404, "not-found");
}

void status_without_token(Bench& bench) {
    expect_problem(bench.call(get(unknown_transmission(bench))), 401, "unauthenticated");
}

std::string events_of(const Letter& letter) { return "/v1/cases/" + letter.slip.case_id.str() + "/events"; }

/// The head and what follows it at once; a stream stays open.
std::string begin_stream(Bench& bench, const Letter& letter, const std::string& fields = {}) {
    auto wire = bench.wire();
    wire.write(bench.head("GET " + events_of(letter) + " HTTP/1.1", "Accept: text/event-stream\r\n" + fields));
    const auto first = wire.read(milliseconds{1500}, "\r\n\r\n");
    return first.starts_with("HTTP/1.1 200") ? first + wire.read(milliseconds{1500}, "\n\n") : first;
}

Letter delivered(Bench& bench) {
    auto letter = bench.new_letter();
    expect_status(bench.post(letter), 201);
    return letter;
}

void no_events_without_token(Bench& bench) {
    const auto answer = bench.get(events_of(delivered(bench)));
    if (answer.status == 404) throw NotHere("this gateway has no event stream");
    expect_problem(answer, 401, "unauthenticated");
}

std::string field_of(const std::string& stream, const std::string& name) {
    const auto at = stream.find("\n" + name + ":");
    if (at == std::string::npos) return {};
    auto value = stream.substr(at + name.size() + 2);
    value.erase(std::min(value.find('\n'), value.size()));
    value.erase(0, value.find_first_not_of(' '));
    return value;
}

void events(Bench& bench) {
    const auto stream = begin_stream(bench, delivered(bench));
    if (stream.starts_with("HTTP/1.1 404")) throw NotHere("this gateway has no event stream");
    expect(stream.starts_with("HTTP/1.1 200"), "the answer begins with " + stream.substr(0, 40));
    expect(stream.find("text/event-stream") != std::string::npos, "not of type text/event-stream");
}

void events_resume(Bench& bench) {
    const auto letter = delivered(bench);
    const auto first = begin_stream(bench, letter);
    if (first.starts_with("HTTP/1.1 404")) throw NotHere("this gateway has no event stream");
    const auto id = field_of(first, "id");
    if (id.empty()) throw NotHere("no event has come that could be resumed after");
    const auto second = begin_stream(bench, letter, "Last-Event-ID: " + id + "\r\n");
    expect(second.starts_with("HTTP/1.1 200"), "the answer begins with " + second.substr(0, 40));
    expect(field_of(second, "id") != id, "the event before comes again");
}

void limits(Bench& bench) {
    if (!bench.target().provoke_limits) throw NotHere("give --provoke-limits: it asks 2000 times as fast as it can");
    for (int i = 0; i < 2000; ++i) {
        const auto answer = bench.signed_in(ambulance::mailboxes_request());
        if (answer.status == 200) continue;
        expect_problem(answer, 429, "too-many-requests");
        const auto after = std::string{answer.headers.find("Retry-After").value_or("")};
        return expect(!after.empty() && after.find_first_not_of("0123456789") == std::string::npos && after != "0",
                      "Retry-After is \"" + after + "\"");
    }
    throw NotHere("2000 calls in a row did not meet a limit");
}
}  // namespace

Checks answer_checks() {
    const std::string status = "API: transmission_status";
    const std::string stream = "API: case_events";
    return {
        {{"status.unknown", "a transmission that nobody sent is not found", status + " 404", "answer not-found"},
         unknown_status},
        {{"status.no-token", "without a token no status is told", status + " 401", "ask for a token"},
         status_without_token},
        {{"events.no-token", "without a token no events are told", stream + " 401", "ask for a token"},
         no_events_without_token},
        {{"events.stream", "the answers to a case come as server-sent events", stream + " 200",
          "answer text/event-stream and keep it open"},
         events},
        {{"events.resume", "a stream goes on after Last-Event-ID", stream + " 200",
          "leave out what came before that id"},
         events_resume},
        {{"limits.retry-after", "who asks too fast is told when to ask again", "API: TooManyRequests",
          "answer 429 with Retry-After in seconds"},
         limits},
    };
}
}  // namespace vorab::conformance

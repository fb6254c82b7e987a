// TLS and HTTP/1.1 beneath it all.
#include "common/core/json.hpp"
#include "tools/ambulance/requests.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
using std::chrono::milliseconds;

namespace {
constexpr milliseconds patience{400};
const std::string list = "GET /v1/mailboxes HTTP/1.1";

void tls_1_3(Bench& bench) {
    const auto version = bench.wire().tls_version();
    expect(version == "TLSv1.3", version);
}

void no_tls_1_2(Bench& bench) {
    bench.wire();  // that somebody is there at all
    try {
        const auto version = bench.wire(12).tls_version();
        throw NotHere("this gateway takes " + version + ", too: by its operator's switch");
    } catch (const Broken&) {
        return;
    }
}

std::vector<http::ClientResponse> exchange(Wire& wire, const std::string& request, std::size_t wanted) {
    wire.write(request);
    std::string bytes;
    for (auto answers = answers_in(bytes); answers.size() < wanted && !wire.ended(); answers = answers_in(bytes)) {
        const auto more = wire.read(patience, "}");
        if (more.empty()) break;
        bytes += more;
    }
    return answers_in(bytes);
}

void keep_alive(Bench& bench) {
    auto wire = bench.wire();
    for (int i = 0; i < 3; ++i) {
        const auto answers = exchange(wire, bench.head(list), 1);
        expect(answers.size() == 1, "request " + std::to_string(i + 1) + " on one connection got no answer");
        expect_status(answers.front(), 200);
    }
}

void pipelining(Bench& bench) {
    auto wire = bench.wire();
    const auto requests =
        bench.head(list) + bench.head("GET /nowhere HTTP/1.1") + bench.head("GET /.well-known/jwks.json HTTP/1.1");
    const auto answers = exchange(wire, requests, 3);
    expect(answers.size() == 3, std::to_string(answers.size()) + " answers to three requests in one packet");
    expect_status(answers[0], 200);
    expect_problem(answers[1], 404, "not-found");
    expect(json_of(answers[2]).contains("keys"), "the answers are out of order");
}

/// One answer with that status, and the connection ends: what stands behind it was never taken for a request.
void expect_cut(Bench& bench, const std::string& request, std::initializer_list<int> statuses) {
    auto wire = bench.wire();
    wire.write(request);
    const auto answers = answers_in(wire.read(patience));
    expect(answers.size() == 1, std::to_string(answers.size()) + " answers");
    expect(std::ranges::count(statuses, answers.front().status) == 1, described(answers.front()));
    expect(wire.ended(), "the connection stays open");
}

const std::string post_token = "POST /oauth2/token HTTP/1.1";
const std::string form = "Content-Type: application/x-www-form-urlencoded\r\n";
const std::string smuggled = "GET /nowhere HTTP/1.1\r\nHost: x\r\n\r\n";

void both_lengths(Bench& bench) {
    const auto fields = form + "Content-Length: 5\r\nTransfer-Encoding: chunked\r\n";
    expect_cut(bench, bench.head(post_token, fields) + "0\r\n\r\n" + smuggled, {400, 411});
}

void two_lengths(Bench& bench) {
    expect_cut(bench, bench.head(post_token, form + "Content-Length: 0\r\nContent-Length: 40\r\n") + smuggled, {400});
}

void two_hosts(Bench& bench) { expect_cut(bench, bench.head(list, "Host: other.example\r\n"), {400, 421}); }

void folded(Bench& bench) { expect_cut(bench, bench.head(list, "X-One: a\r\n b\r\n"), {400}); }

void large_header(Bench& bench) {
    expect_cut(bench, bench.head(list, "X-Much: " + std::string(9000, 'x') + "\r\n"), {431});
}

void chunked(Bench& bench) {
    expect_cut(bench, bench.head(post_token, form + "Transfer-Encoding: chunked\r\n") + "0\r\n\r\n", {411});
}

void other_method(Bench& bench) {
    auto request = ambulance::mailboxes_request();
    request.method = http::Method::del;
    const auto answer = bench.signed_in(std::move(request));
    expect_problem(answer, 405, "wrong-method");
    expect(answer.headers.find("Allow").value_or("").find("GET") != std::string_view::npos, "no Allow with GET");
}

void unknown_path(Bench& bench) { expect_problem(bench.get("/v1/no-such-thing"), 404, "not-found"); }
}  // namespace

Checks transport_checks() {
    const std::string http = "RFC 9112";
    return {
        {{"tls.1-3", "TLS 1.3 is spoken", "RFC 8446", "offer TLS 1.3"}, tls_1_3},
        {{"tls.older", "TLS 1.2 is not", "BSI TR-02102-2", "switch TLS 1.2 off"}, no_tls_1_2},
        {{"http.keep-alive", "a connection carries one request after another", http + " 9.3", "keep connections alive"},
         keep_alive},
        {{"http.pipelining", "requests sent together are answered in order", http + " 9.3.2", "answer in order"},
         pipelining},
        {{"http.both-lengths", "Content-Length beside Transfer-Encoding is refused", http + " 6.1", "refuse and close"},
         both_lengths},
        {{"http.two-lengths", "two lengths are refused", http + " 6.3", "refuse and close"}, two_lengths},
        {{"http.two-hosts", "two hosts are refused", http + " 3.2", "refuse and close"}, two_hosts},
        {{"http.folded", "a folded header line is refused", http + " 5.2", "refuse and close"}, folded},
        {{"http.large-header", "a header beyond 8 KiB is refused", "RFC 6585 5", "answer 431 and close"}, large_header},
        {{"http.chunked", "a body without a length is refused", "RFC 9110 15.5.12", "answer 411 and close"}, chunked},
        {{"http.other-method", "another method is refused with those that are taken", "RFC 9110 15.5.6",
          "answer 405 with Allow"},
         other_method},
        {{"http.unknown-path", "an unknown path is not found", "API: Otherwise", "answer 404 not-found"}, unknown_path},
    };
}
}  // namespace vorab::conformance

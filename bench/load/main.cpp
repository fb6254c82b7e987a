// The load of the benchmarks: an HTTPS client that warms up, says READY, waits for a line on its standard input (so
// that whoever measures can look at the clock first), works, and prints one JSON line. What it posts it reads from a
// file.
#include <algorithm>
#include <fstream>
#include <iostream>
#include <iterator>
#include <map>
#include <stdexcept>

#include <fmt/core.h>

#include "bench/load/audience.hpp"
#include "bench/load/crowd.hpp"

namespace {
using namespace vorab::bench;
using Words = std::map<std::string, std::string>;

Words words_of(int count, char** arguments) {
    Words words;
    for (int i = 2; i + 1 < count; i += 2) words[arguments[i]] = arguments[i + 1];
    return words;
}

std::string content_of(const std::string& file) {
    std::ifstream in{file, std::ios::binary};
    if (!in) throw std::runtime_error("cannot read " + file);
    return {std::istreambuf_iterator<char>{in}, {}};
}

void ready() {
    std::cout << "READY" << std::endl;
    std::string line;
    std::getline(std::cin, line);
}

void say(const Result& result) {
    fmt::print(R"({{"requests":{},"bad":{},"seconds":{:.4f},"p50":{:.1f},"p99":{:.1f},"max":{:.1f}}})"
               "\n",
               result.requests, result.bad, result.seconds, result.percentile(0.5) * 1e6, result.percentile(0.99) * 1e6,
               result.percentile(1) * 1e6);
}

/// One connection that has read the server's tickets.
TicketOf ticket_of(SSL_CTX* context, std::uint16_t port, std::string_view request) {
    Connection connection{context, port, nullptr};
    while (connection.state() != Connection::State::idle) connection.go_on();
    connection.send(request);
    while (connection.state() == Connection::State::busy) connection.go_on();
    return connection.ticket();
}

/// One event after the other, told to everybody; the first `unmeasured` only make ready.
void watch(SSL_CTX* context, const Words& words) {
    const std::string upgrades = content_of(words.at("--upgrades"));
    const std::string requests = content_of(words.at("--requests"));
    std::ifstream marks{words.at("--marks")};
    Supply joining{upgrades};
    Supply telling{requests};
    Audience audience{context, static_cast<std::uint16_t>(std::stoi(words.at("--port")))};
    audience.join(joining, std::stoul(words.at("--connections")), std::stoul(words.at("--stalled")));
    ready();
    auto unmeasured = std::stol(words.at("--unmeasured"));
    Result all;
    std::vector<double> last;
    for (std::string mark; marks >> mark;) {
        const auto heard = audience.tell(telling.next().value(), mark);
        if (--unmeasured >= 0) continue;
        all.bad += heard.bad;
        all.latencies.insert(all.latencies.end(), heard.latencies.begin(), heard.latencies.end());
        last.push_back(heard.percentile(1));
    }
    std::ranges::sort(all.latencies);
    std::ranges::sort(last);
    fmt::print(R"({{"bad":{},"bytes":{},"first":{:.2f},"p50":{:.2f},"p99":{:.2f},"last":{:.2f}}})"
               "\n",
               all.bad, audience.event_bytes(), all.percentile(0) * 1e3, all.percentile(0.5) * 1e3,
               all.percentile(0.99) * 1e3, last.at(last.size() / 2) * 1e3);
}

Result work(const std::string& what, const Words& words) {
    const auto word = [&](const char* name, const char* otherwise) {
        const auto found = words.find(name);
        return found == words.end() ? std::string{otherwise} : found->second;
    };
    const auto context = client_context(word("--certificate", ""));
    const auto port = static_cast<std::uint16_t>(std::stoi(words.at("--port")));
    const auto count = std::stoul(word("--connections", "16"));
    const std::string request = content_of(words.at("--request"));
    Crowd crowd{context.get(), port};
    if (what == "post") {
        Supply supply{request};
        crowd.warm_up(count, supply);
        ready();
        return crowd.run(supply, std::stod(word("--seconds", "2")), std::stod(word("--rate", "0")));
    }
    TicketOf ticket;
    if (what == "resume") ticket = ticket_of(context.get(), port, request);
    ready();
    if (what == "storm") return crowd.storm(count, request);
    if (what == "handshake" || what == "resume") return crowd.shake_hands(count, 16, ticket.get(), request);
    throw std::runtime_error("post, handshake, resume or storm?");
}
}  // namespace

int main(int count, char** arguments) {
    try {
        if (count < 2) throw std::runtime_error("post, handshake, resume, storm or watch?");
        const std::string what = arguments[1];
        const auto words = words_of(count, arguments);
        if (what == "watch") {
            watch(client_context("").get(), words);
        } else {
            say(work(what, words));
        }
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "bench_load: " << error.what() << std::endl;
        return 1;
    }
}

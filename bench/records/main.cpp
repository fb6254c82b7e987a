// What bench/intake.py and bench/growth.py need of the product's own rooms: sealed records to post, the parts of which
// intake is made, each alone, and the same rows written by nobody but MariaDB. Each prints one JSON line.
#include <iostream>

#include <fmt/core.h>

#include "bench/records/copies.hpp"
#include "bench/records/names.hpp"
#include "bench/records/parts.hpp"
#include "common/configuration/arguments.hpp"

namespace {
using namespace vorab;

bench::Sealing sealing_of(configuration::Arguments& words) {
    return {words.option("keys"), words.option("case"), core::MailboxId::parse(words.option("mailbox")).value()};
}

void seal(configuration::Arguments& words) {
    const auto sealing = sealing_of(words);
    const auto count = std::stoul(words.option("count"));
    const auto to = words.option("to");
    words.finish();
    bench::write_requests(sealing, count, to);
    fmt::print("{{\"requests\":{}}}\n", count);
}

void parts(configuration::Arguments& words) {
    const auto sealing = sealing_of(words);
    words.finish();
    const auto found = bench::measure_parts(sealing);
    fmt::print(
        "{{\"agree\":{:.1f},\"unwrap\":{:.1f},\"cipher\":{:.1f},\"verify\":{:.1f},\"digest\":{:.1f},\"sign\":{:.1f},"
        "\"open\":{:.1f},\"all\":{:.1f}}}\n",
        found.agree, found.unwrap, found.cipher, found.verify, found.digest, found.sign, found.open, found.all());
}

void commit(configuration::Arguments& words) {
    database::ConnectionOptions options;
    options.socket = words.option("socket");
    options.user = words.option("user");
    const auto source = words.option("source");
    const auto connections = static_cast<unsigned>(std::stoul(words.option_or("connections", "16")));
    const auto seconds = std::stod(words.option_or("seconds", "3"));
    words.finish();
    const auto found = bench::write_copies(options, source, "vorab_bench_copies", connections, seconds);
    fmt::print(
        "{{\"commits\":{},\"rows\":{},\"seconds\":{:.3f},\"rate\":{:.1f},\"client\":{:.1f},\"p50\":{:.2f},\"p99\":{:."
        "2f}}}\n",
        found.commits, found.rows, found.seconds, static_cast<double>(found.commits) / found.seconds, found.client,
        found.p50, found.p99);
}
}  // namespace

int main(int count, char** arguments) {
    try {
        configuration::Arguments words{count, arguments};
        const auto what = words.word("seal, parts, commit or people");
        if (what == "seal") {
            seal(words);
        } else if (what == "parts") {
            parts(words);
        } else if (what == "commit") {
            commit(words);
        } else if (what == "people") {
            bench::write_people(std::stoul(words.option("count")), std::cout);
        } else {
            throw configuration::UsageError("seal, parts, commit or people?");
        }
        return 0;
    } catch (const std::exception& error) {
        std::cerr << "bench_records: " << error.what() << "\n";
        return 1;
    }
}

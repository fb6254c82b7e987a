#pragma once
// A hospital with one HL7 listener on a port of its own, over a real database.
#include "common/async/timer.hpp"
#include "hospital_server/adt/listeners.hpp"
#include "tests/hl7/loopback.hpp"
#include "tests/hospital_server/adt_setting.hpp"

namespace vorab::test {

inline hospital_server::adt::ListenerConfig plain_listener() {
    hospital_server::adt::ListenerConfig config;
    config.name = "kis";
    config.address = "127.0.0.1";
    return config;
}

struct ListeningHospital : AdtSetting {
    explicit ListeningHospital(const hospital_server::adt::ListenerConfig& config = plain_listener())
        : listeners(loop.get_executor(), {config}, database, clock, log) {}

    void run(async::Task<void> task) { AdtSetting::run(whole(std::move(task))); }
    async::Task<void> whole(async::Task<void> task) {
        listeners.start();
        co_await std::move(task);
        co_await listeners.drain(std::chrono::seconds{2});
    }
    async::Task<std::unique_ptr<hl7::Connection>> connect() {
        const auto connector =
            hl7::tcp_connector(loop.get_executor(), "127.0.0.1", listeners.ports().at(0), std::chrono::seconds{2});
        auto connection = co_await connector();
        co_return std::move(connection.value());
    }
    std::string admission(int number) {
        const auto text = std::to_string(number);
        return message("A01", pid(text, "Weber^Eva", "19800101", "F") + pv1("F" + text));
    }
    /// Numbered in the order in which they are made.
    std::vector<std::string> admissions(int most) {
        std::vector<std::string> all;
        for (int number = 1; number <= most; ++number) all.push_back(admission(number));
        return all;
    }
    std::int64_t patients() { return count(server, "SELECT COUNT(*) FROM his_patient"); }
    std::int64_t quarantined() { return count(server, "SELECT COUNT(*) FROM his_quarantine"); }
    bool says(const std::string& line) const { return listeners.metrics().find(line + "\n") != std::string::npos; }

    database::Database database{loop.get_executor(), server_options(), 2, log};
    hospital_server::adt::Listeners listeners;
};

inline std::string framed(std::string_view message) { return hl7::frame(message).value(); }

/// "CA1 CA2": MSA-1 and MSA-2 of each reply.
inline std::string codes(const std::vector<std::string>& replies) {
    std::string all;
    for (const auto& reply : replies) {
        const auto message = hl7::Message::parse(reply).value();
        if (!all.empty()) all += ' ';
        all.append(message.get("MSA", 1)).append(message.get("MSA", 2));
    }
    return all;
}

}  // namespace vorab::test

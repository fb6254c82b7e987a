#pragma once
// A mailbox with alarm rules and two simulated alarm servers, all on one loop over real sockets. Tests wait for states
// in the database, never for time.
#include "hospital_server/alarms/alarms.hpp"
#include "tests/hospital_server/setting.hpp"
#include "tools/alarm_server/server.hpp"

namespace vorab::test {
namespace rules = hospital_server::alarm_rules;
using namespace std::chrono_literals;

inline alarm_server::Options account(const std::string& user) {
    alarm_server::Options options;
    options.user = user;
    options.password = core::Sensitive<std::string>{"s3cret"};
    return options;
}

struct AlarmHouse : HospitalSetting {
    explicit AlarmHouse(alarm_server::Options first = account("first"),
                        alarm_server::Options second = account("second"))
        : one(executor, std::move(first), clock, log, "127.0.0.1", 0, [this](std::string_view json) { hear(0, json); }),
          two(executor, std::move(second), clock, log, "127.0.0.1", 0,
              [this](std::string_view json) { hear(1, json); }),
          mailboxes(executor, configured, clock, log),
          sign_in(server_database, mailboxes, passwords, clock) {
        settings.servers.push_back(servers());
        settings.rules.push_back(rule("team", {"7001", "7002"}));
    }

    static rules::Rule rule(const std::string& name, const std::vector<std::string>& chain) {
        rules::Rule made;
        made.name = name;
        made.server = "daks";
        made.when.priorities = {envelope::Priority::sk1};
        made.text = rules::TextPattern::parse("{keyword}[, {age} J.]").value();
        for (const auto& to : chain) made.chain.push_back({to, 60s});
        return made;
    }

    rules::Server servers() const {
        rules::Server made;
        made.target = "daks";
        made.profile = espax::profile_named("daks").value();
        made.profile.reconnect_least = 20ms;
        made.profile.reconnect_most = 50ms;
        made.profile.answer_within = 300ms;
        made.profile.heartbeat_within = 300ms;
        made.profile.return_within = 500ms;
        for (const auto& [user, port] : {std::pair{"first", one.port()}, std::pair{"second", two.port()}})
            made.peers.push_back({"127.0.0.1", port, user, core::Sensitive<std::string>{"s3cret"}, std::nullopt});
        return made;
    }

    /// Runs the story with everything up, and takes it down after it.
    void play(async::Task<void> (*story)(AlarmHouse&)) {
        loop.restart();
        async::run(loop, life(story), 60s);
    }

    async::Task<void> life(async::Task<void> (*story)(AlarmHouse&)) {
        async::TaskGroup tasks{executor, log, "house"};
        tasks.spawn(one.run());
        tasks.spawn(two.run());
        open();
        std::exception_ptr broken;
        try {
            co_await story(*this);
        } catch (...) {
            broken = std::current_exception();
        }
        co_await alarms->drain(0ms);
        co_await one.stop();
        co_await two.stop();
        co_await tasks.drain(0ms);
        alarms.reset();
        if (broken) std::rethrow_exception(broken);
    }

    void open() {
        alarms = std::make_unique<hospital_server::alarms::Alarms>(
            executor, mailboxes, settings, sign_in,
            [this](const core::MailboxId&, const core::CaseId&, std::optional<rules::State> mark) {
                marks.push_back(mark ? public_text(*mark).str() : "none");
            },
            clock, log);
        alarms->begin();
    }

    /// As after a kill: nothing is said to anybody, all that was in memory is gone.
    async::Task<void> restart() {
        co_await alarms->drain(0ms);
        alarms.reset();
        open();
    }

    /// Stores the record and lets the outbox bring it to the rules.
    async::Task<void> announce(boost::json::object record) {
        last_transmission = core::TransmissionId::parse(record.at("slip").at("transmission").as_string()).value();
        CHECK(store(record));
        co_await bring();
    }
    async::Task<void> bring() {
        const auto channel = alarms->channel(mailbox_id);
        outbox::Job job;
        job.case_id = case_id;
        job.transmission = last_transmission;
        const auto delivery = co_await channel->deliver(job);
        CHECK(std::holds_alternative<outbox::Delivered>(delivery));
    }

    /// Waits until the rule's alarm is in this state; gives up after 10 s.
    async::Task<void> until(const char* state) {
        for (int i = 0; i < 1'000; ++i) {
            if (state_of() == state) co_return;
            co_await async::sleep_for(10ms);
        }
        throw std::runtime_error{std::string{"the alarm is "} + state_of() + ", not " + state};
    }
    /// Waits until screens were told this, which is after the commit.
    async::Task<void> until_told(const char* mark) {
        for (int i = 0; i < 1'000 && (marks.empty() || marks.back() != mark); ++i) {
            co_await async::sleep_for(10ms);
        }
        CHECK(marks.back() == mark);
    }
    /// Waits until the two alarm servers have noted `wanted` events of a kind.
    async::Task<void> until_noted(const char* event, std::size_t wanted) {
        for (int i = 0; i < 1'000 && noted(event) < wanted; ++i) {
            co_await async::sleep_for(10ms);
        }
        CHECK(noted(event) >= wanted);
    }
    /// Moves the clock and lets the lines look.
    void pass(std::chrono::seconds span) {
        clock.time += span;
        alarms->look(mailbox_id, case_id);
    }

    std::string state_of() {
        const auto row =
            cases.query_one("SELECT state FROM alarm WHERE case_id = ? AND rule = 'team'", {case_id.str()});
        return row ? row->text(0) : "none";
    }
    std::size_t noted(const char* event, std::optional<int> at = {}) const {
        const std::string wanted = std::string{"\"event\":\""} + event + "\"";
        std::size_t found = 0;
        for (const auto& [from, line] : notes)
            if ((!at || from == *at) && line.find(wanted) != std::string::npos) ++found;
        return found;
    }
    /// Calls that a server has taken: with code 200.
    std::size_t rang(std::optional<int> at = {}) const {
        std::size_t found = 0;
        for (const auto& [from, line] : notes)
            if ((!at || from == *at) && line.find("\"event\":\"call\",\"code\":200") != std::string::npos) ++found;
        return found;
    }
    void hear(int from, std::string_view json) { notes.emplace_back(from, json); }

    async::Executor executor = loop.get_executor();
    std::string log_lines;
    core::Log log{"test", core::LogLevel::info,
                  [this](std::string_view line) { log_lines += line; }};  ///< hides the setting's
    std::vector<std::pair<int, std::string>> notes;
    std::vector<std::string> marks;
    alarm_server::Server one, two;
    hospital_server::Config configured = config();
    hospital_server::cases::Mailboxes mailboxes;
    database::Database server_database{executor, server_options(), 1, log};
    async::BlockingPool passwords{executor, "passwords", 1};
    hospital_server::people::SignIn sign_in;
    rules::Settings settings;
    std::unique_ptr<hospital_server::alarms::Alarms> alarms;
    core::TransmissionId last_transmission;
};

}  // namespace vorab::test

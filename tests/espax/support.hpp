#pragma once
// What the tests of sessions share: a clock moved by hand, and words to read a list of actions.
#include "espax/session.hpp"
#include "tests/support/catch.hpp"

namespace vorab::espax {

class HandClock final : public core::Clock {
  public:
    core::Timestamp now() const override { return time; }
    core::Timestamp time = *core::parse_rfc3339("2026-01-01T10:00:00Z");
};

template <class T>
std::vector<T> actions_of(const std::vector<Action>& actions) {
    std::vector<T> found;
    for (const auto& action : actions)
        if (const auto* wanted = std::get_if<T>(&action)) found.push_back(*wanted);
    return found;
}

template <class T>
std::vector<T> reports_of(const std::vector<Action>& actions) {
    std::vector<T> found;
    for (const auto& action : actions)
        if (const auto* report = std::get_if<Report>(&action))
            if (const auto* wanted = std::get_if<T>(report)) found.push_back(*wanted);
    return found;
}

template <class T>
T only(const std::vector<T>& found) {
    REQUIRE(found.size() == 1);
    return found.front();
}

inline std::vector<Document> documents_of(std::string_view bytes) {
    std::vector<Document> documents;
    Deframer deframer;
    for (const auto& event : deframer.push(bytes)) documents.push_back(*read_document(std::get<Frame>(event).xml));
    return documents;
}

inline std::vector<Document> sent(const std::vector<Action>& actions) {
    std::string bytes;
    for (const auto& send : actions_of<Send>(actions)) bytes += send.bytes;
    return documents_of(bytes);
}

/// A session and the server's side of it, by hand.
struct Link {
    explicit Link(const char* profile = "daks")
        : session({*profile_named(profile), "user", core::Sensitive<std::string>{"s3cret"}, "Vorab", "1"}, clock,
                  [this](Session::Direction, std::string_view xml) { trace += xml; }) {}

    std::vector<Action> receive(const Message& message, std::optional<std::uint64_t> invoke = {},
                                const std::string& id = "S1") {
        return session.on(Received{frame(write_document({message, invoke, id, {}}), 0)});
    }
    std::uint64_t connect() { return *only(sent(session.on(Connected{}))).invoke; }
    std::vector<Action> log_in() { return receive(LoginAnswer{"Server", "DAKS", answer_of(200)}, connect()); }
    std::uint64_t start(const std::string& reference) {
        return *only(sent(session.on(StartCall{{reference, "1002", "Polytrauma"}}))).invoke;
    }
    std::vector<Action> answer_start(std::uint64_t invoke, int code, const std::string& reference = "a1",
                                     const std::string& tan = "4711") {
        return receive(StartAnswer{answer_of(code), reference, tan, {}}, invoke);
    }
    std::vector<Action> expire(std::uint64_t invoke) {
        return session.on(TimerExpired{{Timer::Purpose::answer, invoke}});
    }

    HandClock clock;
    std::string trace;
    Session session;
};

inline EventIndication attempt(const std::string& status, const std::string& result) {
    EventIndication event;
    event.reference = "a1";
    event.tan = "4711";
    event.network_name = "Dr. Müller";
    event.network_number = "0049";
    event.status = status;
    event.result = result;
    return event;
}

inline Process process(const std::string& reference, const std::string& tan) {
    return {reference, "", "", tan, "", ""};
}

constexpr Timer heartbeat_due{Timer::Purpose::heartbeat, 0};
constexpr Timer condition_due{Timer::Purpose::condition, 0};

}  // namespace vorab::espax

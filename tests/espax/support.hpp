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

}  // namespace vorab::espax

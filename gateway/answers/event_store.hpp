#pragma once
// What crews may hear of their cases, kept until they have had time to hear it (sql/006_answers.sql). Plain functions
// over a connection.
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"
#include "common/envelope/answer_event.hpp"

namespace vorab::gateway::answers {

struct Retention {
    std::chrono::hours answers{3};       ///< mission G5: what the crew needs on its way
    std::chrono::hours outcome{7 * 24};  ///< the crew's shift is long over when the outcome is known
    std::chrono::hours of(envelope::AnswerEvent event) const {
        return event == envelope::AnswerEvent::outcome ? outcome : answers;
    }
};

struct Event {
    core::CaseId case_id;
    core::MailboxId mailbox;
    envelope::AnswerEvent event = envelope::AnswerEvent::seen;
    core::Timestamp at{};
    std::optional<core::AnswerId> answer = {};              ///< absent: our own word
    std::optional<core::TransmissionId> transmission = {};  ///< which envelope our own word is about
    std::optional<std::string> sealed = {};
    std::int64_t number = 0;  ///< counts the events of a case from 1
};

/// Gives the event its number. Call inside a transaction: it holds the case's counter until that ends.
void add(database::Connection& connection, const Event& event, core::Timestamp now, const Retention& retention);

enum class Kept { added, there_already };
/// add() for a hospital's answer, all of it in one transaction. not_found: nobody here sent this case to this mailbox.
/// conflict: the answer's id was used for something else.
core::Result<Kept> keep(database::Connection& connection, const Event& event, core::Timestamp now,
                        const Retention& retention);

bool is_sender(database::Connection& connection, const core::CaseId& case_id, const core::ClientId& client);

/// What this client may hear of the case, in order.
std::vector<Event> events_of(database::Connection& connection, const core::CaseId& case_id,
                             const core::ClientId& client);

/// Where one listener stands: it has had all events up to `number`.
struct Position {
    core::CaseId case_id;
    core::ClientId client;
    std::int64_t number = 0;
};
struct Heard {
    std::size_t listener = 0;  ///< index into the positions asked for
    Event event;
};
/// What is new for any of them, in one query, each listener's in order.
std::vector<Heard> news_for(database::Connection& connection, const std::vector<Position>& positions);

/// Retention, in small steps. Returns how many events went.
std::uint64_t forget(database::Connection& connection, core::Timestamp now, const Retention& retention);

}  // namespace vorab::gateway::answers

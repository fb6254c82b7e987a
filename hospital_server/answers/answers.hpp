#pragma once
// What people here say to the crew of a case: written with its delivery in one transaction, so that what the tracker
// shows as said is on its way, and nothing is on its way that was not said. The first who says it is the one who did.
#include <chrono>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "common/database/connection.hpp"
#include "common/sealing/answer.hpp"

namespace vorab::hospital_server::answers {

struct Saying {
    envelope::AnswerEvent event = envelope::AnswerEvent::seen;
    std::optional<std::string> destination = {};
    std::optional<std::string> text = {};
    std::optional<sealing::Outcome> outcome = {};
    /// Of a word that may change (destination, outcome): the last one that the speaker knows of.
    std::optional<core::AnswerId> after = {};
};

struct Speaker {
    std::string name;
    std::string user_name;
    std::string peer;
    std::optional<std::string> gateway;      ///< the outbox target that carries it; without one the crew hears nothing
    std::chrono::seconds hold{0};            ///< how long the word can be taken back, and so waits before it leaves
    std::vector<std::string> feedback = {};  ///< the targets that hear that the patient has arrived
};

/// The boards at the gateway shall show where the patient goes as the house knows it now. No answer, and not held back.
void correct_boards(database::Connection& connection, const core::CaseId& case_id,
                    const std::optional<std::string>& gateway, core::Timestamp now);

/// All or nothing. Seen, accepted, arrived: the first counts, later ones change nothing. Accepting says "seen" too, if
/// nobody has. not_found: no such case. conflict: the destination or outcome has changed since the speaker looked.
core::Result<void> say(database::Connection& connection, const core::CaseId& case_id, const Saying& saying,
                       const Speaker& speaker, core::Timestamp now);

/// The same to the crew of another vehicle that brings the same patient: what was decided for one holds for both.
/// Nothing happens when that case is gone.
void repeat(database::Connection& connection, const core::CaseId& case_id, Saying saying, const Speaker& speaker,
            core::Timestamp now);

/// For the tracker: [{answer, event, at, by, destination, text, outcome, told}], `told` being how the delivery stands.
boost::json::array answers_of(database::Connection& connection, const core::CaseId& case_id);

struct Outgoing {
    sealing::Answer answer;
    std::optional<std::string> answer_key;  ///< JWK of the crew, as its record has it now
};
std::optional<Outgoing> find(database::Connection& connection, const core::MailboxId& mailbox,
                             const core::AnswerId& id);

}  // namespace vorab::hospital_server::answers

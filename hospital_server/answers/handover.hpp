#pragma once
// The crew has handed the patient over: a word of this hospital, of which the crew is told nothing. And what was done a
// moment ago, taken back: for a few seconds nobody outside has heard of it.
#include "hospital_server/answers/answers.hpp"

namespace vorab::hospital_server::answers {

/// The first one counts. Says "arrived" too, to the crew as well, if nobody has. not_found: no such case.
core::Result<void> hand_over(database::Connection& connection, const core::CaseId& case_id, bool read_back,
                             const Speaker& speaker, core::Timestamp now);

/// What can be taken back: "seen", "accepted", "destination", "arrived", "outcome", "handed_over".
bool can_be_taken_back(std::string_view event);

/// Keeps the case as it stands, so that what follows in this transaction can be taken back by the same person.
void remember(database::Connection& connection, const core::CaseId& case_id, std::string_view event,
              const Speaker& speaker, core::Timestamp now);

/// All of the last action or nothing; its answers are withdrawn before the crew or a feedback system has them.
/// conflict: it was somebody else's, another one, longer ago than `Speaker::hold`, or on its way already. not_found: no
/// such case.
core::Result<void> take_back(database::Connection& connection, const core::CaseId& case_id, std::string_view event,
                             const Speaker& speaker, core::Timestamp now);

}  // namespace vorab::hospital_server::answers

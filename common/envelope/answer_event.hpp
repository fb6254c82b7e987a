#pragma once
// What the crew may hear of its case, by name: all that the gateway knows of an answer. What the hospital says with it
// is sealed for the crew (common/sealing/answer.hpp).
#include <string_view>

#include "common/core/result.hpp"

namespace vorab::envelope {

enum class AnswerEvent {
    delivered,    ///< the gateway's word: the hospital has taken an envelope that was parked; the receipt proves it
    refused,      ///< the gateway's word: the hospital has refused an envelope that was parked
    expired,      ///< the gateway's word: a parked envelope was not delivered in time, telephone
    seen,         ///< somebody in the hospital has taken notice
    accepted,     ///< the hospital is ready for the patient
    destination,  ///< where in the hospital to go, or that this has changed
    arrived,      ///< the patient was taken over
    outcome,      ///< what became of the patient
};

core::PublicText public_text(AnswerEvent event);
core::Result<AnswerEvent> parse_answer_event(std::string_view word);

/// Those that a hospital may say; the others are the gateway's own.
bool is_of_hospital(AnswerEvent event);

}  // namespace vorab::envelope

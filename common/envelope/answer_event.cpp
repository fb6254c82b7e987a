#include "common/envelope/answer_event.hpp"

#include "common/envelope/names.hpp"

namespace vorab::envelope {
namespace {
const Names<8> event_names{"delivered", "refused", "expired", "seen", "accepted", "destination", "arrived", "outcome"};
}  // namespace

core::PublicText public_text(AnswerEvent event) { return name_of(event, event_names); }

core::Result<AnswerEvent> parse_answer_event(std::string_view word) {
    if (const auto event = named<AnswerEvent>(word, event_names)) return *event;
    return core::failure(core::Problem::schema_violation, "not an event that a crew hears of");
}

bool is_of_hospital(AnswerEvent event) { return event >= AnswerEvent::seen; }
}  // namespace vorab::envelope

#pragma once
// The parts of the page, in the order in which they stand on it.
#include "hospital_server/pdf/document.hpp"
#include "hospital_server/pdf/reading.hpp"

namespace vorab::hospital_server::pdf {

/// What every page carries: whose it is, which version, its number. Returns where the body begins. `pages` is 0 while
/// they are being counted.
double begin_page(Sheet& sheet, const Document& document, int page, int pages);

void write_headline(Flow& flow, Reading& record, const Document& document);  ///< S: priority, keyword, time of arrival
void write_person(Flow& flow, Reading& record);                              ///< I
void write_event(Flow& flow, Reading& record);                               ///< N: what happened
void write_state(Flow& flow, Reading& record);                               ///< N: ABCDE
void write_vitals(Flow& flow, Reading& record);                              ///< N: the course, drawn and as a table
void write_scores(Flow& flow, Reading& record);                              ///< N
void write_actions(Flow& flow, Reading& record);                             ///< H: a line of time
void write_history(Flow& flow, Reading& record);                             ///< A
void write_summary(Flow& flow, Reading& record);                             ///< F
void write_questions(Flow& flow, Reading& record);                           ///< T: whom to call, room to write
void write_rest(Flow& flow, const Reading& record, const Document& document);
void write_pictures(Flow& flow, const Document& document);

}  // namespace vorab::hospital_server::pdf

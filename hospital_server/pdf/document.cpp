#include "hospital_server/pdf/document.hpp"

#include "hospital_server/pdf/sections.hpp"

namespace vorab::hospital_server::pdf {
namespace {
struct Written {
    core::Bytes file;
    int pages = 0;
};

Written write(const Document& document, int pages) {
    Sheet sheet{
        {"Voranmeldung " + document.case_id.str() + ", Fassung " + std::to_string(document.version), document.made_at}};
    Flow flow{sheet, [&](Sheet& on, int page) { return begin_page(on, document, page, pages); }};
    Reading record{document.record};
    write_headline(flow, record, document);
    write_person(flow, record);
    write_event(flow, record);
    write_state(flow, record);
    write_vitals(flow, record);
    write_scores(flow, record);
    write_actions(flow, record);
    write_history(flow, record);
    write_summary(flow, record);
    write_questions(flow, record);
    write_rest(flow, record, document);
    write_pictures(flow, document);
    sheet.next_page();
    return {sheet.finish(), flow.page()};
}
}  // namespace

/// Twice: how many pages there are is known only when all are written, and stands on each.
core::Bytes render(const Document& document) {
    const int pages = write(document, 0).pages;
    return write(document, pages).file;
}

}  // namespace vorab::hospital_server::pdf

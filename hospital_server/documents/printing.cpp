#include "hospital_server/documents/printing.hpp"

#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/tracker/addressed.hpp"

namespace vorab::hospital_server::documents {
namespace {
using http::Response;

/// The name holds no patient: it ends up in download folders.
Response pdf_response(const pdf::Document& document, const core::Bytes& file) {
    Response response;
    response.body = core::text_of(file);
    response.content_type = "application/pdf";
    response.headers.add("Content-Disposition", "inline; filename=\"" + document.case_id.str() + "-" +
                                                    std::to_string(document.version) + ".pdf\"");
    response.headers.add("Content-Security-Policy", "frame-ancestors 'self'");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Cache-Control", "no-store");
    return response;
}
}  // namespace

Printing::Printing(async::Executor executor, people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
                   const core::Clock& clock)
    : sign_in_(sign_in), mailboxes_(mailboxes), clock_(clock), pool_(executor, "printing", 1, 64) {}

void Printing::mount(http::Router& router) {
    router.add(http::Method::get, "/api/v1/mailboxes/{mailbox}/cases/{case}/document.pdf",
               [this](http::Request& r) { return answer(r); });
}

async::Task<core::Bytes> Printing::render(std::shared_ptr<const pdf::Document> document) {
    auto drawn = pool_.run([document = std::move(document)](unsigned) { return pdf::render(*document); });
    co_return co_await std::move(drawn);
}

async::Task<Response> Printing::answer(http::Request& request) {
    const auto to = co_await tracker::address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const Wanted wanted{to->case_id, to->mailbox->name, clock_.now(), request.query_value("pictures") != "no"};
    auto unit = to->mailbox->database.run([to = *to, wanted,
                                           peer = request.peer.address](database::Connection& connection) {
        auto read = read_paper(connection, wanted);
        if (!read) return std::shared_ptr<const pdf::Document>{};
        audit::write(connection,
                     {.event = "case.printed", .user_name = to.person.user_name, .case_id = to.case_id, .peer = peer},
                     wanted.made_at);
        return std::make_shared<const pdf::Document>(std::move(*read));
    });
    const auto document = co_await std::move(unit);
    if (!document) co_return http::problem_response(tracker::no_such_case);
    const auto file = co_await render(document);
    co_return pdf_response(*document, file);
}

}  // namespace vorab::hospital_server::documents

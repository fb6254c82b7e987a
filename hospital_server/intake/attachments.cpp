#include "hospital_server/intake/attachments.hpp"

#include <charconv>

#include <boost/json/serialize.hpp>

#include "common/http/problem.hpp"
#include "common/sealing/attachment.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::intake {
namespace json = boost::json;
using core::failure;
using core::Problem;
using http::Response;

struct Attachments::Address {
    cases::Mailbox* mailbox;
    core::CaseId case_id;
    core::AttachmentId attachment;
};

Attachments::Attachments(const cases::Mailboxes& mailboxes, database::Database& server_database,
                         const core::Clock& clock)
    : mailboxes_(mailboxes), server_database_(server_database), clock_(clock) {}

core::Result<Attachments::Address> Attachments::address(const http::Request& request) const {
    const auto id = core::MailboxId::parse(request.capture("mailbox"));
    auto* mailbox = id ? mailboxes_.find(*id) : nullptr;
    if (!mailbox) return failure(Problem::unknown_mailbox, "this hospital has no such mailbox");
    const auto case_id = core::CaseId::parse(request.capture("case"));
    if (!case_id) return case_id.error();
    const auto attachment = core::AttachmentId::parse(request.capture("id"));
    if (!attachment) return attachment.error();
    return Address{mailbox, *case_id, *attachment};
}

async::Task<Response> Attachments::put_chunk(http::Request& request) {
    const auto to = address(request);
    if (!to) co_return co_await refuse(to.error(), nullptr, request);
    const std::string& text = request.capture("chunk");
    std::uint32_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size() || number >= sealing::most_chunks) {
        const auto no_number = failure(Problem::malformed, "a chunk is numbered from 0 to 65535");
        co_return co_await refuse(no_number, to->mailbox, request);
    }
    const auto body = co_await request.body->read_all(sealing::largest_chunk + sealing::chunk_tag);
    if (!body) co_return co_await refuse(body.error(), to->mailbox, request);
    if (body->size() < sealing::chunk_tag) {
        const auto too_short = failure(Problem::malformed, "a sealed chunk has at least its tag of 16 bytes");
        co_return co_await refuse(too_short, to->mailbox, request);
    }

    auto work = [&to = *to, number, &body = *body, now = clock_.now()](database::Connection& connection) -> int {
        const std::string at = database::to_sql(now);
        const auto fresh = connection.execute(
            "INSERT IGNORE INTO attachment_chunk (case_id, attachment, number, sealed, received_at) VALUES (?, ?, ?, "
            "?, ?)",
            {to.case_id.str(), to.attachment.str(), std::int64_t{number}, core::bytes_of(body), at});
        if (fresh == 1) return 201;
        const auto same = connection.query_one(
            "SELECT 1 FROM attachment_chunk WHERE case_id = ? AND attachment = ? AND number = ? AND sealed = ?",
            {to.case_id.str(), to.attachment.str(), std::int64_t{number}, core::bytes_of(body)});
        return same ? 200 : 409;
    };
    auto unit = to->mailbox->database.run(std::move(work));
    const int status = co_await std::move(unit);
    if (status == 409) {
        const auto other = failure(Problem::conflict, "this chunk is here with other bytes; take a new attachment id");
        co_return co_await refuse(other, to->mailbox, request);
    }
    co_return http::json_response(status, R"({"status":"stored"})");
}

async::Task<Response> Attachments::status(http::Request& request) {
    const auto to = address(request);
    if (!to) co_return co_await refuse(to.error(), nullptr, request);
    auto work = [&to = *to](database::Connection& connection) {
        json::array chunks;
        for (const auto& row : connection.query(
                 "SELECT number FROM attachment_chunk WHERE case_id = ? AND attachment = ? ORDER BY number",
                 {to.case_id.str(), to.attachment.str()})) {
            chunks.push_back(row.integer(0));
        }
        return json::serialize(json::object{{"attachment", to.attachment.str()}, {"chunks", std::move(chunks)}});
    };
    auto unit = to->mailbox->database.run(std::move(work));
    auto body = co_await std::move(unit);
    co_return http::json_response(200, std::move(body));
}

async::Task<Response> Attachments::refuse(core::Failure failure, cases::Mailbox* mailbox,
                                          const http::Request& request) {
    audit::Event event{.event = "attachment.refused", .problem = failure.problem, .peer = request.peer.address};
    if (const auto case_id = core::CaseId::parse(request.capture("case"))) event.case_id = *case_id;
    auto& database = mailbox ? mailbox->database : server_database_;
    auto unit = database.run(
        [event, now = clock_.now()](database::Connection& connection) { audit::write(connection, event, now); });
    co_await std::move(unit);
    co_return http::problem_response(failure);
}
}  // namespace vorab::hospital_server::intake

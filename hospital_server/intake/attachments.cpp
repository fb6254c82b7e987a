#include "hospital_server/intake/attachments.hpp"

#include <charconv>

#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/intake/verification.hpp"

namespace vorab::hospital_server::intake {
namespace json = boost::json;
using core::failure;
using core::Problem;
using http::Response;

namespace {
/// Up to here the comparison (about a gigabyte in four seconds) is waited for, so that the last chunk's answer has the
/// receipt. Beyond, the sender asks for it.
constexpr std::uint64_t compared_at_once = 64 * 1024 * 1024;

core::Result<std::uint32_t> chunk_number(const std::string& text) {
    std::uint32_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong == std::errc{} && end == text.data() + text.size() && number < sealing::most_chunks) return number;
    return failure(Problem::malformed, "a chunk is numbered from 0 to 65535");
}

std::string_view name_of(AttachmentState state) {
    switch (state) {
        case AttachmentState::waiting_for_record:
            return "waiting_for_record";
        case AttachmentState::incomplete:
            return "incomplete";
        case AttachmentState::complete:
            return "complete";
        case AttachmentState::refused:
            return "refused";
    }
    return "incomplete";
}
}  // namespace

struct Attachments::Address {
    cases::Mailbox* mailbox;
    AttachmentName name;
};

Attachments::Attachments(async::Executor executor, const cases::Mailboxes& mailboxes, const ReceiptSigner& signer,
                         database::Database& server_database, AttachmentOptions options, const core::Clock& clock,
                         const core::Log& log)
    : mailboxes_(mailboxes),
      signer_(signer),
      server_database_(server_database),
      options_(std::move(options)),
      clock_(clock),
      log_(log),
      comparing_(executor, log, "attachments") {}

core::Result<Attachments::Address> Attachments::address(const http::Request& request) const {
    const auto id = core::MailboxId::parse(request.capture("mailbox"));
    auto* mailbox = id ? mailboxes_.find(*id) : nullptr;
    if (!mailbox) return failure(Problem::unknown_mailbox, "this hospital has no such mailbox");
    const auto case_id = core::CaseId::parse(request.capture("case"));
    if (!case_id) return case_id.error();
    const auto attachment = core::AttachmentId::parse(request.capture("id"));
    if (!attachment) return attachment.error();
    return Address{mailbox, {*case_id, *attachment}};
}

async::Task<Response> Attachments::put_chunk(http::Request& request) {
    const auto to = address(request);
    if (!to) co_return co_await refuse(to.error(), nullptr, request);
    const auto number = chunk_number(request.capture("chunk"));
    if (!number) co_return co_await refuse(number.error(), to->mailbox, request);
    auto body = co_await request.body->read_all(sealing::largest_chunk + sealing::chunk_tag);
    if (!body) co_return co_await refuse(body.error(), to->mailbox, request);
    if (body->size() < sealing::chunk_tag) {
        const auto too_short = failure(Problem::malformed, "a sealed chunk has at least its tag of 16 bytes");
        co_return co_await refuse(too_short, to->mailbox, request);
    }
    const auto kept = co_await keep(*to, *number, std::move(*body));
    if (!kept) co_return co_await refuse(kept.error(), to->mailbox, request);
    Response response = co_await stored(*to, *kept);
    if (response.status != 422) co_return response;
    const auto other =
        failure(Problem::envelope_not_opened, "the attachment is not what its record says; send it under a new id");
    co_return co_await refuse(other, to->mailbox, request);
}

async::Task<core::Result<Kept>> Attachments::keep(const Address& to, std::uint32_t number, std::string sealed) {
    auto work = [&to, number, &sealed, quota = options_.quota, now = clock_.now()](database::Connection& connection) {
        return std::make_shared<core::Result<Kept>>(
            record::keep_chunk(connection, to.name, number, core::bytes_of(sealed), quota, now));
    };
    auto unit = to.mailbox->database.run(std::move(work));
    const auto kept = co_await std::move(unit);
    co_return *kept;
}

/// 201 or 200, with the receipt once the attachment is complete; 422 when it turned out to be something else.
async::Task<Response> Attachments::stored(Address to, Kept kept) {
    if (kept.all_here && kept.size > compared_at_once) comparing_.spawn(verify(*to.mailbox, to.name));
    if (kept.all_here && kept.size <= compared_at_once) {
        const auto state = co_await verified(*to.mailbox, to.name);
        if (state == AttachmentState::refused) co_return http::empty_response(422);
    }
    json::object body{{"status", "stored"}};
    const auto receipt = co_await receipt_of(to);
    if (receipt) body["receipt"] = *receipt;
    co_return http::json_response(kept.fresh ? 201 : 200, json::serialize(body));
}

async::Task<Response> Attachments::status(http::Request& request) {
    const auto to = address(request);
    if (!to) co_return co_await refuse(to.error(), nullptr, request);
    auto unit = to->mailbox->database.run(
        [&to = *to](database::Connection& connection) { return record::find_status(connection, to.name); });
    const auto found = co_await std::move(unit);
    json::object body{{"attachment", to->name.id.str()},
                      {"chunks", json::array(found.chunks.begin(), found.chunks.end())},
                      {"state", name_of(found.state)}};
    const auto receipt = co_await receipt_of(*to);
    if (receipt) body["receipt"] = *receipt;
    co_return http::json_response(200, json::serialize(body));
}

/// Nothing before the attachment is complete.
async::Task<std::optional<std::string>> Attachments::receipt_of(Address to) {
    auto unit = to.mailbox->database.run(
        [&to](database::Connection& connection) { return find_receipt(connection, to.mailbox->id, to.name); });
    const auto receipt = co_await std::move(unit);
    if (!receipt) co_return std::nullopt;
    co_return sealing::sign_receipt(*receipt, signer_.key, signer_.x5c);
}

async::Task<AttachmentState> Attachments::verified(cases::Mailbox& mailbox, AttachmentName name) {
    struct InWork {
        std::set<AttachmentName>& names;
        const AttachmentName& name;
        ~InWork() { names.erase(name); }
    };
    if (!in_work_.insert(name).second) co_return AttachmentState::incomplete;
    const InWork in_work{in_work_, name};
    const auto state = co_await verify_attachment(mailbox, name, clock_);
    const bool complete = state == AttachmentState::complete;
    if (!complete) log_.warning("an attachment is not what its record says", {{"case", name.case_id}, {"id", name.id}});
    if (complete) mailbox.dispatcher.wake(name.case_id);  // it may go on to the hospital's systems
    if (options_.settled) options_.settled(mailbox.id, name.case_id);
    co_return state;
}

async::Task<void> Attachments::verify(cases::Mailbox& mailbox, AttachmentName name) {
    [[maybe_unused]] const auto state = co_await verified(mailbox, name);
}

async::Task<void> Attachments::verify_here(cases::Mailbox& mailbox, std::optional<core::CaseId> of_case) {
    auto unit = mailbox.database.run(
        [of_case](database::Connection& connection) { return record::all_here(connection, of_case); });
    const auto found = co_await std::move(unit);
    for (const auto& attachment : found) co_await verify(mailbox, attachment.name);
}

void Attachments::look_at(const core::MailboxId& mailbox, const core::CaseId& case_id) {
    auto* const found = mailboxes_.find(mailbox);
    if (found) comparing_.spawn(verify_here(*found, case_id));
}

async::Task<void> Attachments::look_after(cases::Mailbox& mailbox) {
    const std::optional<core::CaseId> all;
    co_await verify_here(mailbox, all);
    for (std::uint64_t gone = 1; gone > 0;) {
        auto unit =
            mailbox.database.run([before = clock_.now() - options_.undescribed](database::Connection& connection) {
                return record::forget_undescribed(connection, before);
            });
        gone = co_await std::move(unit);
        if (gone > 0) log_.info("chunks of an unknown record forgotten", {{"mailbox", mailbox.id}, {"count", gone}});
    }
}

async::Task<void> Attachments::run() {
    for (;;) {
        for (const auto& [id, mailbox] : mailboxes_.all()) {
            try {
                co_await look_after(*mailbox);
            } catch (const database::DatabaseError& error) {
                log_.error("attachments: the database failed", {{"mailbox", id}, {"error", error.error_code()}});
            }
        }
        co_await async::sleep_for(std::chrono::minutes{1});
    }
}

async::Task<void> Attachments::drain(std::chrono::milliseconds grace) { return comparing_.drain(grace); }

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

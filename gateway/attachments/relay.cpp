#include "gateway/attachments/relay.hpp"

#include <charconv>

#include "common/http/problem.hpp"

namespace vorab::gateway {
using core::Problem;
using http::Response;

namespace {
constexpr std::size_t largest_sealed_chunk = 1024 * 1024 + 16;  // contract section 1: 1 MiB and the tag

bool is_chunk_number(std::string_view text) {
    std::uint16_t number = 0;  // 0 to 65535
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = wrong == std::errc{} && end == text.data() + text.size();
    return whole && (text.size() == 1 || text.front() != '0');
}
}  // namespace

struct AttachmentRelay::Address {
    Mailbox mailbox;
    std::string path;  ///< below /intake/v1: made of checked ids only
};

AttachmentRelay::AttachmentRelay(Bearer& bearer, const Directory& directory, Forwarder& forwarder, Refusals& refusals)
    : bearer_(bearer), directory_(directory), forwarder_(forwarder), refusals_(refusals) {}

core::Result<AttachmentRelay::Address> AttachmentRelay::address(const http::Request& request) const {
    const auto picture = directory_.picture();
    const auto sender = bearer_.sender_of(request, Scope::send);
    if (!sender) return sender.error();
    const auto id = core::MailboxId::parse(request.capture("mailbox"));
    const auto mailbox = id ? picture->mailboxes.find(*id) : picture->mailboxes.end();
    if (mailbox == picture->mailboxes.end()) return core::failure(Problem::unknown_mailbox, "there is no such mailbox");
    if (!picture->clients.at(sender->client).mailboxes.contains(*id)) {
        return core::failure(Problem::forbidden, "this mailbox is not assigned to you; ask the rescue service");
    }
    const auto case_id = core::CaseId::parse(request.capture("case"));
    if (!case_id) return case_id.error();
    const auto attachment = core::AttachmentId::parse(request.capture("id"));
    if (!attachment) return attachment.error();
    return Address{mailbox->second, "/intake/v1/mailboxes/" + id->str() + "/cases/" + case_id->str() + "/attachments/" +
                                        attachment->str()};
}

async::Task<Response> AttachmentRelay::put_chunk(http::Request& request) {
    auto to = address(request);
    if (!to) co_return co_await refuse(request, to.error());
    const std::string& number = request.capture("chunk");
    if (!is_chunk_number(number)) {
        const auto wrong = core::failure(Problem::malformed, "a chunk is numbered from 0 to 65535");
        co_return co_await refuse(request, wrong);
    }
    if (request.content_type() != "application/octet-stream") {
        const auto wrong = core::failure(Problem::unsupported_type, "send application/octet-stream");
        co_return co_await refuse(request, wrong);
    }
    auto body = co_await request.body->read_all(largest_sealed_chunk);
    if (!body) co_return co_await refuse(request, body.error());
    http::ClientRequest onward;
    onward.method = http::Method::put;
    onward.target = to->path + "/chunks/" + number;
    onward.body = std::move(*body);
    onward.content_type = "application/octet-stream";
    co_return co_await pass(std::move(*to), std::move(onward));
}

async::Task<Response> AttachmentRelay::status(http::Request& request) {
    auto to = address(request);
    if (!to) co_return co_await refuse(request, to.error());
    http::ClientRequest onward;
    onward.target = to->path;
    co_return co_await pass(std::move(*to), std::move(onward));
}

async::Task<Response> AttachmentRelay::pass(Address to, http::ClientRequest request) {
    auto answer = co_await forwarder_.send(to.mailbox, std::move(request));
    if (!answer) {
        Response response = http::problem_response(
            core::failure(Problem::unavailable, "the hospital does not answer; send this chunk again in a while"));
        response.headers.add("Retry-After", "10");
        co_return response;
    }
    Response response;
    response.status = answer->status;
    response.body = std::move(answer->body);
    response.content_type = std::move(answer->content_type);
    co_return response;
}

async::Task<Response> AttachmentRelay::refuse(const http::Request& request, core::Failure failure) {
    AuditEvent event{.event = "attachment.refused", .peer = request.peer.address};
    co_return co_await refusals_.answer(std::move(event), std::move(failure));
}
}  // namespace vorab::gateway

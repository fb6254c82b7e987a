#include "gateway/transmissions/receive.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "gateway/transmissions/requests.hpp"
#include "gateway/transmissions/status.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using core::Problem;
using http::Response;

namespace {
bool is_envelope_type(const std::string& content_type) {
    return content_type == "application/jose" || content_type == "application/jose+json";
}
}  // namespace

/// A request that may be sent on: by whom, and where to.
struct Transmissions::Addressed {
    core::ClientId client;
    std::shared_ptr<const Picture> picture;  ///< keeps `mailbox`: copying its keys cost more than reading the slip
    const Mailbox* mailbox = nullptr;
};

Transmissions::Transmissions(async::Executor executor, Bearer& bearer, const Directory& directory, Forwarder& forwarder,
                             board::Boards& boards, answers::Sent& sent, database::Database& database,
                             Refusals& refusals, const core::Clock& clock, const core::Log& log)
    : bearer_(bearer),
      directory_(directory),
      forwarder_(forwarder),
      boards_(boards),
      sent_(sent),
      database_(database),
      refusals_(refusals),
      clock_(clock),
      log_(log),
      telling_(executor, log, "boards") {}

async::Task<Response> Transmissions::receive(http::Request& request) {
    // Who sends, and may they send there? Nothing of the body is read before that is clear.
    const auto picture = directory_.picture();
    const auto sender = bearer_.sender_of(request, Scope::send);
    if (!sender) co_return co_await refuse(request, sender.error(), std::nullopt);
    auto to = address(request, picture, sender->client);
    if (!to) co_return co_await refuse(request, to.error(), sender->client);

    // The routing slip, and nothing else.
    auto body = co_await request.body->read_all(envelope::largest_envelope);
    if (!body) co_return co_await refuse(request, body.error(), sender->client);
    auto sealed = envelope::read_envelope(*body);
    if (!sealed) co_return co_await refuse(request, sealed.error(), sender->client);
    if (sealed->slip.mailbox != to->mailbox->id) {
        const auto mismatch =
            core::failure(Problem::slip_mismatch, "the routing slip names another mailbox than the address");
        co_return co_await refuse(request, mismatch, sender->client);
    }
    co_return co_await answer(request, std::move(*to), std::move(*body), std::move(sealed->slip));
}

core::Result<Transmissions::Addressed> Transmissions::address(const http::Request& request,
                                                              std::shared_ptr<const Picture> picture,
                                                              const core::ClientId& client) const {
    if (!is_envelope_type(request.content_type())) {
        return core::failure(Problem::unsupported_type, "send application/jose or application/jose+json");
    }
    const auto id = core::MailboxId::parse(request.capture("mailbox"));
    const auto mailbox = id ? picture->mailboxes.find(*id) : picture->mailboxes.end();
    if (mailbox == picture->mailboxes.end()) {
        return core::failure(Problem::unknown_mailbox, "there is no such mailbox; GET /v1/mailboxes lists yours");
    }
    if (!picture->clients.at(client).mailboxes.contains(*id)) {
        return core::failure(Problem::forbidden, "this mailbox is not assigned to you; ask the rescue service");
    }
    const Mailbox* const found = &mailbox->second;
    return Addressed{client, std::move(picture), found};
}

async::Task<Response> Transmissions::answer(const http::Request& request, Addressed to, std::string body,
                                            envelope::RoutingSlip slip) {
    const auto answer = co_await forwarder_.send(*to.mailbox, intake_request(body, to.client));
    if (!answer) co_return co_await park(request, std::move(to), std::move(body), std::move(slip));
    if (answer->status < 300) {
        sent_.note(slip, to.client);
        // Shown at once, kept right after: the crew's receipt need not wait for a wall.
        if (slip.board) telling_.spawn(tell_boards(slip));
        log_.info("envelope delivered",
                  {{"transmission", slip.transmission}, {"case", slip.case_id}, {"mailbox", slip.mailbox}});
    } else {
        log_.info("hospital refused an envelope", {{"transmission", slip.transmission}, {"status", answer->status}});
    }
    co_return pass_through(*answer);
}

async::Task<Response> Transmissions::park(const http::Request& request, Addressed to, std::string body,
                                          envelope::RoutingSlip slip) {
    auto unit = database_.run(
        [slip, client = to.client, body = std::move(body), now = clock_.now()](database::Connection& connection) {
            return parking::park(connection, slip, client, body, now);
        });
    const auto parked = co_await std::move(unit);
    if (!parked) co_return co_await refuse(request, parked.error(), to.client);
    if (parked->state != "parked") co_return pass_through(said_before(*parked));
    log_.warning("hospital does not answer, envelope parked",
                 {{"transmission", slip.transmission}, {"mailbox", slip.mailbox}});
    co_await tell_boards(slip);
    Response response = http::json_response(202, R"({"status":"parked"})");
    response.headers.add("Location", "/v1/transmissions/" + slip.transmission.str());
    co_return response;
}

async::Task<Response> Transmissions::refuse(const http::Request& request, core::Failure failure,
                                            std::optional<core::ClientId> client) {
    AuditEvent event{.event = "transmission.refused", .client = client, .peer = request.peer.address};
    for (const auto& [name, value] : request.captures) {  // not every route names a mailbox
        const auto mailbox = core::MailboxId::parse(value);
        if (name == "mailbox" && mailbox) event.mailbox = *mailbox;
    }
    co_return co_await refusals_.answer(std::move(event), std::move(failure));
}

async::Task<void> Transmissions::tell_boards(envelope::RoutingSlip slip) {
    const auto entry = board::entry_of(slip, clock_.now());
    if (!entry) co_return;
    try {
        co_await boards_.show(slip.mailbox, *entry);
    } catch (const database::DatabaseError& error) {
        // A wall display must not cost the crew its receipt: the boards that watch have it, the delivery stands.
        log_.error("a board entry was not kept", {{"transmission", slip.transmission}, {"error", error.error_code()}});
    }
}

async::Task<Response> Transmissions::status(http::Request& request) {
    const auto sender = bearer_.sender_of(request, Scope::send);
    if (!sender) co_return co_await refuse(request, sender.error(), std::nullopt);
    const auto id = core::TransmissionId::parse(request.capture("id"));
    const auto not_here =
        core::failure(Problem::not_found, "you have sent no such transmission within the last three hours");
    if (!id) co_return http::problem_response(not_here);
    auto unit = database_.run([id = *id, client = sender->client](database::Connection& connection) {
        return status_of(connection, id, client);
    });
    const auto status = co_await std::move(unit);
    if (!status) co_return http::problem_response(not_here);
    co_return http::json_response(200, json::serialize(*status));
}
}  // namespace vorab::gateway

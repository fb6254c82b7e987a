#include "hospital_server/intake/receive.hpp"

#include <boost/json/serialize.hpp>

#include "common/http/problem.hpp"
#include "common/sealing/answer.hpp"
#include "common/signing/hash.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/record/schema.hpp"

namespace vorab::hospital_server::intake {
namespace json = boost::json;
using core::Problem;
using core::Result;
using http::Response;

namespace {
/// What a wall display, an alarm or another system should hear of. A test transmission is stored and acknowledged only.
bool raises_deliveries(envelope::Kind kind) { return kind != envelope::Kind::test; }

/// No audit row: it is no verdict, and a flood must not fill the audit.
Response not_now(const core::Failure& failure) {
    auto response = http::problem_response(failure);
    response.headers.add("Retry-After", "1");
    return response;
}
}  // namespace

std::optional<std::string> named_sender(const http::Request& request) {
    const auto named = request.headers.find("Vorab-Client");
    return named ? std::optional{std::string{*named}} : std::nullopt;
}

/// The schema first, then what a schema cannot say.
Result<record::Facts> validate(const json::object& text) {
    const auto fits = record::record_schema().check(text);
    if (!fits) return fits.error();
    const auto* answer_key = text.if_contains("answer_key");
    if (answer_key) {
        const auto usable = sealing::read_answer_key(answer_key->as_object());
        if (!usable) return usable.error();
    }
    return record::read_facts(text);
}

Receive::Receive(async::Executor executor, const cases::Mailboxes& mailboxes, const signing::ChainVerifier& senders,
                 const ReceiptSigner& signer, async::BlockingPool& cryptography, database::Database& server_database,
                 std::size_t envelopes_at_once, Announce announce, const core::Clock& clock, const core::Log& log)
    : mailboxes_(mailboxes),
      senders_(senders),
      signer_(signer),
      cryptography_(cryptography),
      turns_(executor, envelopes_at_once),
      server_database_(server_database),
      announce_(std::move(announce)),
      clock_(clock),
      log_(log) {}

async::Task<Response> Receive::answer(http::Request& request) {
    const auto body = co_await request.body->read_all(envelope::largest_envelope);
    if (!body) co_return co_await refuse(body.error(), nullptr, request.peer);
    const auto sealed = envelope::read_envelope(*body);
    if (!sealed) co_return co_await refuse(sealed.error(), nullptr, request.peer);
    const envelope::RoutingSlip& slip = sealed->slip;
    auto* mailbox = mailboxes_.find(slip.mailbox);
    if (!mailbox) {
        const auto unknown = core::failure(Problem::unknown_mailbox, "this hospital has no such mailbox");
        co_return co_await refuse(unknown, &slip, request.peer);
    }

    const auto opened = co_await open(*sealed, *mailbox, named_sender(request).value_or(slip.organisation));
    if (!opened && opened.error().problem == Problem::unavailable) co_return not_now(opened.error());
    if (!opened) co_return co_await refuse(opened.error(), &slip, request.peer);
    const auto facts = validate(opened->record);
    if (!facts) co_return co_await refuse(facts.error(), &slip, request.peer);
    const Received received{signing::sha256(core::bytes_of(*body)), body->size()};
    const auto stored = co_await store(*mailbox, *opened, *facts, received);
    if (!stored) co_return co_await refuse(stored.error(), &slip, request.peer);

    if (!stored->duplicate) {
        mailbox->dispatcher.wake(slip.case_id);
        announce_({slip.mailbox, slip, !facts->attachments.empty()});
    }
    co_return acknowledge(slip, received, *stored);
}

async::Task<Result<sealing::OpenedRecord>> Receive::open(const envelope::Envelope& sealed,
                                                         const cases::Mailbox& mailbox, std::string sender) {
    const auto turn = co_await turns_.take(std::move(sender));
    if (!turn) co_return turn.error();
    // Private keys work on their own threads: a flood of slow RSA envelopes must not hold up the loop.
    auto work = [&sealed, &mailbox, this](unsigned) -> std::shared_ptr<Result<sealing::OpenedRecord>> {
        return std::make_shared<Result<sealing::OpenedRecord>>(
            sealing::open_record(sealed, mailbox.keys, senders_, clock_.now()));
    };
    const auto opened = co_await cryptography_.run(std::move(work));
    co_return std::move(*opened);
}

async::Task<Result<record::Stored>> Receive::store(cases::Mailbox& mailbox, const sealing::OpenedRecord& opened,
                                                   const record::Facts& facts, const Received& received) {
    std::vector<outbox::NewJob> jobs;
    if (raises_deliveries(opened.slip.kind)) {
        for (const auto& [channel, target] : mailbox.lines) jobs.push_back({channel, target});
    }
    const auto consequence = [&](database::Connection& connection, core::Timestamp now) {
        const auto& follow = mailbox.consequences.of_version;
        if (follow) follow(connection, opened.slip.case_id, opened.slip.kind, now);
    };
    auto work = [&, jobs = std::move(jobs)](database::Connection& connection) {
        return record::store(connection, {opened, facts, received.sha256, received.size}, jobs, clock_.now(),
                             consequence);
    };
    auto unit = mailbox.database.run(std::move(work));
    auto stored = co_await std::move(unit);
    if (stored && !stored->duplicate) {
        log_.info("transmission stored", {{"transmission", opened.slip.transmission},
                                          {"case", opened.slip.case_id},
                                          {"mailbox", opened.slip.mailbox},
                                          {"kind", opened.slip.kind}});
    }
    co_return stored;
}

Response Receive::acknowledge(const envelope::RoutingSlip& slip, const Received& received,
                              const record::Stored& stored) const {
    sealing::Receipt receipt;
    receipt.transmission = slip.transmission;
    receipt.case_id = slip.case_id;
    receipt.mailbox = slip.mailbox;
    receipt.sha256 = core::to_hex(received.sha256);
    receipt.stored_at = stored.stored_at;
    receipt.duplicate = stored.duplicate;
    const json::object answer{{"receipt", sealing::sign_receipt(receipt, signer_.key, signer_.x5c)}};
    return http::json_response(stored.duplicate ? 200 : 201, json::serialize(answer));
}

async::Task<Response> Receive::refuse(core::Failure failure, const envelope::RoutingSlip* slip,
                                      const http::Peer& peer) {
    audit::Event event{.event = "envelope.refused", .problem = failure.problem, .peer = peer.address};
    if (slip) event.transmission = slip->transmission;
    log_.warning("envelope refused", {{"problem", failure.problem}});
    // A refusal that names a mailbox of ours stands in that mailbox's audit, any other in the server's.
    auto* mailbox = slip ? mailboxes_.find(slip->mailbox) : nullptr;
    auto& database = mailbox ? mailbox->database : server_database_;
    auto unit = database.run(
        [event, now = clock_.now()](database::Connection& connection) { audit::write(connection, event, now); });
    co_await std::move(unit);
    co_return http::problem_response(failure);
}
}  // namespace vorab::hospital_server::intake

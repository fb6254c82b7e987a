#include "gateway/attachments/relay.hpp"

#include <charconv>

#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "common/core/json.hpp"
#include "common/http/problem.hpp"
#include "gateway/transmissions/requests.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using core::Problem;
using http::Response;

namespace {
constexpr std::size_t largest_sealed_chunk = 1024 * 1024 + 16;  // contract section 1: 1 MiB and the tag
constexpr int most_parking_at_once = 8;                         // so at most 8 MiB are held while they are written
constexpr std::size_t most_served_at_once = 16;                 // mailboxes: one chunk each
constexpr std::chrono::seconds silence{15};  // so long a silent hospital is left alone with its parked chunks

core::Result<std::uint16_t> chunk_number(std::string_view text) {
    std::uint16_t number = 0;  // 0 to 65535
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = wrong == std::errc{} && end == text.data() + text.size();
    if (whole && (text.size() == 1 || text.front() != '0')) return number;
    return core::failure(Problem::malformed, "a chunk is numbered from 0 to 65535");
}

/// What may be known before a byte of the body is read.
std::optional<core::Failure> wrong_form(const http::Request& request) {
    if (request.content_type() != "application/octet-stream") {
        return core::failure(Problem::unsupported_type, "send application/octet-stream");
    }
    if (request.body->length() > largest_sealed_chunk) {
        return core::failure(Problem::too_large, "a chunk has at most 1 MiB and its tag of 16 bytes");
    }
    return std::nullopt;
}

/// Knows whether anything was taken from the sender: only before that can the chunk still be parked.
class Watched final : public http::BodyReader {
  public:
    explicit Watched(http::BodyReader& body) : body_(body) {}
    std::uint64_t length() const override { return body_.length(); }
    async::Task<core::Result<std::string>> read_all(std::size_t limit) override {
        touched_ = true;
        return body_.read_all(limit);
    }
    async::Task<core::Result<std::size_t>> read_some(std::span<char> buffer) override {
        touched_ = true;
        return body_.read_some(buffer);
    }
    bool touched() const { return touched_; }

  private:
    http::BodyReader& body_;
    bool touched_ = false;
};

std::string path_of(const ChunkName& name) {
    return "/intake/v1/mailboxes/" + name.mailbox.str() + "/cases/" + name.case_id.str() + "/attachments/" +
           name.attachment.str();
}

http::ClientRequest put_request(const ChunkName& name) {
    http::ClientRequest request;
    request.method = http::Method::put;
    request.target = path_of(name) + "/chunks/" + std::to_string(name.number);
    request.content_type = "application/octet-stream";
    return request;
}

/// The hospital's own verdict, unchanged.
Response pass_on(HospitalAnswer answer) {
    Response response;
    response.status = answer.status;
    response.body = std::move(answer.body);
    response.content_type = std::move(answer.content_type);
    return response;
}

Response try_again() {
    Response response = http::problem_response(
        core::failure(Problem::unavailable, "the hospital does not answer; send this chunk again in a while"));
    response.headers.add("Retry-After", "10");
    return response;
}
}  // namespace

struct AttachmentRelay::Address {
    core::ClientId client;
    Mailbox mailbox;
    ChunkName name;  ///< its number only in put_chunk()
};

AttachmentRelay::AttachmentRelay(async::Executor executor, Bearer& bearer, const Directory& directory,
                                 Forwarder& forwarder, database::Database& database, Refusals& refusals,
                                 ChunkQuota quota, const core::Clock& clock, const core::Log& log)
    : bearer_(bearer),
      directory_(directory),
      forwarder_(forwarder),
      database_(database),
      refusals_(refusals),
      quota_(quota),
      clock_(clock),
      log_(log),
      under_way_(executor, log, "parked chunks") {}

core::Result<AttachmentRelay::Address> AttachmentRelay::address(const http::Request& request,
                                                                const core::ClientId& client) const {
    const auto picture = directory_.picture();
    const auto id = core::MailboxId::parse(request.capture("mailbox"));
    const auto mailbox = id ? picture->mailboxes.find(*id) : picture->mailboxes.end();
    if (mailbox == picture->mailboxes.end()) return core::failure(Problem::unknown_mailbox, "there is no such mailbox");
    if (!picture->clients.at(client).mailboxes.contains(*id)) {
        return core::failure(Problem::forbidden, "this mailbox is not assigned to you; ask the rescue service");
    }
    const auto case_id = core::CaseId::parse(request.capture("case"));
    if (!case_id) return case_id.error();
    const auto attachment = core::AttachmentId::parse(request.capture("id"));
    if (!attachment) return attachment.error();
    return Address{client, mailbox->second, ChunkName{*id, *case_id, *attachment}};
}

async::Task<Response> AttachmentRelay::put_chunk(http::Request& request) {
    const auto sender = bearer_.sender_of(request, Scope::send);
    if (!sender) co_return co_await refuse(request, sender.error(), std::nullopt);
    auto to = address(request, sender->client);
    if (!to) co_return co_await refuse(request, to.error(), sender->client);
    const auto number = chunk_number(request.capture("chunk"));
    if (!number) co_return co_await refuse(request, number.error(), sender->client);
    if (auto wrong = wrong_form(request)) co_return co_await refuse(request, *wrong, sender->client);
    to->name.number = *number;

    Watched body{*request.body};
    auto onward = put_request(to->name);
    onward.source = &body;
    auto answer = co_await forwarder_.send(to->mailbox, std::move(onward));
    if (answer) co_return pass_on(std::move(*answer));
    if (answer.error().problem != Problem::unreachable)
        co_return co_await refuse(request, answer.error(), sender->client);
    if (body.touched()) co_return try_again();
    co_return co_await park(request, *to);
}

async::Task<Response> AttachmentRelay::park(http::Request& request, const Address& to) {
    struct Place {  // given back however this ends
        int& taken;
        explicit Place(int& count) : taken(++count) {}
        ~Place() { --taken; }
    };
    if (parking_now_ >= most_parking_at_once) co_return try_again();
    const Place place{parking_now_};
    auto sealed = co_await request.body->read_all(largest_sealed_chunk);
    if (!sealed) co_return co_await refuse(request, sealed.error(), to.client);
    const auto kept = co_await keep(to, std::move(*sealed));
    if (!kept && kept.error().problem == Problem::unavailable) co_return try_again();
    if (!kept) co_return co_await refuse(request, kept.error(), to.client);
    co_return http::json_response(202, R"({"status":"parked"})");
}

/// unavailable: our own database fails, too.
async::Task<core::Result<void>> AttachmentRelay::keep(const Address& to, std::string sealed) {
    auto work = [&to, &sealed, quota = quota_, now = clock_.now()](database::Connection& connection) {
        const auto parked = chunk_parking::park(connection, to.name, to.client, sealed, quota, now);
        return parked ? std::optional<core::Failure>{} : std::optional{parked.error()};
    };
    auto unit = database_.run(std::move(work));
    try {
        const auto refused = co_await std::move(unit);
        if (refused) co_return *refused;
    } catch (const database::DatabaseError& error) {
        log_.error("a chunk could not be parked", {{"error", error.error_code()}});
        co_return core::failure(Problem::unavailable);
    }
    co_return core::Result<void>{};
}

async::Task<Response> AttachmentRelay::status(http::Request& request) {
    const auto sender = bearer_.sender_of(request, Scope::send);
    if (!sender) co_return co_await refuse(request, sender.error(), std::nullopt);
    auto to = address(request, sender->client);
    if (!to) co_return co_await refuse(request, to.error(), sender->client);
    http::ClientRequest onward;
    onward.target = path_of(to->name);
    auto answer = co_await forwarder_.send(to->mailbox, std::move(onward));
    if (!answer) co_return co_await parked_only(*to);
    co_return pass_on(std::move(*answer));
}

/// The hospital is silent. What rests here need not be sent again; where nothing does, there is nothing to say.
async::Task<Response> AttachmentRelay::parked_only(const Address& to) {
    auto unit = database_.run(
        [name = to.name](database::Connection& connection) { return chunk_parking::numbers(connection, name); });
    const auto numbers = co_await std::move(unit);
    if (numbers.empty()) co_return try_again();
    json::array parked(numbers.begin(), numbers.end());
    const json::object body{
        {"attachment", to.name.attachment.str()}, {"chunks", json::array()}, {"parked", std::move(parked)}};
    co_return http::json_response(200, json::serialize(body));
}

async::Task<Response> AttachmentRelay::refuse(const http::Request& request, core::Failure failure,
                                              std::optional<core::ClientId> client) {
    AuditEvent event{.event = "attachment.refused", .client = std::move(client), .peer = request.peer.address};
    if (const auto mailbox = core::MailboxId::parse(request.capture("mailbox"))) event.mailbox = *mailbox;
    co_return co_await refusals_.answer(std::move(event), std::move(failure));
}

/// One task for each mailbox that has something due: who waits for a silent hospital keeps no other waiting.
async::Task<void> AttachmentRelay::round() {
    auto unit = database_.run([now = clock_.now()](database::Connection& connection) {
        return chunk_parking::mailboxes_due(connection, now);
    });
    const auto due = co_await std::move(unit);
    for (const auto& mailbox : due) {
        if (busy_.size() >= most_served_at_once) co_return;
        if (busy_.insert(mailbox).second) under_way_.spawn(serve(mailbox));
    }
}

async::Task<void> AttachmentRelay::serve(core::MailboxId mailbox) {
    struct Served {  // however this ends
        std::set<core::MailboxId>& busy;
        const core::MailboxId& mailbox;
        ~Served() { busy.erase(mailbox); }
    };
    const Served served{busy_, mailbox};
    bool more = true;
    while (more) {
        more = co_await deliver_one(mailbox);
    }
}

/// False when nothing is due.
async::Task<bool> AttachmentRelay::deliver_one(core::MailboxId of) {
    auto unit = database_.run(
        [of, now = clock_.now()](database::Connection& connection) { return chunk_parking::due(connection, of, now); });
    const auto chunk = co_await std::move(unit);
    if (!chunk) co_return false;
    const auto picture = directory_.picture();
    const auto mailbox = picture->mailboxes.find(chunk->name.mailbox);
    if (mailbox == picture->mailboxes.end()) co_return true;  // it waits until the mailbox is back, or expires
    auto onward = put_request(chunk->name);
    onward.body = chunk->sealed;
    const auto answer = co_await forwarder_.send(mailbox->second, std::move(onward));
    co_await settle(*chunk, answer);
    co_return true;
}

/// The row goes with the audit row that says why, or neither does.
async::Task<void> AttachmentRelay::settle(const ParkedChunk& chunk, const core::Result<HospitalAnswer>& answer) {
    const int status = answer && is_verdict(answer->status) ? answer->status : 0;
    auto work = [name = chunk.name, status, now = clock_.now()](database::Connection& connection) {
        if (status == 0) return chunk_parking::postpone(connection, name.mailbox, now + silence);
        database::Transaction transaction{connection};
        chunk_parking::remove(connection, name);
        const AuditEvent event{
            .event = "attachment.refused", .problem = Problem::refused_by_peer, .mailbox = name.mailbox};
        if (status >= 300) write_audit(connection, event, now);
        transaction.commit();
    };
    auto unit = database_.run(std::move(work));
    co_await std::move(unit);
    if (status == 0) co_return;
    log_.info("parked chunk answered by the hospital",
              {{"attachment", chunk.name.attachment}, {"status", status}, {"attempts", chunk.attempts + 1}});
}

async::Task<void> AttachmentRelay::expire(core::Timestamp parked_before) {
    auto unit = database_.run(
        [parked_before](database::Connection& connection) { return chunk_parking::expire(connection, parked_before); });
    const auto expired = co_await std::move(unit);
    if (expired > 0) log_.warning("parked chunks expired undelivered", {{"count", expired}});
}

async::Task<void> AttachmentRelay::deliver_parked(std::chrono::hours parking, std::function<bool()> may_expire) {
    for (;;) {
        co_await async::sleep_for(std::chrono::seconds{1});
        try {
            if (may_expire()) co_await expire(clock_.now() - parking);
            co_await round();
        } catch (const database::DatabaseError& error) {
            log_.error("parked chunks: the database failed", {{"error", error.error_code()}});
        }
    }
}
}  // namespace vorab::gateway

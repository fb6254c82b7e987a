#include "gateway/answers/streams.hpp"

#include <algorithm>
#include <charconv>

#include <boost/json/serialize.hpp>

namespace vorab::gateway::answers {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Request;
using http::Response;
using namespace std::chrono_literals;

namespace {
constexpr auto a_moment = 300ms;  // in which what was just sent is written down: see Sent
constexpr std::string_view come_back_soon = "retry: 2000\n\n";
constexpr std::string_view sign_of_life = ":\n\n";

std::string frame_of(const Event& event) {
    return "id: " + std::to_string(event.number) + "\nevent: " + public_text(event.event).str() +
           "\ndata: " + json::serialize(to_json(event)) + "\n\n";
}

/// The number of the last event that the listener has had; 0 for one that comes for the first time.
Result<std::int64_t> last_event(const Request& request) {
    const auto text = request.headers.find("Last-Event-ID").value_or("");
    std::int64_t number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    const bool whole = wrong == std::errc{} && end == text.data() + text.size() && number >= 0;
    if (text.empty() || whole) return number;
    return failure(Problem::malformed, "Last-Event-ID: the id of an event of this stream is expected");
}
}  // namespace

json::object to_json(const Event& event) {
    json::object body{{"event", public_text(event.event).view()},
                      {"at", core::to_rfc3339(event.at)},
                      {"mailbox", event.mailbox.str()}};
    if (event.transmission) body["transmission"] = event.transmission->str();
    if (event.answer) body["answer"] = event.answer->str();
    if (event.sealed) body["sealed"] = *event.sealed;
    return body;
}

/// Whose stream, and from where on.
struct Streams::Wanted {
    Position from;
    Sender sender;
};

struct Streams::Stream {
    Stream(async::Executor executor, Wanted wanted)
        : at(std::move(wanted.from)), sender(std::move(wanted.sender)), news(executor) {}
    Position at;
    Sender sender;
    async::Signal news;
    std::vector<std::string> frames;
};

Streams::Streams(async::Executor executor, Bearer& bearer, database::Database& database, Refusals& refusals,
                 const core::Clock& clock, const core::Log& log, StreamOptions options)
    : executor_(executor),
      bearer_(bearer),
      database_(database),
      refusals_(refusals),
      clock_(clock),
      log_(log),
      options_(options),
      changed_(executor) {}

async::Task<Response> Streams::open(Request& request) {
    const auto sender = bearer_.sender_of(request, Scope::send);
    if (!sender) co_return co_await refuse(request, sender.error(), std::nullopt);
    const auto from = co_await wanted(request, *sender);
    if (!from) co_return co_await refuse(request, from.error(), sender->client);
    if (!has_room(sender->client)) {
        const auto too_many = failure(Problem::too_many_requests, "too many event streams are open; close some");
        co_return co_await refuse(request, too_many, sender->client);
    }
    Response response;
    response.content_type = "text/event-stream";
    response.headers.add("Cache-Control", "no-store");
    response.stream = [this, wanted = *from](http::BodyWriter& writer) { return serve(writer, wanted); };
    co_return response;
}

async::Task<Result<Streams::Wanted>> Streams::wanted(const Request& request, Sender sender) {
    const auto case_id = core::CaseId::parse(request.capture("case"));
    const auto from = last_event(request);
    if (!from) co_return from.error();
    const auto not_ours = failure(Problem::not_found, "you have sent nothing of this case; send it, then ask again");
    if (!case_id) co_return not_ours;
    for (int attempt = 1;; ++attempt) {
        auto unit = database_.run([case_id = *case_id, client = sender.client](Connection& connection) {
            return is_sender(connection, case_id, client);
        });
        const bool ours = co_await std::move(unit);
        if (ours) break;
        if (attempt == 2) co_return not_ours;
        co_await async::sleep_for(a_moment);
    }
    co_return Wanted{{*case_id, sender.client, *from}, sender};
}

async::Task<Response> Streams::refuse(const Request& request, core::Failure why, std::optional<core::ClientId> client) {
    AuditEvent event{.event = "events.refused", .client = client, .peer = request.peer.address};
    co_return co_await refusals_.answer(std::move(event), why);
}

bool Streams::has_room(const core::ClientId& client) const {
    const auto of_client = std::ranges::count_if(
        streams_, [&](const std::shared_ptr<Stream>& stream) { return stream->at.client == client; });
    return !ended_ && streams_.size() < options_.in_all && static_cast<std::size_t>(of_client) < options_.per_client;
}

/// A token that ends or is revoked, or a client that is disabled, ends its streams too.
bool Streams::may_listen(const Stream& stream) const {
    return !ended_ && clock_.now() < stream.sender.expires_at && bearer_.check_now(stream.sender);
}

async::Task<void> Streams::serve(http::BodyWriter& writer, Wanted wanted) {
    struct Presence {  // ends however this coroutine ends
        std::list<std::shared_ptr<Stream>>& streams;
        std::list<std::shared_ptr<Stream>>::iterator self;
        ~Presence() { streams.erase(self); }
    };
    const auto stream = std::make_shared<Stream>(executor_, wanted);
    const Presence presence{streams_, streams_.insert(streams_.end(), stream)};
    changed_.notify();
    co_await writer.write(come_back_soon);
    while (may_listen(*stream)) {
        const auto frames = std::exchange(stream->frames, {});
        for (const auto& frame : frames) co_await writer.write(frame);
        const bool news = co_await stream->news.wait(options_.comment);
        if (!news) co_await writer.write(sign_of_life);
    }
}

void Streams::written() {
    wake();
    if (hint_) hint_();
}

void Streams::end() {
    ended_ = true;
    for (const auto& stream : streams_) stream->news.notify();
}

/// Within a moment, and not only when there is something to hear.
void Streams::end_those_over() {
    for (const auto& stream : streams_) {
        if (!may_listen(*stream)) stream->news.notify();
    }
}

async::Task<void> Streams::run() {
    for (;;) {
        [[maybe_unused]] const bool told = co_await changed_.wait(options_.poll);
        if (streams_.empty()) continue;
        end_those_over();
        try {
            co_await look();
        } catch (const database::DatabaseError& error) {
            log_.error("event streams: the database failed", {{"error", error.error_code()}});
        }
    }
}

async::Task<void> Streams::look() {
    const std::vector<std::shared_ptr<Stream>> asking{streams_.begin(), streams_.end()};
    std::vector<Position> positions;
    for (const auto& stream : asking) positions.push_back(stream->at);
    auto unit = database_.run(
        [positions = std::move(positions)](Connection& connection) { return news_for(connection, positions); });
    const auto heard = co_await std::move(unit);
    for (const auto& [listener, event] : heard) {
        Stream& stream = *asking.at(listener);
        stream.at.number = event.number;
        stream.frames.push_back(frame_of(event));
        stream.news.notify();
    }
}
}  // namespace vorab::gateway::answers

#include "tools/ambulance/case_events.hpp"

#include <algorithm>
#include <random>

#include "common/async/timer.hpp"
#include "common/core/json.hpp"
#include "common/http/event_stream.hpp"
#include "tools/ambulance/requests.hpp"

namespace vorab::ambulance {
namespace json = boost::json;
using std::chrono::milliseconds;

namespace {
constexpr milliseconds usual_pause{2'000};
constexpr milliseconds longest_pause{30'000};
constexpr int most_doublings = 5;

bool may_pass(int status) { return status == 429 || status >= 500; }

bool is_event_stream(const http::AnswerStream& stream) {
    return stream.headers().find("Content-Type").value_or("").starts_with("text/event-stream");
}
}  // namespace

struct CaseEvents::State {
    State(async::Executor executor, GatewayClient& to, const Package& what, const core::Clock& now)
        : gateway(to), package(what), clock(now), stopped(executor), end(executor, [this] { stop(); }) {}

    void stop() {
        if (stream) stream->cancel();
        stopped.notify();
    }

    /// Alike for nobody: a thousand ambulances whose gateway has gone do not come back in one moment.
    milliseconds pause() {
        const auto wished = reader.retry().value_or(usual_pause) * (1 << std::min(failures, most_doublings));
        const auto most = std::min(wished, longest_pause).count();
        return milliseconds{std::uniform_int_distribution<milliseconds::rep>{most / 2, most}(chance)};
    }

    async::Task<void> wait() {
        const auto span = pause();
        ++failures;
        if (!end.expired()) co_await stopped.wait(span);
    }

    /// Opens the stream, or does what has to be done before it can be opened. Trouble for what no patience helps.
    async::Task<Outcome<void>> open() {
        auto request = case_events_request(package.slip, reader.last_id());
        auto opened = co_await gateway.listen(std::move(request));
        if (!opened) co_return Outcome<void>{};  // no answer: again
        const int status = opened->status();
        if (status == 200 && is_event_stream(*opened)) {
            failures = 0;
            reader.begin_again();
            stream.emplace(std::move(*opened));
            co_return Outcome<void>{};
        }
        if (status == 401) co_return co_await sign_in();
        if (status == 404) co_return co_await post_again();
        if (may_pass(status)) co_return Outcome<void>{};
        const auto answer = co_await opened->rest();
        co_return refusal("the event stream", answer ? *answer : http::ClientResponse{status});
    }

    /// A gateway that is away is not a refusal.
    async::Task<Outcome<void>> sign_in() {
        auto signed_in = co_await gateway.sign_in(clock.now());
        if (!signed_in && signed_in.error().exit == Exit::refused) co_return signed_in.error();
        co_return Outcome<void>{};
    }

    /// The gateway lost its note of who sent the case: the same bytes again, which are stored once.
    async::Task<Outcome<void>> post_again() {
        auto request = transmission_request(package.slip.mailbox, package.envelope);
        const auto answer = co_await gateway.call(std::move(request));
        const bool final = answer && answer->status >= 400 && !may_pass(answer->status) && answer->status != 401;
        if (final) co_return refusal("the transmission", *answer);
        co_return Outcome<void>{};
    }

    /// Reads on until there is an event or the stream has ended.
    async::Task<Outcome<void>> read() {
        const auto piece = co_await stream->next();
        const bool on = piece && !piece->empty();
        if (!on) stream.reset();
        if (on && !reader.push(*piece)) co_return Trouble{Exit::failed, "an event that is too long"};
        co_return Outcome<void>{};
    }

    GatewayClient& gateway;
    const Package& package;
    const core::Clock& clock;
    std::optional<http::AnswerStream> stream = {};
    http::EventStreamReader reader;
    int failures = 0;  ///< in a row
    std::minstd_rand chance{std::random_device{}()};
    async::Signal stopped;
    async::Deadline end;
};

CaseEvents::CaseEvents(async::Executor executor, GatewayClient& gateway, const Package& package,
                       const core::Clock& clock, milliseconds for_so_long)
    : state_(std::make_unique<State>(executor, gateway, package, clock)) {
    state_->end.expires_after(for_so_long);
}

CaseEvents::~CaseEvents() = default;

async::Task<Outcome<std::optional<json::object>>> CaseEvents::next() {
    State& state = *state_;
    for (;;) {
        if (const auto event = state.reader.next()) {
            auto body = core::parse_json_object(event->data);
            if (!body) co_return trouble("an event", body.error());
            co_return std::optional{std::move(*body)};
        }
        if (state.end.expired()) co_return std::optional<json::object>{};
        if (state.stream) {
            const auto read = co_await state.read();
            if (!read) co_return read.error();
            if (!state.stream) co_await state.wait();
        } else {
            const auto opened = co_await state.open();
            if (!opened) co_return opened.error();
            if (!state.stream) co_await state.wait();
        }
    }
}
}  // namespace vorab::ambulance

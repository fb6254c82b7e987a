#include "hl7/mllp_client.hpp"

#include "common/async/timer.hpp"

namespace vorab::hl7 {
namespace {
using Clock = std::chrono::steady_clock;
constexpr std::chrono::hours long_time{1};  // a turn is waited for as long as it takes

core::Failure unreachable(core::PublicText why) { return {core::Problem::unreachable, std::move(why)}; }

core::Result<Acknowledgement> read_answer(const std::string& bytes) {
    const auto message = Message::parse(bytes);
    if (!message) return message.error();
    return read_acknowledgement(*message);
}
}  // namespace

struct MllpClient::Link {
    std::unique_ptr<Connection> connection;
    Deframer deframer;
    bool usable() const { return !deframer.inside_frame() && connection->quiet(); }
};

/// A place in the queue of sends. Whoever leaves, done or cancelled, lets the next one go on.
struct MllpClient::Turn {
    explicit Turn(MllpClient& of) : client(of), signal(of.executor_), granted(!std::exchange(of.busy_, true)) {
        if (!granted) client.waiting_.push_back(this);
    }
    ~Turn() {
        if (granted) {
            client.pass_turn();
        } else {
            client.waiting_.remove(this);
        }
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;

    MllpClient& client;
    async::Signal signal;
    bool granted;
};

MllpClient::MllpClient(async::Executor executor, Connector connect, MllpClientLimits limits)
    : executor_(executor), connect_(std::move(connect)), limits_(limits) {}

MllpClient::~MllpClient() = default;

void MllpClient::close() { link_.reset(); }

async::Task<core::Result<Acknowledgement>> MllpClient::send(std::string message, std::string control_id) {
    const auto bytes = frame(message);
    if (!bytes) co_return bytes.error();
    Turn turn{*this};
    while (!turn.granted) {
        const bool woken = co_await turn.signal.wait(long_time);
        static_cast<void>(woken);
    }
    auto link = co_await take_link();
    if (!link) co_return link.error();
    auto answer = co_await exchange(**link, *bytes, control_id);
    if (answer) link_ = std::move(*link);
    co_return answer;
}

async::Task<core::Result<std::unique_ptr<MllpClient::Link>>> MllpClient::take_link() {
    std::unique_ptr<Link> link = std::move(link_);
    if (link && link->usable()) co_return link;
    link.reset();
    auto connection = co_await connect_();
    if (!connection) co_return connection.error();
    co_return std::make_unique<Link>(Link{std::move(*connection), Deframer{limits_.frame}});
}

async::Task<core::Result<Acknowledgement>> MllpClient::exchange(Link& link, std::string_view bytes,
                                                                std::string_view control_id) {
    const bool sent = co_await link.connection->write(bytes, limits_.write);
    if (!sent) co_return unreachable("the HL7 system does not take the message");
    const auto until = Clock::now() + limits_.acknowledgement;
    for (;;) {
        const auto left = std::chrono::ceil<Span>(until - Clock::now());
        if (left <= Span{0}) co_return unreachable("no acknowledgement in time");
        const Heard heard = co_await link.connection->read(left);
        const auto events = heard.ended ? link.deframer.end() : link.deframer.push(heard.bytes);
        const auto answer = find_answer(events, control_id);
        if (answer) co_return *answer;
        if (heard.ended) co_return unreachable("the connection ended before the acknowledgement");
    }
}

std::optional<core::Result<Acknowledgement>> MllpClient::find_answer(const std::vector<MllpEvent>& events,
                                                                     std::string_view control_id) {
    std::optional<core::Result<Acknowledgement>> answer;
    for (const auto& event : events) {
        const auto* framed = std::get_if<FramedMessage>(&event);
        if (framed == nullptr) continue;  // counted by the deframer
        const auto read = read_answer(framed->bytes);
        // A peer that could not read MSH-10 says no without an id; as one message is under way, it is meant.
        const bool nameless_no = read && read->control_id.empty() && read->verdict != Verdict::accepted;
        if (!answer && (!read || read->control_id == control_id || nameless_no)) {
            answer = read;
        } else {
            ++strays_;
        }
    }
    return answer;
}

void MllpClient::pass_turn() {
    if (waiting_.empty()) {
        busy_ = false;
        return;
    }
    Turn& next = *waiting_.front();
    waiting_.pop_front();
    next.granted = true;
    next.signal.notify();
}

}  // namespace vorab::hl7

#include "tools/alarm_server/alarm_server.hpp"

#include <algorithm>

#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "common/core/encoding.hpp"
#include "common/core/random.hpp"
#include "tools/alarm_server/refusals.hpp"
#include "tools/alarm_server/strict.hpp"

namespace vorab::alarm_server {

using namespace espax;

struct AlarmServer::Turn {
    Outputs& out;
    ConnectionId connection;
    Peer& peer;
    std::uint64_t invoke;
    std::uint32_t number;
};

namespace {

Note note(boost::json::object event) { return {boost::json::serialize(event)}; }

}  // namespace

AlarmServer::AlarmServer(Options options, const core::Clock& clock) : options_(std::move(options)), clock_(clock) {}

Outputs AlarmServer::connected(ConnectionId connection) {
    peers_[connection] = Peer{};
    return {SetTimer{{Timer::Purpose::session, connection}, options_.session_timeout}};
}

Outputs AlarmServer::disconnected(ConnectionId connection) {
    peers_.erase(connection);
    return {};
}

Outputs AlarmServer::received(ConnectionId connection, std::string_view bytes) {
    Outputs out;
    const auto peer = peers_.find(connection);
    if (peer == peers_.end()) return out;
    for (const auto& event : peer->second.deframer.push(bytes)) {
        if (!peers_.contains(connection)) break;  // an earlier frame ended the connection
        if (const auto* frame = std::get_if<Frame>(&event)) {
            read(out, connection, *frame);
        } else {
            complain(out, connection, 600);
            out.emplace_back(Close{connection});
            peers_.erase(connection);
        }
    }
    return with_fault(std::move(out));
}

void AlarmServer::read(Outputs& out, ConnectionId connection, const Frame& frame) {
    out.emplace_back(SetTimer{{Timer::Purpose::session, connection}, options_.session_timeout});
    const auto root = parse_xml(frame.xml);
    if (!root) return complain(out, connection, 601);
    const auto document = read_document(*root);
    if (!document || (options_.strict && !check_strictly(*root))) return complain(out, connection, 602);
    const auto refused = refusal(document->message, 407);
    if (!refused) return complain(out, connection, 602);
    auto& peer = peers_.at(connection);
    if (options_.fault == Fault::silent && !peer.session.empty()) return;
    Turn turn{out, connection, peer, *document->invoke, frame.number};
    const bool is_login = std::holds_alternative<LoginRequest>(document->message);
    if (!is_login && (peer.session.empty() || document->session != peer.session)) return reply(turn, *refused);
    std::visit([&](const auto& request) { serve(turn, request); }, document->message);
}

void AlarmServer::serve(Turn& turn, const LoginRequest& login) {
    const bool known = login.user == options_.user && login.password.reveal() == options_.password.reveal();
    const bool taken =
        std::any_of(peers_.begin(), peers_.end(), [](const auto& peer) { return !peer.second.session.empty(); });
    const int code = !known ? 401 : taken ? 403 : 200;
    if (code == 200) turn.peer.session = core::to_hex(core::random_bytes(15));
    turn.out.emplace_back(note({{"event", "login"}, {"code", code}, {"client", login.client}}));
    reply(turn,
          LoginAnswer{std::string{server_name}, options_.software, answer_of(code, std::string{reason_of(code)})});
}

void AlarmServer::serve(Turn& turn, const HeartbeatRequest&) { reply(turn, HeartbeatAnswer{answer_of(200)}); }

void AlarmServer::serve(Turn& turn, const LogoutRequest&) {
    reply(turn, LogoutAnswer{answer_of(200, "goodbye")});
    turn.out.emplace_back(Close{turn.connection});
    peers_.erase(turn.connection);
}

void AlarmServer::serve(Turn& turn, const ConditionRequest&) {
    constexpr int flood = 1'000;
    for (int i = 0; options_.fault == Fault::flood && i < flood; ++i) reply(turn, HeartbeatAnswer{answer_of(200)});
    reply(turn, ConditionAnswer{answer_of(200), {options_.health, options_.fault == Fault::standby, options_.load}});
}

template <class Other>
void AlarmServer::serve(Turn& turn, const Other& other) {
    if (auto answer = refusal(Message{other}, 501)) reply(turn, std::move(*answer));
}

int AlarmServer::verdict_on(const StartRequest& start) {
    const bool refuses = options_.refuse != 0 && (options_.refuse_count == 0 || refused_ < options_.refuse_count);
    if (refuses) {
        ++refused_;
        return options_.refuse;
    }
    if (options_.fault == Fault::standby) return 503;
    const bool runs = std::any_of(calls_.begin(), calls_.end(), [&](const auto& call) {
        return !start.reference.empty() && call.second.request.reference == start.reference;
    });
    return runs ? 450 : 200;
}

void AlarmServer::serve(Turn& turn, const StartRequest& start) {
    const int code = verdict_on(start);
    turn.out.emplace_back(note({{"event", "call"},
                                {"code", code},
                                {"pr_ref", start.reference},
                                {"group", start.group},
                                {"phone", start.phone},
                                {"calling_name", start.calling_name},
                                {"text", start.text},
                                {"priority", start.priority}}));
    if (code != 200) return reply(turn, *refusal(start, code));
    const auto tan = ++last_tan_;
    const auto created = core::to_rfc3339(clock_.now()).substr(0, 19);
    const auto call = calls_.emplace(tan, RunningCall{start, std::to_string(tan), created}).first;
    const bool indications_first = options_.fault == Fault::indications_first;
    if (indications_first) play(turn.out, call);
    StartAnswer answer{answer_of(200, "ok"), start.reference, call->second.tan, "Low"};
    if (options_.fault == Fault::late_start) {
        late_[tan] = {turn.connection, Document{std::move(answer), turn.invoke, turn.peer.session, {}}, turn.number};
        turn.out.emplace_back(SetTimer{{Timer::Purpose::late, tan}, options_.late_by});
    } else if (options_.fault != Fault::silent_start) {
        if (options_.fault == Fault::twice) reply(turn, answer);
        reply(turn, std::move(answer));
    }
    if (!indications_first) play(turn.out, call);
}

void AlarmServer::serve(Turn& turn, const StopRequest& stop) {
    const auto call = selected(stop.selection);
    const bool stops = call != calls_.end() && mask_covers(stop.selection.mask, "Active");
    turn.out.emplace_back(note({{"event", "stop"}, {"code", stops ? 200 : 410}, {"pr_ref", stop.selection.reference}}));
    reply(turn, StopAnswer{answer_of(stops ? 200 : 410)});
    if (stops) end(turn.out, call, "Client", "None");
}

void AlarmServer::serve(Turn& turn, const StateRequest& state) {
    reply(turn, StateAnswer{answer_of(200)});
    const bool all = state.selection.reference.empty() && state.selection.tan.empty();
    const auto chosen = selected(state.selection);
    for (auto call = calls_.begin(); call != calls_.end(); ++call)
        if ((all || call == chosen) && mask_covers(state.selection.mask, "Active"))
            indicate(turn.out, StatusIndication{process_of(call->second), {}, "Active", {}, true});
    indicate(turn.out, SyncIndication{});
}

AlarmServer::Calls::iterator AlarmServer::selected(const Selection& selection) {
    return std::find_if(calls_.begin(), calls_.end(), [&](const auto& call) {
        if (selection.reference.empty() && selection.tan.empty()) return false;
        return (selection.reference.empty() || selection.reference == call.second.request.reference) &&
               (selection.tan.empty() || selection.tan == call.second.tan);
    });
}

Process AlarmServer::process_of(const RunningCall& call) const {
    Process process{call.request.reference, call.request.group, call.request.phone, call.tan, {}, call.created};
    process.name = call.request.calling_name;
    return process;
}

void AlarmServer::attempt(Outputs& out, const RunningCall& call, std::string status, std::string result) {
    const bool final = status == "Completed";
    if (!wants_attempts(call.request, final)) return;
    EventIndication event;
    event.reference = call.request.reference;
    event.tan = call.tan;
    event.network_number = options_.fault == Fault::odd_words ? "+498912345" : "4711";
    event.network_name = options_.person;
    event.direction = "Outbound";
    event.status = std::move(status);
    event.result = std::move(result);
    if (final) event.key = "1";
    indicate(out, event);
}

/// The script, one step a call: started and queued; processing; taken and ended.
void AlarmServer::play(Outputs& out, Calls::iterator call) {
    auto& running = call->second;
    const bool odd = options_.fault == Fault::odd_words;
    const auto again = [&] {
        if (options_.accept_after)
            out.emplace_back(SetTimer{{Timer::Purpose::script, call->first}, *options_.accept_after / 2});
    };
    switch (running.step++) {
        case 0:
            if (wants_process(running.request)) indicate(out, StartedIndication{process_of(running), "Active"});
            attempt(out, running, "Queued", "None");
            return again();
        case 1:
            attempt(out, running, "Processing", "None");
            return again();
        default:
            finish(out, call, odd ? Outcome{"Negative confirmed", "Nobody at all"} : options_.outcome);
    }
}

void AlarmServer::finish(Outputs& out, Calls::iterator call, const Outcome& outcome) {
    const auto& running = call->second;
    attempt(out, running, "Completed", outcome.attempt);
    const bool taken = outcome.attempt == "Accepted";
    out.emplace_back(note({{"event", taken ? "taken" : "not_taken"}, {"pr_ref", running.request.reference}}));
    end(out, call, "Finished", outcome.end);
}

Outputs AlarmServer::answer_call(const std::string& which, const Outcome& outcome) {
    Outputs out;
    const auto call = std::find_if(calls_.begin(), calls_.end(), [&](const auto& one) {
        return which == "all" || one.second.tan == which || one.second.request.reference == which;
    });
    if (call != calls_.end()) finish(out, call, outcome);
    return with_fault(std::move(out));
}

void AlarmServer::end(Outputs& out, Calls::iterator call, std::string reason, std::string result) {
    out.emplace_back(note({{"event", "ended"}, {"pr_ref", call->second.request.reference}, {"reason", reason}}));
    if (wants_process(call->second.request))
        indicate(out, EndedIndication{process_of(call->second), {}, std::move(reason), std::move(result)});
    calls_.erase(call);
}

Outputs AlarmServer::expired(const Timer& timer) {
    Outputs out;
    if (timer.purpose == Timer::Purpose::session) {
        if (peers_.erase(timer.key) == 1) out = {note({{"event", "timeout"}}), Close{timer.key}};
        return out;
    }
    if (timer.purpose == Timer::Purpose::late) {
        const auto late = late_.extract(timer.key);
        if (late && peers_.contains(late.mapped().connection))
            send(out, late.mapped().connection, late.mapped().document, late.mapped().number);
        return out;
    }
    const auto call = calls_.find(timer.key);
    if (call != calls_.end()) play(out, call);
    return with_fault(std::move(out));
}

Outputs AlarmServer::announce(const Condition& condition) {
    Outputs out;
    indicate(out, SystemIndication{condition});
    return out;
}

void AlarmServer::refuse(int code, int count) {
    options_.refuse = code;
    options_.refuse_count = count;
    refused_ = 0;
}

Outputs AlarmServer::complain(int code) {
    Outputs out;
    for (const auto& [connection, peer] : peers_) complain(out, connection, code);
    return out;
}

Outputs AlarmServer::shut_down() {
    Outputs out;
    indicate(out, Shutdown{"Normal", "Immediate"});
    for (const auto& [connection, peer] : peers_) out.emplace_back(Close{connection});
    peers_.clear();
    return out;
}

void AlarmServer::reply(Turn& turn, Message answer) {
    send(turn.out, turn.connection, {std::move(answer), turn.invoke, turn.peer.session, {}}, turn.number);
}

void AlarmServer::indicate(Outputs& out, Message message) {
    for (const auto& [connection, peer] : peers_) {
        if (peer.session.empty()) continue;
        if (options_.fault == Fault::twice) send(out, connection, {message, std::nullopt, peer.session, {}});
        send(out, connection, {message, std::nullopt, peer.session, {}});
    }
}

void AlarmServer::complain(Outputs& out, ConnectionId connection, int code) {
    out.emplace_back(note({{"event", "error"}, {"code", code}}));
    send(out, connection, {ErrorIndication{std::string{server_name}, answer_of(code)}, std::nullopt, {}, {}});
}

void AlarmServer::send(Outputs& out, ConnectionId connection, Document document, std::uint32_t number) {
    document.timestamp = core::to_rfc3339(clock_.now()).substr(0, 19);
    auto* start = std::get_if<StartAnswer>(&document.message);
    if (start != nullptr && options_.fault == Fault::missing_fields) {
        start->tan.clear();
        start->answer = {start->answer.code, {}, {}};
    }
    Dialect dialect;
    dialect.name_space = options_.fault != Fault::no_namespace;
    if (options_.fault == Fault::prefix) dialect.prefix = "espax";
    auto bytes = frame(write_document(document, dialect), number);
    if (start != nullptr && options_.fault == Fault::wrong_length) bytes.replace(2, 4, "\xff\xff\xff\xff");
    out.emplace_back(Send{connection, std::move(bytes)});
}

Outputs AlarmServer::with_fault(Outputs out) const {
    if (options_.fault != Fault::split_frames && options_.fault != Fault::merged_frames) return out;
    Outputs changed;
    std::map<ConnectionId, std::string> merged;
    for (auto& output : out) {
        auto* sent = std::get_if<Send>(&output);
        if (sent == nullptr) {
            changed.push_back(std::move(output));
        } else if (options_.fault == Fault::merged_frames) {
            merged[sent->connection] += sent->bytes;
        } else {
            for (std::size_t at = 0; at < sent->bytes.size(); at += 7)
                changed.emplace_back(Send{sent->connection, sent->bytes.substr(at, 7)});
        }
    }
    // First, so that a close of this turn still comes after them.
    for (auto& [connection, bytes] : merged) changed.insert(changed.begin(), Send{connection, std::move(bytes)});
    return changed;
}

}  // namespace vorab::alarm_server

#include "espax/session.hpp"

#include <algorithm>

namespace vorab::espax {
namespace {

constexpr std::uint64_t largest_invoke = 4'294'967'285;  // above it known servers start again
/// Between two heartbeats. A hundred calls at once with all that is told of them stay far below.
constexpr int most_frames = 5'000;
constexpr int most_odd_frames = 100;
constexpr Timer heartbeat_due{Timer::Purpose::heartbeat, 0};
constexpr Timer condition_due{Timer::Purpose::condition, 0};

void report(std::vector<Action>& out, Report report) { out.emplace_back(std::move(report)); }

/// The answer inside any RSP message; null for all others.
const Answer* answer_in(const Message& message) {
    return std::visit(
        [](const auto& content) -> const Answer* {
            if constexpr (requires { content.answer; }) return &content.answer;
            return nullptr;
        },
        message);
}

}  // namespace

Session::Session(SessionSettings settings, const core::Clock& clock, Trace trace)
    : settings_(std::move(settings)), clock_(clock), trace_(std::move(trace)), calls_(settings_.profile) {}

void Session::adopt(const std::string& reference) {
    calls_.begin(reference, clock_.now());
    calls_.answered(reference, {});
}

std::vector<Action> Session::on(const Event& event) {
    Actions out;
    std::visit([&](const auto& content) { handle(out, content); }, event);
    return out;
}

void Session::handle(Actions& out, const Connected&) {
    deframer_ = Deframer{};
    session_id_.clear();
    standby_.reset();
    frames_ = odd_frames_ = 0;
    state_ = State::logging_in;
    LoginRequest login{settings_.client, settings_.client_software, settings_.user, settings_.password};
    request(out, std::move(login), settings_.profile.login_within);
}

void Session::handle(Actions& out, const Received& received) {
    for (const auto& event : deframer_.push(received.bytes)) {
        if (state_ == State::disconnected || state_ == State::closing) return;
        if (const auto* frame = std::get_if<Frame>(&event)) {
            const auto before = out.size();
            read(out, *frame);
            limit(out, before);
        } else {
            if (trace_) trace_(Direction::received, received.bytes);
            close(out, "a frame with a wrong header");
        }
    }
}

/// A flood fills no log and no table: the link ends, and comes back after the usual wait.
void Session::limit(Actions& out, std::size_t before) {
    const bool odd = std::any_of(out.begin() + static_cast<std::ptrdiff_t>(before), out.end(), [](const auto& action) {
        const auto* one = std::get_if<Report>(&action);
        return one && std::holds_alternative<Oddity>(*one);
    });
    if (odd) ++odd_frames_;
    if (++frames_ > most_frames || odd_frames_ > most_odd_frames) close(out, "a flood of messages");
}

void Session::read(Actions& out, const Frame& frame) {
    if (trace_) trace_(Direction::received, espax::frame(frame.xml, frame.number));
    const auto document = read_document(frame.xml);
    if (!document) return report(out, Oddity{document.error().detail});
    if (!session_id_.empty() && !document->session.empty() && document->session != session_id_)
        return report(out, Oddity{"a message for another session"});
    const auto name = name_of(document->message);
    if (name.starts_with("RSP.")) return answer(out, *document);
    const bool at_any_time = name == ErrorIndication::name || name == Shutdown::name;
    if (session_id_.empty() && !at_any_time) return report(out, Oddity{"a message before the login"});
    indication(out, *document);
}

void Session::answer(Actions& out, const Document& document) {
    const auto found = pending_.find(*document.invoke);
    const auto name = name_of(document.message);
    if (found == pending_.end() || found->second.request.substr(4) != name.substr(4)) {
        if (const auto* start = std::get_if<StartAnswer>(&document.message)) late_start(out, *start);
        return report(out, Oddity{"an answer that nobody waits for"});
    }
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    out.emplace_back(CancelTimer{{Timer::Purpose::answer, *document.invoke}});
    const int code = answer_in(document.message)->code;
    if (name == LoginAnswer::name) return login_answered(out, document);
    if (name == HeartbeatAnswer::name) return heartbeat_answered(out, code);
    if (name == StopAnswer::name) return stop_answered(out, code, pending.reference);
    if (name == LogoutAnswer::name) return close(out, "logged out");
    if (const auto* start = std::get_if<StartAnswer>(&document.message))
        return start_answered(out, *start, pending.reference);
    if (const auto* state = std::get_if<ConditionAnswer>(&document.message)) condition(out, state->condition);
}

/// The caller was told "no answer" before. That the call runs all the same is worth knowing at any time, but only once.
void Session::late_start(Actions& out, const StartAnswer& start) {
    if (settings_.profile.action_for(start.answer.code) != CodeAction::ok || calls_.runs(start.reference)) return;
    calls_.answered(start.reference, start.tan);
    if (calls_.runs(start.reference)) report(out, CallAccepted{start.reference, start.tan, false});
}

void Session::login_answered(Actions& out, const Document& document) {
    const auto& login = std::get<LoginAnswer>(document.message);
    if (login.answer.code != 200) {
        report(out, LoginRefused{login.answer.code, settings_.profile.action_for(login.answer.code)});
        return close(out, "the login was refused");
    }
    if (document.session.empty()) return close(out, "a login without a session");
    session_id_ = document.session;
    state_ = State::ready;
    report(out, LoggedIn{login.server, login.server_software});
    request(out, ConditionRequest{}, settings_.profile.answer_within);
    out.emplace_back(SetTimer{heartbeat_due, settings_.profile.heartbeat_every});
    out.emplace_back(SetTimer{condition_due, settings_.profile.condition_every});
}

void Session::heartbeat_answered(Actions& out, int code) {
    if (code != 200) return close(out, "the session is dead");
    frames_ = odd_frames_ = 0;
    out.emplace_back(SetTimer{heartbeat_due, settings_.profile.heartbeat_every});
}

void Session::start_answered(Actions& out, const StartAnswer& start, const std::string& reference) {
    const int code = start.answer.code;
    const auto action = settings_.profile.action_for(code);
    if (action != CodeAction::ok) {
        calls_.refused(reference);
        return report(out, CallRefused{reference, code, action, "the alarm server refused the call"});
    }
    const bool duplicate = code != 200;
    calls_.answered(reference, duplicate ? std::string{} : start.tan);
    report(out, CallAccepted{reference, calls_.tan_of(reference), duplicate});
}

void Session::stop_answered(Actions& out, int code, const std::string& reference) {
    constexpr int gone = 410;
    if (code == gone) calls_.forget(reference);  // no end will be indicated any more
    report(out, CallStopped{reference, code, code == 200 || code == gone});
}

void Session::condition(Actions& out, const Condition& condition) {
    standby_ = condition.standby;
    report(out, ServerCondition{condition});
}

void Session::indication(Actions& out, const Document& document) {
    const auto& message = document.message;
    const auto add = [&](std::vector<Report> reports) {
        for (auto& one : reports) report(out, std::move(one));
    };
    if (const auto* started = std::get_if<StartedIndication>(&message)) return add(calls_.on(*started));
    if (const auto* status = std::get_if<StatusIndication>(&message)) return add(calls_.on(*status));
    if (const auto* event = std::get_if<EventIndication>(&message)) return add(calls_.on(*event));
    if (const auto* ended = std::get_if<EndedIndication>(&message)) {
        auto reports = calls_.on(*ended);
        if (const auto* end = std::get_if<CallEnded>(&reports.back()))
            ended_unanswered(out, end->reference, ended->process.tan);
        return add(std::move(reports));
    }
    if (const auto* system = std::get_if<SystemIndication>(&message)) return condition(out, system->condition);
    if (std::holds_alternative<Shutdown>(message)) return close(out, "the alarm server shuts down");
    if (const auto* error = std::get_if<ErrorIndication>(&message))
        return report(out, Oddity{core::PublicText{"the alarm server complains with code "} + error->answer.code});
    if (!std::holds_alternative<SyncIndication>(message) && !std::holds_alternative<Proprietary>(message))
        report(out, Oddity{"a message that servers do not send"});
}

void Session::handle(Actions& out, const TimerExpired& expired) {
    if (state_ == State::disconnected || state_ == State::closing) return;
    const auto& profile = settings_.profile;
    if (expired.timer == heartbeat_due) return request(out, HeartbeatRequest{}, profile.heartbeat_within);
    if (expired.timer == condition_due) {
        request(out, ConditionRequest{}, profile.answer_within);
        out.emplace_back(SetTimer{condition_due, profile.condition_every});
        return;
    }
    const auto found = pending_.find(expired.timer.invoke);
    if (found == pending_.end()) return;
    const Pending pending = std::move(found->second);
    pending_.erase(found);
    const bool vital = pending.request == LoginRequest::name || pending.request == HeartbeatRequest::name ||
                       pending.request == LogoutRequest::name;
    if (vital) return close(out, "the alarm server does not answer");
    unanswered(out, pending, "the alarm server did not answer in time");
}

void Session::unanswered(Actions& out, const Pending& pending, core::PublicText why) {
    if (pending.request == StopRequest::name) return report(out, CallStopped{pending.reference, 0, false});
    if (pending.request != StartRequest::name) return;
    // An indication that came before the answer says the same as the answer.
    if (calls_.runs(pending.reference))
        return report(out, CallAccepted{pending.reference, calls_.tan_of(pending.reference), false});
    report(out, CallRefused{pending.reference, 0, CodeAction::failover, std::move(why)});
}

/// A call can be over before its start is answered. It ran all the same: nobody must be called a second time for it.
void Session::ended_unanswered(Actions& out, const std::string& reference, const std::string& tan) {
    const auto found = pending_start(reference);
    if (found == pending_.end()) return;
    out.emplace_back(CancelTimer{{Timer::Purpose::answer, found->first}});
    pending_.erase(found);
    report(out, CallAccepted{reference, tan, false});
}

std::map<std::uint64_t, Session::Pending>::iterator Session::pending_start(const std::string& reference) {
    return std::find_if(pending_.begin(), pending_.end(), [&](const auto& entry) {
        return entry.second.request == StartRequest::name && entry.second.reference == reference;
    });
}

void Session::handle(Actions& out, const StartCall& start) {
    const auto& reference = start.call.reference;
    auto wanted = start_request(start.call, settings_.profile);
    if (!wanted) return report(out, CallRefused{reference, 0, CodeAction::drop, wanted.error().detail});
    if (!ready()) return report(out, CallRefused{reference, 0, CodeAction::failover, "there is no session"});
    if (standby_ == true)
        return report(out, CallRefused{reference, 0, CodeAction::failover, "the alarm server is on standby"});
    if (pending_start(reference) != pending_.end()) return;  // its answer serves both
    calls_.begin(reference, clock_.now());
    request(out, std::move(*wanted), settings_.profile.answer_within, reference);
}

void Session::handle(Actions& out, const StopCall& stop) {
    if (!ready()) return report(out, CallStopped{stop.reference, 0, false});
    request(out, StopRequest{{stop.reference, calls_.tan_of(stop.reference), "All"}}, settings_.profile.answer_within,
            stop.reference);
}

void Session::handle(Actions& out, const LogOut&) {
    if (!ready()) return close(out, "not logged in");
    state_ = State::leaving;
    request(out, LogoutRequest{"Normal"}, settings_.profile.heartbeat_within);
}

void Session::handle(Actions& out, const Disconnected&) {
    const bool was_ready = !session_id_.empty();
    state_ = State::disconnected;
    session_id_.clear();
    standby_.reset();
    for (const auto& [invoke, pending] : std::exchange(pending_, {})) unanswered(out, pending, "the link was lost");
    report(out, LinkDown{was_ready});
}

void Session::request(Actions& out, Message message, std::chrono::milliseconds within, std::string reference) {
    last_invoke_ = last_invoke_ >= largest_invoke ? 1 : last_invoke_ + 1;
    const auto& profile = settings_.profile;
    Document document{std::move(message), last_invoke_, session_id_, {}};
    // UTC without a zone, as known clients write it: "2026-01-01T10:00:00".
    if (profile.timestamp) document.timestamp = core::to_rfc3339(clock_.now()).substr(0, 19);
    const auto number = profile.header_number == HeaderNumber::zero ? 0 : static_cast<std::uint32_t>(last_invoke_);
    if (trace_) trace_(Direction::sent, frame(write_masked(document), number));
    out.emplace_back(Send{frame(write_document(document), number)});
    out.emplace_back(SetTimer{{Timer::Purpose::answer, last_invoke_}, within});
    pending_.emplace(last_invoke_, Pending{name_of(document.message), std::move(reference)});
}

void Session::close(Actions& out, core::PublicText why) {
    if (state_ == State::disconnected || state_ == State::closing) return;
    state_ = State::closing;
    out.emplace_back(Close{std::move(why)});
}

}  // namespace vorab::espax

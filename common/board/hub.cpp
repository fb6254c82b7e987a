#include "common/board/hub.hpp"

#include <algorithm>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

namespace vorab::board {
namespace json = boost::json;
namespace {
/// One buffer for all boards: a frame is written once, however many watch.
std::shared_ptr<const std::string> frame_of(const json::object& message) {
    return std::make_shared<const std::string>(json::serialize(message));
}
}  // namespace

Hub::Hub(const core::Clock& clock) : clock_(clock) {}

void Hub::send(Board& board, const std::shared_ptr<const std::string>& frame) {
    for (auto* socket : board.sockets) socket->send(frame);  // one that does not read is closed by its own queue
}

void Hub::publish(const core::MailboxId& mailbox, Entry entry) {
    auto& board = boards_[mailbox];
    const auto shown = board.entries.find(entry.case_id);
    if (shown != board.entries.end()) {
        if (shown->second.sequence > entry.sequence) return;
        entry.received_at = shown->second.received_at;  // announced when it was first announced
        if (!entry.alarm) entry.alarm = shown->second.alarm;
        if (entry == shown->second) return;
    }
    const json::object frame{{"type", "upsert"}, {"seq", ++board.seq}, {"entry", to_json(entry)}};
    board.entries.insert_or_assign(entry.case_id, std::move(entry));
    send(board, frame_of(frame));
}

void Hub::remove(const core::MailboxId& mailbox, const core::CaseId& case_id) {
    auto& board = boards_[mailbox];
    if (board.entries.erase(case_id) == 0) return;
    send(board, frame_of({{"type", "remove"}, {"seq", ++board.seq}, {"id", case_id.str()}}));
}

void Hub::remove_before(core::Timestamp time) {
    for (auto& [mailbox, board] : boards_) {
        std::vector<core::CaseId> old;
        for (const auto& [case_id, entry] : board.entries) {
            if (entry.received_at < time) old.push_back(case_id);
        }
        for (const auto& case_id : old) remove(mailbox, case_id);
    }
}

const Entry* Hub::find(const core::MailboxId& mailbox, const core::CaseId& case_id) const {
    const auto board = boards_.find(mailbox);
    if (board == boards_.end()) return nullptr;
    const auto entry = board->second.entries.find(case_id);
    return entry == board->second.entries.end() ? nullptr : &entry->second;
}

void Hub::join(const core::MailboxId& mailbox, http::WebSocket& socket, const json::object& config) {
    auto& board = boards_[mailbox];
    json::array entries;
    for (const auto& [case_id, entry] : board.entries) entries.push_back(to_json(entry));
    socket.send(frame_of({{"type", "snapshot"},
                          {"seq", board.seq},
                          {"entries", std::move(entries)},
                          {"config", config},
                          {"server_time", core::to_rfc3339(clock_.now())}}));
    board.sockets.push_back(&socket);
}

std::shared_ptr<const std::string> Hub::config_frame(const json::object& config) {
    return frame_of({{"type", "config"}, {"config", config}});
}

void Hub::leave(const core::MailboxId& mailbox, http::WebSocket& socket) {
    auto& sockets = boards_[mailbox].sockets;
    sockets.erase(std::remove(sockets.begin(), sockets.end(), &socket), sockets.end());
}

void Hub::note_proof(const core::MailboxId& mailbox, std::optional<core::Timestamp> last_proof) {
    boards_[mailbox].last_proof = last_proof;
}

void Hub::heartbeat() {
    const auto server_time = core::to_rfc3339(clock_.now());
    for (auto& [mailbox, board] : boards_) {
        json::object frame{{"type", "heartbeat"}, {"server_time", server_time}};
        if (board.last_proof) frame["last_proof"] = core::to_rfc3339(*board.last_proof);
        send(board, frame_of(frame));
    }
}

std::size_t Hub::watchers() const {
    std::size_t count = 0;
    for (const auto& [mailbox, board] : boards_) count += board.sockets.size();
    return count;
}
}  // namespace vorab::board

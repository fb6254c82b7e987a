#pragma once
// What every board of a mailbox shows now, and who is watching. Lives on the loop's thread; the truth is in the
// database.
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "common/board/entry.hpp"
#include "common/http/message.hpp"

namespace vorab::board {

class Hub {
  public:
    explicit Hub(const core::Clock& clock);

    /// Shows the entry on all boards of the mailbox, unless a higher sequence of the same case is shown already, or
    /// this very entry.
    void publish(const core::MailboxId& mailbox, Entry entry);
    void remove(const core::MailboxId& mailbox, const core::CaseId& case_id);
    /// Takes what is received before `time` off every board.
    void remove_before(core::Timestamp time);

    /// What is shown of this case now; null when nothing is.
    const Entry* find(const core::MailboxId& mailbox, const core::CaseId& case_id) const;

    /// Sends the snapshot to `socket` and then every change, until leave().
    void join(const core::MailboxId& mailbox, http::WebSocket& socket, const boost::json::object& config);
    void leave(const core::MailboxId& mailbox, http::WebSocket& socket);

    /// When this mailbox was last proved to work: said with each heartbeat.
    void note_proof(const core::MailboxId& mailbox, std::optional<core::Timestamp> last_proof);

    /// One heartbeat frame to everybody; the caller decides when.
    void heartbeat();

    std::size_t watchers() const;

    /// "The board is configured anew", for one socket.
    static std::shared_ptr<const std::string> config_frame(const boost::json::object& config);

  private:
    struct Board {
        std::int64_t seq = 0;
        std::map<core::CaseId, Entry> entries;
        std::vector<http::WebSocket*> sockets;
        std::optional<core::Timestamp> last_proof;
    };
    static void send(Board& board, const std::shared_ptr<const std::string>& frame);

    const core::Clock& clock_;
    std::unordered_map<core::MailboxId, Board> boards_;
};
}  // namespace vorab::board

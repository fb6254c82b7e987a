#pragma once
// Which patient of the hospital a case is: said by a person, never by the program (mission O2). Rows of `case_link` in
// the mailbox's database. Whoever sends documents hangs a hook here: it runs in the transaction that makes or ends the
// link, so that its outbox rows stand or fall with it.
//   links.when_changed([targets](database::Connection& connection, const LinkChange& change, core::Timestamp now) {
//       outbox::enqueue(connection, change.link.case_id, ...); });
#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::matching {

struct Link {
    std::int64_t id = 0;  ///< stays with the row after its end: a job may refer to it
    core::CaseId case_id;
    bool unknown_person = false;  ///< looked for and not found: no patient, no visit
    std::string patient_number;   ///< PID-3.1, UTF-8
    std::string authority;        ///< PID-3.4; empty where the hospital sends none
    std::string visit_number;     ///< PV1-19.1; empty when only the person is known
    std::string level;            ///< what the comparison said then: "strong", "likely", "possible", "weak"
    std::string warnings;         ///< words of ours with spaces between: warned of, and linked all the same
    std::string linked_by;        ///< user name
    core::Timestamp linked_at;
    std::optional<core::Timestamp> ended_at;  ///< set when it no longer holds
};

/// A case goes to another patient as an end and a beginning.
struct LinkChange {
    enum class Kind { linked, unlinked } kind = Kind::linked;
    Link link;
    core::MailboxId mailbox;  ///< whose database this is
};
/// On a database thread, so it may capture plain values only. Not called for unknown persons: nobody is to be told.
using LinkHook = std::function<void(database::Connection&, const LinkChange&, core::Timestamp)>;

std::optional<Link> current_link(database::Connection& connection, const core::CaseId& case_id);
/// Also one that has ended.
std::optional<Link> find_link(database::Connection& connection, std::int64_t id);

/// What the person who writes knew when deciding: the id of the link shown to them, or nothing when there was none.
/// Where it is not given, nothing is compared.
struct Known {
    std::optional<std::int64_t> link;
};
struct Hand {
    std::string user_name;
    std::string peer;  ///< numeric address, for the audit
    core::MailboxId mailbox;
    std::optional<Known> known = {};
};

class Links {
  public:
    void when_changed(LinkHook hook) { hooks_.push_back(std::move(hook)); }

    /// One transaction: ends what was there, writes the new row, calls the hooks, writes the audit. The same link again
    /// changes nothing. not_found: no such case. conflict: somebody else has changed it meanwhile.
    core::Result<Link> put(database::Connection& connection, const Link& wanted, const Hand& hand,
                           core::Timestamp now) const;
    /// Undo. Nothing there is no fault.
    core::Result<void> remove(database::Connection& connection, const core::CaseId& case_id, const Hand& hand,
                              core::Timestamp now) const;

  private:
    void tell(database::Connection& connection, const LinkChange& change, core::Timestamp now) const;
    void end(database::Connection& connection, const Link& link, const Hand& hand, core::Timestamp now) const;

    std::vector<LinkHook> hooks_;
};
}  // namespace vorab::hospital_server::matching

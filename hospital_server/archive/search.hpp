#pragma once
// Finds archived cases of one mailbox. Names by their words: as written, as they begin, as they sound; best first, then
// the newest. Plain functions over the mailbox's database.
#include <compare>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::archive {

/// How well the weakest word matched.
enum class Match { equal, begins, sounds };
core::PublicText public_text(Match match);

/// Where a found case stands among all, over all mailboxes. Also names the last one of a page.
struct Standing {
    Match match = Match::equal;
    core::Timestamp received_at;
    std::string case_id;
    std::string mailbox;

    std::string to_text() const;
    static core::Result<Standing> parse(std::string_view text);
    friend bool operator==(const Standing&, const Standing&) = default;
    friend bool operator<(const Standing& left, const Standing& right);
};

struct Search {
    std::vector<core::MailboxId> mailboxes;  ///< empty: all that the person may see
    std::optional<std::string> last_name, first_name, keyword, vehicle;
    std::optional<std::string> birth_date;                         ///< YYYY-MM-DD
    std::optional<core::Timestamp> received_from, received_until;  ///< the latter is not in it
    std::optional<std::string> case_begins;                        ///< hex digits
    std::size_t limit = 25;
    std::optional<Standing> after;

    /// schema_violation or malformed, never with what was sent.
    static core::Result<Search> read(const boost::json::object& sent);
};

/// At most limit + 1, in order: one more than asked for says that there is a next page.
std::vector<Standing> find(database::Connection& connection, const core::MailboxId& mailbox, const Search& search,
                           core::Timestamp now);

}  // namespace vorab::hospital_server::archive

#pragma once
// Open sessions: a cookie of one browser, kept as its hash. A session lives for twelve hours after its last use: a
// shift, over page reloads (mission T4). Plain functions over the server's database.
#include <map>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "common/core/encoding.hpp"
#include "hospital_server/people/people.hpp"

namespace vorab::hospital_server::people {

struct Session {
    Person person;  ///< with `session` set
    std::string csrf;
};

/// From where somebody signs in.
struct Place {
    std::string peer;     ///< numeric address
    std::string browser;  ///< as it names itself, cut to what is stored
};

/// The public name of a session: 32 hex digits, from which nobody makes the cookie.
std::string session_id(core::BytesView token_sha256);

void open_session(database::Connection& connection, core::BytesView token_sha256, const std::string& user_name,
                  const std::string& csrf, const Place& place, core::Timestamp now);
/// Empty when it has ended or its person may not sign in any more. Prolongs it.
std::optional<Session> use_session(database::Connection& connection, core::BytesView token_sha256, core::Timestamp now);
void close_session(database::Connection& connection, core::BytesView token_sha256);

/// All sessions that stand now, each with its person's revision; those among `watching` count as used.
std::map<std::string, std::int64_t> standing_sessions(database::Connection& connection,
                                                      const std::vector<std::string>& watching, core::Timestamp now);

/// OpenSession of schemas/tracker.openapi.yaml, the latest used first; `current` is the one that asks.
boost::json::array sessions_of(database::Connection& connection, const std::string& user_name, std::string_view current,
                               core::Timestamp now);
bool end_session(database::Connection& connection, const std::string& user_name, std::string_view session);
void end_sessions(database::Connection& connection, const std::string& user_name);
void end_sessions_but(database::Connection& connection, const std::string& user_name, std::string_view kept);

}  // namespace vorab::hospital_server::people

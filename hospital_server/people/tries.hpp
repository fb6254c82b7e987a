#pragma once
// Wrong passwords slow down where they come from, never the person: nobody can lock out the emergency department. A
// browser in which this person has signed in before counts for itself, so that a colleague's or a stranger's tries from
// the same address do not slow it down either. Plain functions over the server's database.
#include <chrono>
#include <string>

#include "common/core/encoding.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::people {

/// `browser` is the hash of its cookie. Known for ninety days after the last sign-in there.
bool knows_browser(database::Connection& connection, const std::string& user_name, core::BytesView browser,
                   core::Timestamp now);
void note_browser(database::Connection& connection, const std::string& user_name, core::BytesView browser,
                  core::Timestamp now);

struct Try {
    std::string user_name;
    std::string origin;  ///< the browser where it is known (hex of its hash), else the numeric address
};
std::chrono::seconds wait_before(database::Connection& connection, const Try& next, core::Timestamp now);
void note_failure(database::Connection& connection, const Try& failed, core::Timestamp now);
void forget_failures(database::Connection& connection, const Try& succeeded);

}  // namespace vorab::hospital_server::people

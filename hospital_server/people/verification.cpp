#include "hospital_server/people/verification.hpp"

#include "common/passwords/password.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/people/tries.hpp"

namespace vorab::hospital_server::people {
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;

namespace {
constexpr int tries_at_once = 3;
const core::Failure wrong_credentials{Problem::unauthenticated, "user name or password is wrong"};

/// One of the few tries that an address may have under way.
class Turn {
  public:
    Turn(std::map<std::string, int>& trying, const std::string& address)
        : trying_(trying), at_(trying.try_emplace(address).first) {
        ++at_->second;
    }
    ~Turn() {
        if (--at_->second == 0) trying_.erase(at_);
    }
    Turn(const Turn&) = delete;
    Turn& operator=(const Turn&) = delete;
    bool granted() const { return at_->second <= tries_at_once; }

  private:
    std::map<std::string, int>& trying_;
    std::map<std::string, int>::iterator at_;
};

core::Failure wait(std::int64_t seconds) {
    return failure(Problem::too_many_requests, core::PublicText{"too many tries; wait "} + seconds + " seconds");
}
}  // namespace

Verification::Verification(database::Database& database, async::BlockingPool& passwords, const core::Clock& clock)
    : database_(database), passwords_(passwords), clock_(clock) {}

/// Under which name this try is counted, unless it comes too early.
async::Task<Result<std::string>> Verification::may_try(std::string user_name, Origin origin) {
    auto look = database_.run([user_name, origin, now = clock_.now()](Connection& connection) {
        const bool known = origin.browser && knows_browser(connection, user_name, *origin.browser, now);
        const std::string counted = known ? core::to_hex(*origin.browser) : origin.place.peer;
        return std::pair{counted, wait_before(connection, {user_name, counted}, now)};
    });
    const auto looked = co_await std::move(look);
    if (looked.second.count() > 0) co_return wait(looked.second.count());
    co_return looked.first;
}

async::Task<bool> Verification::is_password(std::string user_name, core::Sensitive<std::string> password) {
    auto look = database_.run([user_name](Connection& connection) { return password_hash_of(connection, user_name); });
    const auto known = co_await std::move(look);
    auto compare = passwords_.run([hash = known.value_or(passwords::nobodys_hash()), password](unsigned) {
        return passwords::password_matches(hash, password);
    });
    const bool right = co_await std::move(compare);
    co_return known.has_value() && right;
}

/// Counts the try and notes it in the audit; the person when it succeeded.
async::Task<std::optional<Person>> Verification::settle(std::string user_name, std::string counted, Origin origin,
                                                        bool right) {
    auto note = database_.run(
        [user_name, counted, peer = origin.place.peer, right, now = clock_.now()](Connection& connection) {
            auto person = right ? find_person(connection, user_name) : std::nullopt;
            if (person) {
                forget_failures(connection, {user_name, counted});
                audit::write(connection, {.event = "person.signed_in", .user_name = user_name, .peer = peer}, now);
            } else {
                note_failure(connection, {user_name, counted}, now);
                audit::write(connection, {.event = "person.refused", .problem = Problem::unauthenticated, .peer = peer},
                             now);
            }
            return person;
        });
    co_return co_await std::move(note);
}

async::Task<Result<Person>> Verification::sign_in(Credentials credentials, Origin origin) {
    const Turn turn{trying_, origin.place.peer};
    if (!turn.granted()) co_return wait(1);
    const auto counted = co_await may_try(credentials.user_name, origin);
    if (!counted) co_return counted.error();
    const bool right = co_await is_password(credentials.user_name, credentials.password);
    auto person = co_await settle(credentials.user_name, *counted, origin, right);
    if (!person) co_return wrong_credentials;
    co_return std::move(*person);
}

async::Task<Result<void>> Verification::confirm(Credentials credentials, Origin origin) {
    const Turn turn{trying_, origin.place.peer};
    if (!turn.granted()) co_return wait(1);
    const auto counted = co_await may_try(credentials.user_name, origin);
    if (!counted) co_return counted.error();
    const bool right = co_await is_password(credentials.user_name, credentials.password);
    auto note = database_.run(
        [user = credentials.user_name, counted = *counted, right, now = clock_.now()](Connection& connection) {
            if (right) forget_failures(connection, {user, counted});
            if (!right) note_failure(connection, {user, counted}, now);
        });
    co_await std::move(note);
    if (!right) co_return failure(Problem::schema_violation, "/current_password: is wrong");
    co_return Result<void>{};
}

async::Task<std::string> Verification::hash(core::Sensitive<std::string> password) {
    auto work = passwords_.run([password](unsigned) { return passwords::hash_password(password); });
    co_return co_await std::move(work);
}
}  // namespace vorab::hospital_server::people

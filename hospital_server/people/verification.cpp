#include "hospital_server/people/verification.hpp"

#include <algorithm>

#include "common/passwords/password.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::people {
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;

namespace {
constexpr int tries_at_once = 3;
const core::Failure wrong_credentials{Problem::unauthenticated, "user name or password is wrong"};

/// One of the few tries that an address may have under way, here or elsewhere.
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

/// Directories do not tell capitals from small letters: neither does what counts the tries.
std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

void note_refused(Connection& connection, const core::Failure& failure, const Vouched* known, const std::string& peer,
                  core::Timestamp now) {
    audit::Event event{.event = "person.refused", .problem = failure.problem, .peer = peer};
    if (known != nullptr) event.user_name = known->user_name;
    audit::write(connection, event, now);
}

/// Admits whom somebody vouched for, and notes what came of it.
Result<Person> admit_and_note(Connection& connection, const Result<Vouched>& vouched, const std::string& peer,
                              core::Timestamp now) {
    auto person = vouched ? admit(connection, *vouched, now) : Result<Person>{vouched.error()};
    if (!person) {
        note_refused(connection, person.error(), vouched ? &*vouched : nullptr, peer, now);
        return person;
    }
    const core::PublicText source = public_text(person->source);
    audit::write(connection,
                 {.event = "person.signed_in", .user_name = person->user_name, .peer = peer, .target = source}, now);
    return person;
}
}  // namespace

Verification::Verification(database::Database& database, async::BlockingPool& passwords, const core::Clock& clock,
                           Elsewhere elsewhere)
    : database_(database), passwords_(passwords), clock_(clock), elsewhere_(std::move(elsewhere)) {}

/// Where the name belongs and how its tries are counted, unless this one comes too early.
async::Task<Result<Verification::Attempt>> Verification::may_try(std::string user_name, Origin origin) {
    const bool has_elsewhere = static_cast<bool>(elsewhere_);
    auto look = database_.run([user_name, origin, has_elsewhere, now = clock_.now()](Connection& connection) {
        const auto standing = standing_of(connection, user_name);
        const bool here = !has_elsewhere || (standing && standing->source == Source::local);
        const std::string name = here ? user_name : lower(user_name);
        const bool known = origin.browser && knows_browser(connection, name, *origin.browser, now);
        const Try counted{name, known ? core::to_hex(*origin.browser) : origin.place.peer};
        return std::pair{Attempt{counted, here}, wait_before(connection, counted, now)};
    });
    auto looked = co_await std::move(look);
    if (looked.second.count() > 0) co_return wait(looked.second.count());
    co_return std::move(looked.first);
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
async::Task<std::optional<Person>> Verification::settle(Try counted, Origin origin, bool right) {
    auto note = database_.run([counted, peer = origin.place.peer, right, now = clock_.now()](Connection& connection) {
        auto person = right ? find_person(connection, counted.user_name) : std::nullopt;
        if (person) {
            forget_failures(connection, counted);
            audit::write(connection, {.event = "person.signed_in", .user_name = counted.user_name, .peer = peer}, now);
        } else {
            note_failure(connection, counted, now);
            note_refused(connection, wrong_credentials, nullptr, peer, now);
        }
        return person;
    });
    co_return co_await std::move(note);
}

async::Task<Result<Person>> Verification::sign_in(Credentials credentials, Origin origin) {
    const auto attempt = co_await may_try(credentials.user_name, origin);
    if (!attempt) co_return attempt.error();
    // Counted apart: tries that a silent directory holds up keep no local account of the same address out.
    const Turn turn{trying_, (attempt->here ? "" : "elsewhere ") + origin.place.peer};
    if (!turn.granted()) co_return wait(1);
    if (!attempt->here) co_return co_await sign_in_elsewhere(std::move(credentials), *attempt, origin);
    const bool right = co_await is_password(credentials.user_name, credentials.password);
    auto person = co_await settle(attempt->counted, origin, right);
    if (!person) co_return wrong_credentials;
    co_return std::move(*person);
}

/// A directory that does not answer costs nobody a try.
async::Task<Result<Person>> Verification::sign_in_elsewhere(Credentials credentials, Attempt attempt, Origin origin) {
    credentials.user_name = attempt.counted.user_name;
    auto asked = elsewhere_(std::move(credentials));
    auto vouched = co_await std::move(asked);
    auto note = database_.run([vouched = std::move(vouched), counted = attempt.counted, peer = origin.place.peer,
                               now = clock_.now()](Connection& connection) {
        if (vouched) forget_failures(connection, counted);
        if (!vouched && vouched.error().problem == Problem::unauthenticated) note_failure(connection, counted, now);
        return admit_and_note(connection, vouched, peer, now);
    });
    co_return co_await std::move(note);
}

async::Task<Result<Person>> Verification::settle_vouched(Result<Vouched> vouched, Origin origin) {
    auto note = database_.run([vouched = std::move(vouched), peer = origin.place.peer, now = clock_.now()](
                                  Connection& connection) { return admit_and_note(connection, vouched, peer, now); });
    co_return co_await std::move(note);
}

async::Task<Result<void>> Verification::confirm(Credentials credentials, Origin origin) {
    const Turn turn{trying_, origin.place.peer};
    if (!turn.granted()) co_return wait(1);
    const auto attempt = co_await may_try(credentials.user_name, origin);
    if (!attempt) co_return attempt.error();
    const bool right = co_await is_password(credentials.user_name, credentials.password);
    auto note = database_.run([counted = attempt->counted, right, now = clock_.now()](Connection& connection) {
        if (right) forget_failures(connection, counted);
        if (!right) note_failure(connection, counted, now);
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

#include "common/outbox/outbox.hpp"

#include <algorithm>
#include <array>
#include <map>

namespace vorab::outbox {
namespace {
using database::Connection;
using database::Value;

// A job is at the head of its line when no earlier one of the same case is still open. Those behind have no time, so a
// claim does not even meet them; that they are not at the head is asked all the same, because two transactions that
// write jobs of one case side by side may both think theirs the first. `line` gives the order of due_at, `case_line`
// the earlier ones. Once for each open state, because one index range has one. A row in state `sending` that is due
// belongs to a process that did not come back before its lease ended.
// The index is named because the optimizer, of a table that is new to it, prefers to walk through all that ever was.
// Nothing is locked while looking: who looks at one row and locks another in one statement is sent away with error 1020
// whenever somebody else was quicker. The claim itself is a compare-and-set.
#define VORAB_NONE_EARLIER(STATE)                                                                                     \
    " AND NOT EXISTS (SELECT 1 FROM delivery AS earlier FORCE INDEX (case_line) WHERE earlier.case_id = job.case_id " \
    "AND earlier.state "                                                                                              \
    "= " STATE " AND earlier.channel = job.channel AND earlier.target = job.target AND earlier.id < job.id)"
#define VORAB_FIRST VORAB_NONE_EARLIER("'pending'") VORAB_NONE_EARLIER("'sending'")
#define VORAB_HEADS_OF_LINE \
    " FROM delivery AS job WHERE job.channel = ? AND job.target = ? AND job.state = ?" VORAB_FIRST
#define VORAB_JOB "SELECT job.id, job.case_id, job.transmission, job.attempts, job.created_at, job.channel, job.target"

constexpr const char* claimable = VORAB_JOB VORAB_HEADS_OF_LINE " AND job.due_at <= ? ORDER BY job.due_at LIMIT ?";
constexpr const char* claimable_of_case = VORAB_JOB
    " FROM delivery AS job FORCE INDEX (case_line) WHERE job.case_id = ? AND job.state = 'pending' AND "
    "job.due_at <= ?" VORAB_FIRST;
constexpr const char* first_due =
    "SELECT job.due_at" VORAB_HEADS_OF_LINE " AND job.due_at IS NOT NULL ORDER BY job.due_at LIMIT 1";
#undef VORAB_JOB
#undef VORAB_HEADS_OF_LINE
#undef VORAB_FIRST
#undef VORAB_NONE_EARLIER

constexpr std::array<std::string_view, 2> open_states{"sending", "pending"};

Job job_of(const database::Row& row) {
    Job job;
    job.id = row.integer(0);
    job.channel = row.text(5);
    job.target = row.text(6);
    job.case_id = core::CaseId::parse(row.text(1)).value();
    job.transmission = core::TransmissionId::parse(row.text(2)).value();
    job.attempts = static_cast<int>(row.integer(3));
    job.created_at = database::timestamp_of(row, 4);
    return job;
}

/// Who claims what, and until when.
struct Claim {
    const std::string& owner;
    std::string lease_end;
    std::string now;
};

/// Attempts are counted when they begin: that makes the count the token by which settle() knows its own claim, and by
/// which we know, with the time, whether somebody else was quicker or goes on with it.
std::vector<Job> lease_to_us(Connection& connection, std::vector<Job> jobs, const Claim& claim) {
    constexpr const char* lease =
        "UPDATE delivery SET state = 'sending', attempts = attempts + 1, due_at = ?, owner = ? WHERE id = ? AND "
        "attempts = ? AND due_at <= ? AND state IN ('pending', 'sending')";
    std::vector<std::vector<Value>> rows;
    for (const Job& job : jobs) {
        rows.push_back({std::string_view{claim.lease_end}, std::string_view{claim.owner}, job.id,
                        std::int64_t{job.attempts}, std::string_view{claim.now}});
    }
    if (jobs.empty()) return jobs;
    {
        database::Transaction together{connection};
        if (connection.execute_many(lease, rows) == jobs.size()) {
            together.commit();
            return jobs;
        }
    }
    // Seldom: another process took some of them.
    std::vector<Job> ours;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
        if (connection.execute(lease, rows[i]) == 1) ours.push_back(std::move(jobs[i]));
    }
    return ours;
}

std::vector<Job> claim_now(Connection& connection, const std::string& channel, const std::string& target, int limit,
                           const std::string& owner, core::Timestamp now) {
    const std::string due = database::to_sql(now);
    std::vector<Job> jobs;
    for (const std::string_view state : open_states) {
        const std::int64_t missing = limit - static_cast<std::int64_t>(jobs.size());
        if (missing <= 0) break;
        for (const auto& row : connection.query(claimable, {std::string_view{channel}, std::string_view{target}, state,
                                                            std::string_view{due}, missing}))
            jobs.push_back(job_of(row));
    }
    return lease_to_us(connection, std::move(jobs), {owner, database::to_sql(now + lease), due});
}

bool take_place(std::vector<Places>& places, const Job& job) {
    const auto line = std::ranges::find_if(
        places, [&](const Places& one) { return one.channel == job.channel && one.target == job.target; });
    if (line == places.end() || line->free <= 0) return false;
    --line->free;
    return true;
}

std::vector<Job> claim_written_now(Connection& connection, const std::set<core::CaseId>& cases,
                                   std::vector<Places> places, const std::string& owner, core::Timestamp now) {
    const std::string due = database::to_sql(now);
    std::vector<Job> jobs;
    for (const core::CaseId& of : cases) {
        for (const auto& row :
             connection.query(claimable_of_case, {std::string_view{of.str()}, std::string_view{due}})) {
            Job job = job_of(row);
            if (take_place(places, job)) jobs.push_back(std::move(job));
        }
    }
    return lease_to_us(connection, std::move(jobs), {owner, database::to_sql(now + lease), due});
}

struct End {
    std::string_view state;
    core::PublicText reason;
    bool over;
};
struct AsEnd {
    End operator()(const Delivered&) const { return {"delivered", {}, true}; }
    End operator()(const RetryLater& later) const { return {"pending", later.reason, false}; }
    End operator()(const Rejected& rejected) const { return {"rejected", rejected.reason, true}; }
};

/// The next of its line is at the head now, if there is one.
bool promote_next(Connection& connection, const Job& job, std::string_view now) {
    const auto promoted = connection.execute(
        "UPDATE delivery SET due_at = ? WHERE case_id = ? AND state = 'pending' AND channel = ? AND target = ?"
        " AND due_at IS NULL ORDER BY id LIMIT 1",
        {now, std::string_view{job.case_id.str()}, std::string_view{job.channel}, std::string_view{job.target}});
    return promoted == 1;
}

/// Inside a transaction, which it may share with others.
bool settle_now(Connection& connection, const Job& job, const Delivery& delivery, core::Timestamp now,
                std::chrono::milliseconds pause, const OnSettled& on_settled) {
    const End end = std::visit(AsEnd{}, delivery);
    const std::string due = database::to_sql(end.over ? now : now + pause);
    const std::string settled = database::to_sql(now);
    const auto reason = end.reason.view().substr(0, 255);  // the width of the column; public text is ASCII
    // Compare and set: whoever lost the lease in the meantime changes nothing.
    const auto ours = connection.execute(
        "UPDATE delivery SET state = ?, due_at = ?, last_reason = ?, settled_at = ?, owner = NULL"
        " WHERE id = ? AND state = 'sending' AND attempts = ?",
        {end.state, std::string_view{due}, reason.empty() ? Value{nullptr} : Value{reason},
         end.over ? Value{std::string_view{settled}} : Value{nullptr}, job.id, std::int64_t{job.attempts} + 1});
    const bool another = ours == 1 && end.over && promote_next(connection, job, settled);
    if (ours == 1 && on_settled) on_settled(connection, job, delivery, now);
    return another;
}

void renew_now(Connection& connection, const std::vector<Job>& jobs, core::Timestamp now) {
    const std::string lease_end = database::to_sql(now + lease);
    std::vector<std::vector<Value>> rows;
    for (const Job& job : jobs) rows.push_back({std::string_view{lease_end}, job.id, std::int64_t{job.attempts} + 1});
    connection.execute_many("UPDATE delivery SET due_at = ? WHERE id = ? AND state = 'sending' AND attempts = ?", rows);
}

void hasten_now(Connection& connection, const std::vector<std::int64_t>& ids, core::Timestamp now) {
    const std::string due = database::to_sql(now);
    std::vector<std::vector<Value>> rows;
    for (const std::int64_t id : ids) rows.push_back({std::string_view{due}, id, std::string_view{due}});
    connection.execute_many("UPDATE delivery SET due_at = ? WHERE id = ? AND state = 'pending' AND due_at > ?", rows);
}

std::uint64_t take_back_now(Connection& connection, const std::string& channel, const std::string& target,
                            core::Timestamp now) {
    const std::string due = database::to_sql(now);
    std::vector<std::vector<Value>> rows;
    for (const auto& row : connection.query(
             "SELECT id, attempts, owner FROM delivery WHERE channel = ? AND target = ? AND state = 'sending'",
             {std::string_view{channel}, std::string_view{target}})) {
        const auto owner = row.optional_text(2);
        if (owner && has_ended(*owner)) rows.push_back({std::string_view{due}, row.integer(0), row.integer(1)});
    }
    if (rows.empty()) return 0;
    return connection.execute_many(
        "UPDATE delivery SET due_at = ?, owner = NULL WHERE id = ? AND state = 'sending' AND attempts = ?", rows);
}

using Line = std::pair<std::string, std::string>;  ///< channel and target
enum class Last { pending, sending };              ///< open job of a line

/// The lines of this case in which something is still open: what is written now waits behind it. The last one is held
/// until our transaction ends, and it ends after the earlier ones: so whoever settles it sees what waits behind it, and
/// whoever sends it, sees what we have written.
std::map<Line, Last> held_lines(Connection& connection, const core::CaseId& case_id, const std::vector<NewJob>& jobs) {
    std::map<Line, Last> lines;
    for (const auto& row : connection.query(
             "SELECT channel, target, MAX(id) FROM delivery WHERE case_id = ? AND state IN ('pending', 'sending')"
             " GROUP BY channel, target",
             {std::string_view{case_id.str()}})) {
        const bool wanted = std::ranges::any_of(
            jobs, [&](const NewJob& job) { return job.channel == row.text(0) && job.target == row.text(1); });
        if (!wanted) continue;
        const auto last = connection.query_one("SELECT state FROM delivery WHERE id = ? FOR UPDATE", {row.integer(2)});
        if (!last) continue;
        const std::string state = last->text(0);
        if (state == "pending") lines.emplace(Line{row.text(0), row.text(1)}, Last::pending);
        if (state == "sending") lines.emplace(Line{row.text(0), row.text(1)}, Last::sending);
    }
    return lines;
}
}  // namespace

void enqueue(Connection& connection, const core::CaseId& case_id, const core::TransmissionId& transmission,
             core::Timestamp now, const std::vector<NewJob>& jobs, bool first_of_case) {
    if (jobs.empty()) return;
    const auto held = first_of_case ? std::map<Line, Last>{} : held_lines(connection, case_id, jobs);
    const std::string when = database::to_sql(now);
    std::vector<std::vector<Value>> rows;
    for (const NewJob& job : jobs) {
        const auto last = held.find({std::string{job.channel}, std::string{job.target}});
        const bool waits = last != held.end();
        if (waits && last->second == Last::pending && job.tells_state) continue;
        rows.push_back({job.channel, job.target, std::string_view{case_id.str()}, std::string_view{transmission.str()},
                        waits ? Value{nullptr} : Value{std::string_view{when}}, std::string_view{when}});
    }
    connection.execute_many(
        "INSERT INTO delivery (channel, target, case_id, transmission, due_at, created_at) VALUES (?, ?, ?, ?, ?, ?)",
        rows);
}

Outbox::Outbox(database::Database& database, const core::Clock& clock, OnSettled on_settled, std::string owner)
    : database_(database),
      settling_(database),
      clock_(clock),
      on_settled_(std::move(on_settled)),
      owner_(std::move(owner)) {}

async::Task<std::vector<Job>> Outbox::claim(std::string channel, std::string target, int limit) {
    auto work = [channel = std::move(channel), target = std::move(target), limit, owner = owner_, now = clock_.now()](
                    Connection& connection) { return claim_now(connection, channel, target, limit, owner, now); };
    return database_.run(std::move(work));
}

async::Task<std::vector<Job>> Outbox::claim_written(std::set<core::CaseId> cases, std::vector<Places> places) {
    auto work = [cases = std::move(cases), places = std::move(places), owner = owner_, now = clock_.now()](
                    Connection& connection) { return claim_written_now(connection, cases, places, owner, now); };
    return database_.run(std::move(work));
}

async::Task<bool> Outbox::settle(Job job, Delivery delivery, std::chrono::milliseconds pause) {
    auto work = [job = std::move(job), delivery = std::move(delivery), pause, on_settled = on_settled_,
                 now = clock_.now()](Connection& connection) {
        return settle_now(connection, job, delivery, now, pause, on_settled);
    };
    return settling_.run(std::move(work));
}

async::Task<void> Outbox::renew(std::vector<Job> jobs) {
    auto work = [jobs = std::move(jobs), now = clock_.now()](Connection& connection) {
        renew_now(connection, jobs, now);
    };
    return database_.run(std::move(work));
}

async::Task<void> Outbox::hasten(std::vector<std::int64_t> ids) {
    auto work = [ids = std::move(ids), now = clock_.now()](Connection& connection) {
        hasten_now(connection, ids, now);
    };
    return database_.run(std::move(work));
}

async::Task<std::uint64_t> Outbox::take_back(std::string channel, std::string target) {
    auto work = [channel = std::move(channel), target = std::move(target), now = clock_.now()](Connection& connection) {
        return take_back_now(connection, channel, target, now);
    };
    return database_.run(std::move(work));
}

async::Task<std::optional<core::Timestamp>> Outbox::next_due(std::string channel, std::string target) {
    auto work = [channel = std::move(channel), target = std::move(target)](Connection& connection) {
        std::optional<core::Timestamp> next;
        for (const std::string_view state : open_states) {
            const auto row =
                connection.query_one(first_due, {std::string_view{channel}, std::string_view{target}, state});
            if (!row) continue;
            const auto due = database::timestamp_of(*row, 0);
            next = std::min(next.value_or(due), due);
        }
        return next;
    };
    return database_.run(std::move(work));
}
}  // namespace vorab::outbox

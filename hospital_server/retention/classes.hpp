#pragma once
// The deletion classes (DIN 66398: what, from when, for how long). `rules()` is the one list of what there is; the
// configuration's table [[retention]] says how long. To add a class: one row in rules() and the function that deletes
// a batch of it.
#include <filesystem>
#include <functional>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "common/configuration/reader.hpp"
#include "common/core/ids.hpp"
#include "common/database/connection.hpp"
#include "hospital_server/audit/notary.hpp"
#include "hospital_server/retention/period.hpp"

namespace vorab::hospital_server::retention {

struct Rule;

/// A rule as it is configured.
struct Class {
    const Rule* rule = nullptr;
    std::string start;
    Period period;
    std::optional<Period> waiting = {};                ///< deletion_order: when an order goes that nobody confirms
    std::optional<std::filesystem::path> folder = {};  ///< technical_logs: where they lie, if we are to delete them
};

/// A class in one database: what a run works through.
struct Turn {
    Class of;
    std::string chain;  ///< of the audit in this database: "server", or the mailbox
    core::Timestamp now;
    core::Timestamp before;  ///< what started before this has had its time
    std::reference_wrapper<const audit::Notary> notary;
};

/// What one batch removed.
struct Batch {
    std::uint64_t deleted = 0;
    std::vector<core::CaseId> on_order = {};  ///< cases that somebody may have on the screen
    bool more = false;                        ///< the run asks again
};

/// One transaction, short enough to be in nobody's way, that writes its deletion records too.
using DeleteSome = Batch (*)(database::Connection& connection, const Turn& turn);

struct Rule {
    std::string_view name;
    std::string_view starts;  ///< what the period may count from, separated by spaces; the first is the usual one
    Period usual;
    Period longest;
    DeleteSome of_mailbox = nullptr;  ///< in each mailbox's database
    DeleteSome of_server = nullptr;   ///< in the server's own
};

std::span<const Rule> rules();

struct Schedule {
    std::vector<Class> classes;  ///< in the order of rules(), all of them
    const Class& of(std::string_view name) const;
};

/// The usual periods.
Schedule usual_schedule();

/// [[retention]]: what it names takes the place of the usual. Problems are noted in the sections.
Schedule read_schedule(configuration::Section& root);

}  // namespace vorab::hospital_server::retention

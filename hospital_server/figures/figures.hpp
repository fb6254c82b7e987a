#pragma once
// What a mailbox's cases of a period look like as numbers (mission H10). Pure: from facts about cases to tables without
// patients in them.
#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "common/core/clock.hpp"
#include "hospital_server/cases/local_day.hpp"

namespace vorab::hospital_server::figures {

/// What is counted of one case.
struct CaseFacts {
    core::Timestamp received_at;
    std::string sender;  ///< the organisation
    std::optional<std::string> priority, keyword;
    std::optional<core::Timestamp> eta, arrived_at, seen_at, accepted_at;
    bool has_name = false, has_birth_date = false, has_insurance = false, has_vital_signs = false, has_protocol = false;
};

/// One delivery to another system that arrived there.
struct DeliveryFacts {
    std::string line;  ///< channel and target
    std::chrono::seconds took;
};

struct Period {
    cases::Day from;
    cases::Day to;  ///< the last day, included
};

struct Table {
    struct Row {
        std::string key;
        std::optional<std::int64_t> count;
    };
    std::string name;
    std::optional<std::int64_t> total;
    std::vector<Row> rows;
};

struct Timing {
    std::string name;
    std::string key;
    std::optional<std::int64_t> count, median_seconds, p90_seconds;
};

struct Completeness {
    std::string sender;
    std::int64_t cases = 0;
    std::vector<std::pair<std::string, std::int64_t>> percent;
};

struct Figures {
    std::vector<Table> tables;
    std::vector<Timing> timings;
    std::vector<Completeness> completeness;
};

Figures figures_of(const Period& period, const std::vector<CaseFacts>& cases,
                   const std::vector<DeliveryFacts>& deliveries);

}  // namespace vorab::hospital_server::figures

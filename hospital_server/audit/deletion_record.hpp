#pragma once
// The record that every deletion leaves: when, of which class, why, which case or how many, on whose word. No content.
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>

#include "common/core/ids.hpp"
#include "common/database/connection.hpp"

namespace vorab::hospital_server::audit {

struct Deletion {
    std::string deletion_class;     ///< "medical", "usage_data", ...
    std::string reason = "period";  ///< or that of the order
    std::optional<core::CaseId> case_id = {};
    std::int64_t count = 1;
    std::optional<std::string> order = {};
    std::optional<std::string> ordered_by = {};
    std::optional<std::string> confirmed_by = {};
};

/// In the transaction that deletes. Complete at once.
void record_deletion(database::Connection& connection, const Deletion& deletion, core::Timestamp now);

/// Of many cases in one go; each is complete once its chunks are gone too.
void record_deletions(database::Connection& connection, const std::vector<Deletion>& of_cases, core::Timestamp now);

/// Newest first, those before the record of this number: schemas/tracker.openapi.yaml, DeletionRecord, `mailbox` being
/// null.
boost::json::array deletion_records(database::Connection& connection, std::int64_t before, std::int64_t limit);

}  // namespace vorab::hospital_server::audit

#pragma once
// One case as the channels need it when they send: what is known of it now, not what was known when the job was
// written.
#include <optional>

#include <boost/json/object.hpp>

#include "common/database/connection.hpp"
#include "common/outbox/delivery.hpp"
#include "hospital_server/record/facts.hpp"

namespace vorab::hospital_server::cases {

struct Current {
    core::CaseId id;
    std::int64_t sequence = 0;
    bool cancelled = false;
    core::Timestamp updated_at{};
    std::string kind;  ///< of the transmission that the job is about
    boost::json::object record;
    record::Facts facts;
};

/// Empty when the case is gone: deleted on order, for instance.
std::optional<Current> read_current(database::Connection& connection, const outbox::Job& job);

/// The same by the case alone; `kind` is empty.
std::optional<Current> read_case(database::Connection& connection, const core::CaseId& case_id);

}  // namespace vorab::hospital_server::cases

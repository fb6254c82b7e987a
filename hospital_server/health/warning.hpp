#pragma once
// What does not stop anything today and will stop something soon. Shown with the self-test, and in the log.
#include "common/core/public_text.hpp"

namespace vorab::hospital_server::health {

struct Warning {
    core::PublicText what;   ///< "certificate_ends", "clock_jumped", "database_may_lose_records"
    core::PublicText of;     ///< "intake certificate", "this machine", "zna-musterstadt"
    std::int64_t value = 0;  ///< whole days that are left; seconds of the jump; innodb_flush_log_at_trx_commit as it is

    friend bool operator==(const Warning&, const Warning&) = default;
};

}  // namespace vorab::hospital_server::health

#pragma once
// Reads what is counted, from one mailbox's database. No name, no birth date, no finding leaves it: only whether they
// are there.
#include <vector>

#include "common/database/connection.hpp"
#include "hospital_server/figures/figures.hpp"

namespace vorab::hospital_server::figures {

/// Cases received in the period; those that are tests alone are none.
std::vector<CaseFacts> case_facts(database::Connection& connection, const Period& period);
std::vector<DeliveryFacts> delivery_facts(database::Connection& connection, const Period& period);

}  // namespace vorab::hospital_server::figures

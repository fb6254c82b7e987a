#pragma once
// A40 and A47: one patient takes another's number over.
#include "common/database/connection.hpp"
#include "hl7/adt.hpp"

namespace vorab::hospital_server::adt {

/// Inside a transaction. The patient that takes over is known already; an old number that is not is noted all the same.
void merge(database::Connection& connection, const hl7::Adt& adt, core::Timestamp now);

/// The patient that `of` goes by now: itself, unless merged.
hl7::PatientNumber living(database::Connection& connection, hl7::PatientNumber of);

}  // namespace vorab::hospital_server::adt

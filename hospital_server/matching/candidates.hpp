#pragma once
// The announced patient of one case, compared with the hospital's patients: ranked, with the verdict on each field and
// whatever speaks against.
#include <optional>
#include <vector>

#include "common/core/public_text.hpp"
#include "common/database/connection.hpp"
#include "hospital_server/adt/patients.hpp"
#include "hospital_server/matching/forms.hpp"
#include "hospital_server/matching/links.hpp"

namespace vorab::hospital_server::matching {

/// One case as matching needs it.
struct Announced {
    Written written;
    core::Timestamp arrival;                 ///< expected, else when it was announced
    std::vector<std::string> linked_visits;  ///< of other open cases of this mailbox
};
std::optional<Announced> read_announced(database::Connection& mailbox, const core::CaseId& case_id);

struct Candidate {
    adt::Patient patient;
    std::optional<adt::Stay> stay;  ///< the one that is most likely this arrival
    hl7::Comparison comparison;
    std::vector<core::PublicText> warnings;  ///< of the comparison and of the stay
};

/// What to look for among the hospital's patients.
adt::Search search_for(const Announced& announced);

Candidate judge(const Announced& announced, adt::Patient patient);

/// Best first, at most 20; who shares nothing with the case but the hour of arrival only while nobody fits better.
std::vector<Candidate> ranked(const Announced& announced, std::vector<adt::Patient> patients);

/// "clear", "choose" or "none".
core::PublicText advice_on(const std::vector<Candidate>& best_first);

/// What makes a link doubtful by what the hospital says now; `patient` is empty when it says nothing any more.
std::vector<core::PublicText> doubts(const Announced& announced, const Link& link,
                                     const std::optional<adt::Patient>& patient);

}  // namespace vorab::hospital_server::matching

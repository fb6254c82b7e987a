#pragma once
// Candidates and links as schemas/tracker.openapi.yaml has them.
#include <boost/json/object.hpp>

#include "hospital_server/matching/candidates.hpp"

namespace vorab::hospital_server::matching {

boost::json::object to_json(const Candidate& candidate, const Written& sent);
boost::json::object to_json(const Link& link, const std::vector<core::PublicText>& warnings);

}  // namespace vorab::hospital_server::matching

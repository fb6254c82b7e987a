#pragma once
// Looks into a letter as the hospital server would, with the hospital server's own rooms, and finds what is wrong.
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/core/result.hpp"
#include "common/envelope/slip.hpp"
#include "hospital_server/record/facts.hpp"
#include "tools/conformance/world.hpp"

namespace vorab::conformance {

/// Something that is wrong, by the id of the rule that it breaks ("record.schema").
struct Fault {
    std::string rule;
    std::string words;
};

struct Inspection {
    std::optional<envelope::RoutingSlip> slip = {};  ///< empty when not even that could be read
    std::string kid = {};
    bool has_board = false;
    std::vector<hospital_server::record::Attachment> attachments = {};
    std::optional<core::Failure> refused = {};  ///< what gateway or hospital would answer
    std::vector<std::string> patient = {};      ///< identifying words of the record
    std::vector<Fault> faults = {};
};

Inspection inspect(const std::string& body, const World& world, core::Timestamp now);

/// The record's words that say who the patient is: these may stand nowhere outside the seal.
std::vector<std::string> identifying_words(const boost::json::object& record);

}  // namespace vorab::conformance

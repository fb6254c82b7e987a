#pragma once
// The routing slip: all that the gateway may know of a transmission. Strict: an unknown member is an error, so that no
// personal data creeps in. Shape: schemas/slip.schema.json.
#include <cstdint>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"

namespace vorab::envelope {

enum class Kind { pre_notification, update, protocol, vitals, position, assignment, cancellation, test };

core::PublicText public_text(Kind kind);  ///< as in the slip: "pre_notification"
core::Result<Kind> parse_kind(std::string_view text);

struct RoutingSlip {
    core::TransmissionId transmission;  ///< UUID version 7
    core::CaseId case_id;
    core::MailboxId mailbox;
    Kind kind = Kind::test;
    std::int64_t sequence = 1;  ///< rises per case; a lower one never overwrites a higher one
    core::Timestamp created_at;
    std::string organisation;
    std::string callsign;
    std::optional<std::string> board = {};  ///< the arrival, sealed: JWE compact, at most 2 KiB

    friend bool operator==(const RoutingSlip&, const RoutingSlip&) = default;
};

/// A failure is schema_violation (its detail names the JSON pointer below `path`) or malformed.
core::Result<RoutingSlip> read_slip(const boost::json::object& json, const core::PublicText& path = "/slip");

/// Times are written in UTC: for a slip made here. One that was received is compared as the JSON it came as.
boost::json::object to_json(const RoutingSlip& slip);

}  // namespace vorab::envelope

#include "common/envelope/slip.hpp"

#include <limits>

#include "common/core/encoding.hpp"
#include "common/core/json.hpp"
#include "common/envelope/jwe_parts.hpp"
#include "common/envelope/members.hpp"
#include "common/envelope/names.hpp"
#include "common/envelope/sealed_arrival.hpp"

namespace vorab::envelope {
namespace {
using core::JsonFields;
using core::PublicText;

constexpr std::size_t largest_board = 2048;
constexpr std::int64_t highest_sequence = std::numeric_limits<std::int32_t>::max();

const Names<8> kind_names{"pre_notification", "update",     "protocol",     "vitals",
                          "position",         "assignment", "cancellation", "test"};

bool is_version_7(std::string_view uuid) { return uuid.size() == 36 && uuid[14] == '7'; }

/// JWE compact without encrypted_key: what ECDH-ES leaves.
bool is_sealed_arrival(std::string_view text) {
    const auto parts = read_compact(text);
    return parts && parts->encrypted_key.empty() && check_gcm_sizes(*parts) && !parts->ciphertext.empty() &&
           core::from_base64url(parts->protected_text) && core::from_base64url(parts->ciphertext);
}

Kind read_kind(JsonFields& in) {
    const auto kind = parse_kind(in.text("kind"));
    if (!kind) in.refuse("kind", kind.error().detail);
    return kind ? *kind : Kind::test;
}
}  // namespace

std::optional<std::string> read_board(JsonFields& in) {
    const auto board = in.optional_text("board", largest_board);
    if (!board) return std::nullopt;
    if (!is_sealed_arrival(*board)) in.refuse("board", "a JWE in compact form (ECDH-ES, A256GCM) is expected");
    return std::string{*board};
}

PublicText public_text(Kind kind) { return name_of(kind, kind_names); }

core::Result<Kind> parse_kind(std::string_view text) {
    if (const auto kind = named<Kind>(text, kind_names)) return *kind;
    return core::failure(core::Problem::schema_violation, "not a kind of transmission");
}

core::Result<RoutingSlip> read_slip(const boost::json::object& json, const PublicText& path) {
    JsonFields in{json, path};
    in.integer("version", 1, 1);
    RoutingSlip slip;
    slip.transmission = read_id<core::TransmissionId>(in, "transmission");
    if (!is_version_7(slip.transmission.str())) in.refuse("transmission", "a UUID of version 7 is expected");
    slip.case_id = read_id<core::CaseId>(in, "case");
    slip.mailbox = read_id<core::MailboxId>(in, "mailbox");
    slip.kind = read_kind(in);
    slip.sequence = in.integer("sequence", 1, highest_sequence);
    slip.created_at = read_time(in, "created_at");
    JsonFields sender{in.object("sender"), path + "/sender"};
    slip.board = read_board(in);
    if (auto wrong = in.finish()) return *wrong;
    slip.organisation = printable(sender, "organisation", 1, 64);
    slip.callsign = printable(sender, "callsign", 1, 40);
    if (auto wrong = sender.finish()) return *wrong;
    return slip;
}

boost::json::object to_json(const RoutingSlip& slip) {
    boost::json::object json{{"version", 1},
                             {"transmission", slip.transmission.str()},
                             {"case", slip.case_id.str()},
                             {"mailbox", slip.mailbox.str()},
                             {"kind", public_text(slip.kind).str()},
                             {"sequence", slip.sequence},
                             {"created_at", core::to_rfc3339(slip.created_at)},
                             {"sender", {{"organisation", slip.organisation}, {"callsign", slip.callsign}}}};
    if (slip.board) json["board"] = *slip.board;
    return json;
}
}  // namespace vorab::envelope

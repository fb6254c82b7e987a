#include "common/sealing/record.hpp"

#include "common/core/json_document.hpp"
#include "common/sealing/jwe.hpp"
#include "common/signing/jws.hpp"
#include "common/signing/signature.hpp"

namespace vorab::sealing {
namespace {
using core::Failure;
using core::Problem;
using core::Result;
using envelope::KeyAlgorithm;
using namespace std::chrono_literals;

constexpr auto oldest = 25h;  // a day of parking and resending, and an hour for clocks
constexpr auto youngest = 10min;

Management management_of(KeyAlgorithm algorithm) {
    return algorithm == KeyAlgorithm::ecdh_es_a256kw ? Management::ecdh_es_a256kw : Management::rsa_oaep_256;
}

Result<signing::VerifiedJws> verify_record(std::string_view signed_record, const signing::ChainVerifier& senders,
                                           core::Timestamp now, std::optional<signing::VerifiedCertificate>& sender) {
    const signing::JwsProfile profile{record_typ, signing::JwsProfile::Key::by_x5c, largest_record};
    const auto lookup = [&](const boost::json::object& header) -> Result<signing::PublicKey> {
        const auto verified = senders.verify(header.at("x5c").as_array(), now);
        if (!verified) return verified.error();
        sender = *verified;
        return verified->key;
    };
    auto record = signing::verify_compact(signed_record, profile, lookup);
    // Whatever is wrong with it: what was sealed is not a record signed by somebody we trust.
    if (!record) return Failure{Problem::signature_invalid, record.error().detail};
    return record;
}

/// Value by value: so that nobody re-seals a record for another mailbox or turns a test into an alarm.
Result<void> compare_slips(const boost::json::object& record, const boost::json::object& outer) {
    const auto* signed_slip = record.if_contains("slip");
    if (signed_slip && signed_slip->is_object() && signed_slip->get_object() == outer) return {};
    return Failure{Problem::slip_mismatch, "the routing slip that was signed is not the one on the envelope"};
}

Result<void> check_age(core::Timestamp created_at, core::Timestamp now) {
    if (now - created_at > oldest) return Failure{Problem::stale, "/slip/created_at: more than 25 hours ago"};
    if (created_at - now > youngest) return Failure{Problem::stale, "/slip/created_at: more than 10 minutes from now"};
    return {};
}

/// The record's own slip, checked as the gateway and the hospital will check it.
Result<boost::json::object> slip_of(std::string_view record_text) {
    const auto record = core::parse_json_object(record_text);
    if (!record) return record.error();
    const auto* slip = record->if_contains("slip");
    if (!slip || !slip->is_object()) return Failure{Problem::schema_violation, "/slip: is missing"};
    if (auto wrong = envelope::read_slip(slip->get_object()); !wrong) return wrong.error();
    return slip->get_object();
}
}  // namespace

Result<std::string> seal_record(const SealRecordInput& input) {
    const auto algorithm = key_algorithm(input.recipient.type());
    if (!algorithm) return algorithm.error();
    if (auto signs = signing::signature_algorithm(input.sender_key.type()); !signs) return signs.error();
    auto slip = slip_of(input.record);
    if (!slip) return slip.error();

    const auto signed_record =
        signing::sign_compact({{"typ", record_typ}, {"x5c", input.x5c}}, input.record, input.sender_key);
    if (signed_record.size() > largest_record) return Failure{Problem::too_large, "the signed record exceeds 1 MiB"};
    const auto parts =
        seal(management_of(*algorithm), input.recipient, {{"typ", envelope::envelope_typ}, {"slip", std::move(*slip)}},
             core::bytes_of(signed_record));
    return input.serialization == Serialization::compact ? envelope::write_compact(parts)
                                                         : envelope::write_flattened(parts);
}

Result<OpenedRecord> open_record(const envelope::Envelope& envelope, const KeyRing& keys,
                                 const signing::ChainVerifier& senders, core::Timestamp now) {
    const auto key = keys.find(envelope.kid, envelope.algorithm, now);
    if (!key) return key.error();
    boost::json::object header;
    if (envelope.epk) header["epk"] = *envelope.epk;
    const auto signed_record = open(management_of(envelope.algorithm), envelope.parts, header, *key);
    if (!signed_record) return signed_record.error();

    std::optional<signing::VerifiedCertificate> sender;
    auto verified = verify_record(signed_record->text(), senders, now, sender);
    if (!verified) return verified.error();
    auto record = core::parse_json_document(verified->payload);
    if (!record) return record.error();
    if (auto same = compare_slips(*record, envelope.slip_json); !same) return same.error();
    if (auto timely = check_age(envelope.slip.created_at, now); !timely) return timely.error();
    return OpenedRecord{std::move(verified->payload), std::move(*record), envelope.slip, std::move(*sender)};
}
}  // namespace vorab::sealing

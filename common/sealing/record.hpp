#pragma once
// The record: signed by the sender (JWS, typ vorab-record), then sealed for one hospital (JWE, typ vorab-envelope).
// The only place where ciphertext becomes a record.
#include <string>
#include <string_view>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "common/envelope/envelope.hpp"
#include "common/sealing/key_ring.hpp"
#include "common/signing/chain.hpp"

namespace vorab::sealing {

inline constexpr std::size_t largest_record = 1024 * 1024;  ///< bytes of the signed record (the inner JWS)
inline constexpr std::string_view record_typ = "vorab-record";

enum class Serialization { compact, flattened };

struct SealRecordInput {
    std::string_view record;  ///< JSON text; its member `slip` becomes the outer slip, value by value
    signing::PrivateKey sender_key;
    boost::json::array x5c;  ///< the sender's certificates, own first
    signing::PublicKey recipient;
    Serialization serialization = Serialization::compact;
};

/// The text to post. Problems: those of the record's JSON and slip; too_large; algorithm_refused for an unfit key.
core::Result<std::string> seal_record(const SealRecordInput& input);

struct OpenedRecord {
    std::string text;            ///< JSON, byte for byte as signed
    boost::json::object record;  ///< the same, parsed strictly; not yet held against the record's schema
    envelope::RoutingSlip slip;
    signing::VerifiedCertificate sender;
};

/// Opens, verifies the signature and the sender's chain, compares the slips, looks at the clock. Problems in that
/// order: unknown_key, algorithm_refused, envelope_not_opened, signature_invalid, malformed, slip_mismatch, stale
/// (created more than 25 h ago, or more than 10 min from now).
core::Result<OpenedRecord> open_record(const envelope::Envelope& envelope, const KeyRing& keys,
                                       const signing::ChainVerifier& senders, core::Timestamp now);

}  // namespace vorab::sealing

#pragma once
// What of a transmission is cryptography, each part alone.
#include "bench/records/sealed.hpp"

namespace vorab::bench {

/// Processor time of one call, microseconds, medians.
struct Parts {
    double agree = 0;   ///< ECDH with the ephemeral key of the envelope
    double unwrap = 0;  ///< of the content key
    double cipher = 0;  ///< AES-256-GCM over the signed record
    double verify = 0;  ///< ES256 over the same
    double digest = 0;  ///< SHA-256 of the envelope
    double sign = 0;    ///< of the receipt
    double open = 0;    ///< all that opens a record, parsing included
    double all() const { return agree + unwrap + cipher + verify + digest + sign; }
};

Parts measure_parts(const Sealing& sealing);

}  // namespace vorab::bench

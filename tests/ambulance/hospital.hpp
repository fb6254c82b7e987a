#pragma once
// A hospital with its authority, a mailbox key and a receipt key, and an ambulance that it trusts.
#include <boost/json/serialize.hpp>

#include "common/sealing/key_ring.hpp"
#include "tests/signing/authority.hpp"
#include "tools/ambulance/seal.hpp"

namespace vorab::test {

inline const std::string mailbox_name = "zna-musterstadt";

struct Hospital {
    core::Timestamp now = core::SystemClock{}.now();
    Authority ca{"Hospital CA"};
    Authority sender_ca{"Sender CA"};
    signing::PrivateKey mailbox_key = signing::PrivateKey::generate(signing::KeyType::p256);
    signing::PrivateKey board_key = signing::PrivateKey::generate(signing::KeyType::p256);
    signing::PrivateKey receipt_key = signing::PrivateKey::generate(signing::KeyType::p256);
    signing::PrivateKey ambulance_key = signing::PrivateKey::generate(signing::KeyType::p256);
    ambulance::Signer signer{ambulance_key, sender_ca.x5c(ambulance_key.public_key())};

    signing::ChainVerifier for_encryption() const {
        return signing::ChainVerifier::from_pem(ca.pem(), signing::Purpose::encryption).value();
    }
    signing::ChainVerifier for_receipts() const {
        return signing::ChainVerifier::from_pem(ca.pem(), signing::Purpose::signature).value();
    }
    ambulance::Recipient recipient() const {
        return {core::MailboxId::parse(mailbox_name).value(), mailbox_key.public_key(), Issue{}.organisation,
                board_key.public_key()};
    }
    sealing::KeyRing ring() const {
        sealing::KeyRing keys;
        keys.add(mailbox_key).value();
        return keys;
    }
    core::Result<sealing::OpenedRecord> open(const std::string& sealed) const {
        const auto envelope = envelope::read_envelope(sealed);
        if (!envelope) return envelope.error();
        const auto senders = signing::ChainVerifier::from_pem(sender_ca.pem(), signing::Purpose::signature).value();
        return sealing::open_record(*envelope, ring(), senders, now);
    }
};

/// An example with its files, packed for the hospital.
inline ambulance::Outcome<ambulance::Package> pack_example(const Hospital& hospital, const std::string& name,
                                                           ambulance::SendOptions options = {}) {
    options.attachments = "schemas/examples/attachments";
    const auto given = ambulance::read_case_file("schemas/examples/" + name + ".json").value();
    return ambulance::pack(given, options, hospital.recipient(), hospital.signer, hospital.now);
}

}  // namespace vorab::test

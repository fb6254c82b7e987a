#pragma once
// A sender with a certificate, a hospital with a key of every type, and a record to send.
#include <boost/json/serialize.hpp>

#include "common/sealing/record.hpp"
#include "tests/envelope/example.hpp"
#include "tests/signing/authority.hpp"

namespace vorab::test {

inline const signing::KeyType encryption_types[] = {signing::KeyType::p256, signing::KeyType::p384,
                                                    signing::KeyType::x25519, signing::KeyType::rsa};

struct World {
    Authority sender_ca{"Sender CA"};
    signing::PrivateKey sender = signing::PrivateKey::generate(signing::KeyType::p256);
    boost::json::array x5c = sender_ca.x5c(sender.public_key());
    signing::ChainVerifier senders =
        signing::ChainVerifier::from_pem(sender_ca.pem(), signing::Purpose::signature).value();
    signing::PrivateKey hospital = signing::PrivateKey::generate(signing::KeyType::p256);
    sealing::KeyRing keys = ring_of(hospital);
    core::Timestamp now = core::SystemClock{}.now();

    static sealing::KeyRing ring_of(const signing::PrivateKey& key) {
        sealing::KeyRing ring;
        ring.add(key).value();
        return ring;
    }
    boost::json::object slip() const {
        auto json = example_slip();
        json["created_at"] = core::to_rfc3339(now);
        return json;
    }
    boost::json::object record() const { return {{"schema_version", 1}, {"slip", slip()}, {"text", "Müller, 🚑"}}; }
    std::string record_text() const { return boost::json::serialize(record()); }

    core::Result<std::string> seal(sealing::Serialization serialization = sealing::Serialization::compact) const {
        return sealing::seal_record({record_text(), sender, x5c, hospital.public_key(), serialization});
    }
    core::Result<sealing::OpenedRecord> open(std::string_view text) const {
        const auto envelope = envelope::read_envelope(text);
        if (!envelope) return envelope.error();
        return sealing::open_record(*envelope, keys, senders, now);
    }
};
}  // namespace vorab::test

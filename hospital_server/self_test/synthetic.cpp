#include "hospital_server/self_test/synthetic.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/random.hpp"
#include "common/sealing/board_keys.hpp"
#include "common/signing/self_signed.hpp"

namespace vorab::hospital_server::self_test {
namespace json = boost::json;
using core::Result;

namespace {
envelope::Arrival arrival(core::Timestamp now) {
    envelope::Arrival made;
    made.eta = now + std::chrono::minutes{10};
    made.eta_source = envelope::EtaSource::plan;
    made.priority = envelope::Priority::sk1;
    made.keyword = "Selbsttest";
    made.age = 50;
    made.sex = envelope::Sex::unknown;
    made.callsign = "Selbsttest";
    return made;
}

json::object slip(const core::MailboxId& mailbox, core::Timestamp now) {
    return {{"version", 1},
            {"transmission", core::new_transmission_id(now).str()},
            {"case", core::new_case_id().str()},
            {"mailbox", mailbox.str()},
            {"kind", "test"},
            {"sequence", 1},
            {"created_at", core::to_rfc3339(now)},
            {"sender", {{"organisation", "Vorab"}, {"callsign", "Selbsttest"}}}};
}

json::object record(json::object of_slip, core::Timestamp now) {
    json::object heart_rate{
        {"code", "8867-4"}, {"name", "Herzfrequenz"}, {"value", 72}, {"unit", "/min"}, {"at", core::to_rfc3339(now)}};
    return {
        {"schema_version", 1},
        {"slip", std::move(of_slip)},
        {"arrival", envelope::to_json(arrival(now))},
        {"patient", {{"identity", "known"}, {"family_name", canary}, {"given_name", "Selbsttest"}, {"sex", "unknown"}}},
        {"measurements", json::array{std::move(heart_rate)}},
        {"remarks", "Synthetische Meldung zur Prüfung der Strecke, kein Patient."}};
}
}  // namespace

Result<Synthetic> make_synthetic(const core::MailboxId& mailbox, const signing::PublicKey& recipient,
                                 const std::optional<signing::PublicKey>& board, core::Timestamp now) {
    auto of_slip = slip(mailbox, now);
    if (board) {
        const auto sealed = sealing::seal_arrival(arrival(now), *board);
        if (!sealed) return sealed.error();
        of_slip["board"] = *sealed;
    }
    const auto sender = signing::PrivateKey::generate(signing::KeyType::p256);
    const auto certificate = signing::self_signed_pem(sender, "Selbsttest", now, std::chrono::minutes{10});
    const auto x5c = signing::x5c_from_pem(certificate);
    if (!x5c) return x5c.error();
    auto trusting = signing::ChainVerifier::from_pem(certificate, signing::Purpose::signature);
    if (!trusting) return trusting.error();
    const std::string text = json::serialize(record(std::move(of_slip), now));
    auto sealed = sealing::seal_record({text, sender, *x5c, recipient});
    if (!sealed) return sealed.error();
    return Synthetic{std::move(*sealed), std::move(*trusting)};
}
}  // namespace vorab::hospital_server::self_test

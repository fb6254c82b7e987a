#include "common/signing/vouched_key.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/signing/certified_jws.hpp"

namespace vorab::signing {
namespace json = boost::json;
namespace {
constexpr std::string_view statement_typ = "vorab-board-key-statement";
}

std::string vouch_for(const PublicKey& key, const core::MailboxId& mailbox, const PrivateKey& hospital,
                      const json::array& x5c) {
    const json::object payload{{"mailbox", mailbox.str()}, {"jwk", key.to_jwk()}};
    return sign_compact({{"typ", statement_typ}, {"x5c", x5c}}, json::serialize(payload), hospital);
}

core::Result<PublicKey> verify_vouched(std::string_view statement, const core::MailboxId& mailbox,
                                       std::string_view hospital, const ChainVerifier& hospitals, core::Timestamp now) {
    const auto signed_by_hospital = verify_certified(statement, statement_typ, 16 * 1024, hospitals, now);
    if (!signed_by_hospital) return signed_by_hospital.error();
    if (auto other = check_same_hospital(signed_by_hospital->signer, hospital); !other) return other.error();
    const auto payload = core::parse_json_object(signed_by_hospital->payload);
    if (!payload) return payload.error();
    core::JsonFields in{*payload};
    const bool of_this_mailbox = in.text("mailbox") == mailbox.str();
    const auto& jwk = in.object("jwk");
    if (auto wrong = in.finish()) return *wrong;
    if (!of_this_mailbox) {
        return core::failure(core::Problem::signature_invalid, "the hospital vouches for this key of another mailbox");
    }
    return PublicKey::from_jwk(jwk, Purpose::encryption);
}
}  // namespace vorab::signing

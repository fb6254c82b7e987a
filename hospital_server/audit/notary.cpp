#include "hospital_server/audit/notary.hpp"

#include <limits>

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/signing/jws.hpp"

namespace vorab::hospital_server::audit {
namespace json = boost::json;
namespace {
constexpr std::string_view typ = "vorab-audit-statement";
}

Notary::Notary(const std::filesystem::path& receipt_key, const std::vector<std::filesystem::path>& former)
    : key_(signing::PrivateKey::from_pem_file(receipt_key).value()), trusted_{key_.public_key()} {
    for (const auto& certificate : former) trusted_.push_back(signing::PublicKey::from_pem_file(certificate).value());
}

std::string Notary::sign(const Statement& statement) const {
    const json::object payload{{"about", statement.about},
                               {"chain", statement.chain},
                               {"number", statement.number},
                               {"hash", core::to_hex(statement.hash)},
                               {"at", core::to_rfc3339(statement.at)}};
    return signing::sign_compact({{"typ", typ}, {"kid", key_.public_key().thumbprint()}}, json::serialize(payload),
                                 key_);
}

core::Result<Statement> Notary::read(std::string_view token) const {
    const auto ours = [this](const json::object& header) -> core::Result<signing::PublicKey> {
        for (const auto& key : trusted_) {
            if (core::text_member(header, "kid") == key.thumbprint()) return key;
        }
        return core::failure(core::Problem::unknown_key, "signed by a key that is not this hospital's");
    };
    const auto verified = signing::verify_compact(token, {typ, signing::JwsProfile::Key::by_kid}, ours);
    if (!verified) return verified.error();
    const auto payload = core::parse_json_object(verified->payload);
    if (!payload) return payload.error();
    core::JsonFields in{*payload};
    Statement statement;
    statement.about = in.text("about", 16);
    statement.chain = in.text("chain", 63);
    statement.number = in.integer("number", 0, std::numeric_limits<std::int64_t>::max());
    const auto hash = core::from_hex(in.text("hash", 64));
    if (!hash) in.refuse("hash", hash.error().detail);
    if (hash) statement.hash = *hash;
    statement.at = envelope::read_time(in, "at");
    if (auto wrong = in.finish()) return *wrong;
    return statement;
}
}  // namespace vorab::hospital_server::audit

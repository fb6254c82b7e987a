#include "common/sealing/receipt.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/signing/certified_jws.hpp"
#include "common/signing/hash.hpp"

namespace vorab::sealing {
namespace {
using core::Failure;
using core::JsonFields;
using core::Problem;
using core::PublicText;
using core::Result;

constexpr std::size_t most_attachments = 50;

std::string read_digest(JsonFields& in) {
    const auto text = in.text("sha256", 64);
    const auto bytes = core::from_hex(text);
    if (!bytes || bytes->size() != 32) in.refuse("sha256", "64 lower-case hex digits are expected");
    return std::string{text};
}

Result<AttachmentDigest> read_attachment(const boost::json::value& json) {
    if (!json.is_object()) return Failure{Problem::schema_violation, "/attachments: a list of objects is expected"};
    JsonFields in{json.get_object(), "/attachments"};
    AttachmentDigest digest{envelope::read_id<core::AttachmentId>(in, "id"), read_digest(in)};
    if (auto wrong = in.finish()) return *wrong;
    return digest;
}

Result<std::vector<AttachmentDigest>> read_attachments(const boost::json::value* json) {
    std::vector<AttachmentDigest> digests;
    if (!json) return digests;
    if (!json->is_array() || json->get_array().size() > most_attachments) {
        return Failure{Problem::schema_violation, "/attachments: a list of at most 50 is expected"};
    }
    for (const auto& item : json->get_array()) {
        auto digest = read_attachment(item);
        if (!digest) return digest.error();
        digests.push_back(std::move(*digest));
    }
    return digests;
}

Result<Receipt> read_receipt(const boost::json::object& json) {
    JsonFields in{json};
    Receipt receipt;
    receipt.transmission = envelope::read_id<core::TransmissionId>(in, "transmission");
    receipt.case_id = envelope::read_id<core::CaseId>(in, "case");
    receipt.mailbox = envelope::read_id<core::MailboxId>(in, "mailbox");
    receipt.sha256 = read_digest(in);
    receipt.stored_at = envelope::read_time(in, "stored_at");
    receipt.duplicate = in.boolean("duplicate");
    auto attachments = read_attachments(in.optional("attachments"));
    if (auto wrong = in.finish()) return *wrong;
    if (!attachments) return attachments.error();
    receipt.attachments = std::move(*attachments);
    return receipt;
}

boost::json::object to_json(const Receipt& receipt) {
    boost::json::object json{{"transmission", receipt.transmission.str()},
                             {"case", receipt.case_id.str()},
                             {"mailbox", receipt.mailbox.str()},
                             {"sha256", receipt.sha256},
                             {"stored_at", core::to_rfc3339(receipt.stored_at)},
                             {"duplicate", receipt.duplicate}};
    if (receipt.attachments.empty()) return json;
    boost::json::array list;
    for (const auto& attachment : receipt.attachments) {
        list.push_back({{"id", attachment.id.str()}, {"sha256", attachment.sha256}});
    }
    json["attachments"] = std::move(list);
    return json;
}
}  // namespace

std::string sign_receipt(const Receipt& receipt, const signing::PrivateKey& key, const boost::json::array& x5c) {
    return signing::sign_compact({{"typ", receipt_typ}, {"x5c", x5c}}, boost::json::serialize(to_json(receipt)), key);
}

Result<Receipt> verify_receipt(std::string_view token, std::string_view hospital,
                               const signing::ChainVerifier& hospitals, core::Timestamp now) {
    const auto verified = signing::verify_certified(token, receipt_typ, 64 * 1024, hospitals, now);
    if (!verified) return verified.error();
    if (auto other = signing::check_same_hospital(verified->signer, hospital); !other) return other.error();
    const auto json = core::parse_json_object(verified->payload);
    if (!json) return json.error();
    return read_receipt(*json);
}

Result<void> check_receipt(const Receipt& receipt, const envelope::RoutingSlip& slip, std::string_view sent) {
    const bool same = receipt.transmission == slip.transmission && receipt.case_id == slip.case_id &&
                      receipt.mailbox == slip.mailbox &&
                      receipt.sha256 == core::to_hex(signing::sha256(core::bytes_of(sent)));
    if (!same) return Failure{Problem::refused_by_peer, "the receipt is for something else than what was sent"};
    return {};
}
}  // namespace vorab::sealing

#include "tools/ambulance/seal.hpp"

#include <boost/json/serialize.hpp>

#include "common/sealing/board_keys.hpp"

namespace vorab::ambulance {
namespace json = boost::json;

namespace {
/// The short words for a wall display go into the slip, sealed for the mailbox's boards.
Outcome<void> seal_arrival(json::object& record, const Recipient& recipient) {
    const auto* arrival = record.if_contains("arrival");
    if (!arrival || !arrival->is_object() || !recipient.board_key) return {};
    const auto read = envelope::read_arrival(arrival->get_object());
    if (!read) return trouble("the case file", read.error());
    const auto sealed = sealing::seal_arrival(*read, *recipient.board_key);
    if (!sealed) return trouble("the arrival", sealed.error());
    record.at("slip").as_object()["board"] = *sealed;
    return {};
}

Outcome<std::string> sign_and_seal(const json::object& record, const Recipient& recipient, const Signer& signer,
                                   sealing::Serialization serialization) {
    const std::string text = json::serialize(record);
    const auto sealed = sealing::seal_record({text, signer.key, signer.x5c, recipient.key, serialization});
    if (!sealed) return trouble("the record cannot be sealed", sealed.error());
    return *sealed;
}
}  // namespace

Outcome<CaseFile> read_case_file(const std::filesystem::path& path) {
    auto record = read_json_file(path);
    if (!record) return record.error();
    CaseFile given{std::move(*record)};
    if (!std::filesystem::exists(side_file_of(path))) return given;
    auto attachments = read_json_file(side_file_of(path));
    if (!attachments) return attachments.error();
    given.attachments = std::move(*attachments);
    return given;
}

Outcome<core::MailboxId> mailbox_of(const CaseFile& given, const Wishes& wishes) {
    if (wishes.mailbox) return *wishes.mailbox;
    const auto* slip = given.record.if_contains("slip");
    const auto* name = slip && slip->is_object() ? slip->get_object().if_contains("mailbox") : nullptr;
    const auto mailbox = core::MailboxId::parse(name && name->is_string() ? name->get_string() : json::string{});
    if (!mailbox) return trouble("slip.mailbox", mailbox.error());
    return *mailbox;
}

Outcome<Package> pack(const CaseFile& given, const SendOptions& options, const Recipient& recipient,
                      const Signer& signer, core::Timestamp now) {
    auto mission = renewed(given.record, options.wishes, now);
    if (!mission) return mission.error();
    auto& record = mission->record;
    if (options.answer_key) {
        auto jwk = options.answer_key->public_key().to_jwk();
        jwk["use"] = "enc";
        record["answer_key"] = std::move(jwk);
    }
    auto attachments = attach(record, given.attachments, options.attachments, mission->moved, now);
    if (!attachments) return attachments.error();
    const auto arrival = seal_arrival(record, recipient);
    if (!arrival) return arrival.error();
    auto sealed = sign_and_seal(record, recipient, signer, options.serialization);
    if (!sealed) return sealed.error();
    return Package{std::move(*sealed), slip_of(record), std::move(*attachments), recipient.hospital};
}
}  // namespace vorab::ambulance

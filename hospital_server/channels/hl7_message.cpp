#include "hospital_server/channels/hl7_message.hpp"

#include "common/signing/hash.hpp"
#include "hospital_server/cases/download.hpp"
#include "hospital_server/channels/hl7_notice.hpp"
#include "hospital_server/documents/paper.hpp"

namespace vorab::hospital_server::channels {
using database::Connection;
using documents::Entry;

namespace {
/// What a file that the crew sent is called in the patient's file. LOINC: EMS patient care report, ECG study.
hl7::Code type_of(const std::string& kind) {
    if (kind == "ecg_pdf") return {"34534-8", "12 lead EKG panel", "LN"};
    if (kind == "protocol_pdf") return {"67796-3", "EMS patient care report", "LN"};
    return {};
}

/// The attachment's bytes into the notice; false when no message can hold them.
bool take_file(Connection& connection, const Entry& entry, Material& material) {
    const auto row = connection.query_one("SELECT kind, size FROM attachment WHERE case_id = ? AND id = ?",
                                          {entry.case_id.str(), entry.attachment->str()});
    const auto file = cases::find_file(connection, {entry.case_id, *entry.attachment});
    if (!row || !file || static_cast<std::uint64_t>(row->integer(1)) > largest_file) return false;
    material.filed.type = type_of(row->text(0));
    material.notice.pdf = cases::read_whole(connection, **file);
    material.is_file = true;
    return true;
}

void take_link(Connection& connection, const Entry& entry, hl7::PreNotification& notice) {
    const auto link = matching::find_link(connection, entry.link);
    if (!link) return;
    notice.patient_number = link->patient_number;
    notice.patient_authority = link->authority;
    notice.visit_number = link->visit_number;
}

bool wants_page(const his::TargetConfig& target) { return target.message != his::Message::oru || target.with_pdf; }

std::shared_ptr<const pdf::Document> page_of(Connection& connection, const outbox::Job& job,
                                             const std::string& mailbox_name) {
    auto paper = documents::read_paper(connection, {job.case_id, mailbox_name, job.created_at, true});
    return paper ? std::make_shared<const pdf::Document>(std::move(*paper)) : nullptr;
}

/// What a linked case's entry says, or that nothing is left to say.
std::variant<Nothing, Material> of_entry(Connection& connection, const Entry& entry, const outbox::Job& job,
                                         const his::TargetConfig& target, const std::string& mailbox_name,
                                         Material material) {
    auto filed = documents::filed_now(connection, entry, target.later, job.id);
    if (!filed) return Nothing::told;
    material.filed = std::move(*filed);
    material.entry = entry.id;
    take_link(connection, entry, material.notice);
    if (!entry.withdraws && entry.attachment && !take_file(connection, entry, material)) return Nothing::too_large;
    if (!entry.withdraws && !entry.attachment && wants_page(target))
        material.paper = page_of(connection, job, mailbox_name);
    if (!entry.withdraws) documents::note(connection, entry.id, documents::Said::offered);
    return material;
}
}  // namespace

std::variant<Nothing, Material> read_material(Connection& connection, const outbox::Job& job,
                                              const his::TargetConfig& target, const core::MailboxId& mailbox,
                                              const std::string& mailbox_name) {
    const auto current = cases::read_case(connection, job.case_id);
    if (!current) return Nothing::case_gone;
    Material material;
    material.notice = to_hl7(*current, mailbox);
    const auto entry = documents::find_entry(connection, job.transmission);
    if (entry) return of_entry(connection, *entry, job, target, mailbox_name, std::move(material));
    if (wants_page(target)) material.paper = page_of(connection, job, mailbox_name);
    return material;
}

std::string control_id(const core::MailboxId& mailbox, const outbox::Job& job) {
    constexpr std::size_t length = 20;
    const auto digest = signing::sha256(
        core::bytes_of(mailbox.str() + " " + job.target + " " + std::to_string(job.id) + " " + job.transmission.str()));
    std::string id = "V" + core::to_base64url(digest).substr(0, length - 1);
    for (char& c : id) {
        if (c == '-' || c == '_') c = '0';  // letters and digits only: some systems take nothing else
    }
    return id;
}

core::Result<hl7::Outgoing> build_message(const Material& material, const his::TargetConfig& target,
                                          const hl7::Stamp& stamp) {
    if (target.message == his::Message::oru) {
        if (material.is_file) return hl7::file_report(material.notice, target.format, stamp, material.filed);
        return hl7::observation_report(material.notice, target.format, stamp, material.filed);
    }
    return hl7::document_notification(material.notice, target.format, stamp, material.filed);
}

}  // namespace vorab::hospital_server::channels

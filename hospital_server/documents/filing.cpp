#include "hospital_server/documents/filing.hpp"

#include <array>

#include "common/core/random.hpp"

namespace vorab::hospital_server::documents {
using database::Connection;
using hl7::Filing;

namespace {
constexpr std::array<std::string_view, 4> filing_names{"original", "edit", "replacement", "cancel"};

std::string_view name_of(Filing filing) { return filing_names[static_cast<std::size_t>(filing)]; }

Filing filing_of(std::string_view name) {
    for (std::size_t i = 0; i < filing_names.size(); ++i) {
        if (filing_names[i] == name) return static_cast<Filing>(i);
    }
    throw std::runtime_error("a document is filed in no known way");
}

/// What a target has of one subject (an attachment's id, or "" for the page) under one link.
struct Known {
    std::string number;
    Filing filing = Filing::original;
};

std::optional<Known> last_of(Connection& connection, const core::CaseId& case_id, const std::string& target,
                             std::int64_t link, std::string_view subject) {
    const auto row = connection.query_one(
        "SELECT number, filing FROM his_document WHERE case_id = ? AND target = ? AND link = ? AND subject = ? "
        "ORDER BY created_at DESC, id DESC LIMIT 1",
        {case_id.str(), target, link, subject});
    if (!row) return std::nullopt;
    return Known{row->text(0), filing_of(row->text(1))};
}

/// Counted per case and target, so that a document is never taken for one in another patient's file.
std::string new_number(Connection& connection, const core::CaseId& case_id, const std::string& target) {
    const auto row = connection.query_one("SELECT COUNT(*) FROM his_document WHERE case_id = ? AND target = ?",
                                          {case_id.str(), target});
    return case_id.str() + "-" + std::to_string(row->integer(0) + 1);
}

struct Wish {
    const core::CaseId& case_id;
    const std::string& target;
    std::int64_t link;
    std::string_view subject;
    Filing filing;
    std::string number;
    std::string replaces;
};

void enter(Connection& connection, const Wish& wish, core::Timestamp now) {
    const auto id = core::new_transmission_id(now);
    const std::string at = database::to_sql(now);
    connection.execute(
        "INSERT INTO his_document (id, case_id, target, link, subject, filing, number, replaces, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {id.str(), wish.case_id.str(), wish.target, wish.link, wish.subject, name_of(wish.filing), wish.number,
         wish.replaces.empty() ? database::Value{nullptr} : database::Value{std::string_view{wish.replaces}}, at});
    outbox::enqueue(connection, wish.case_id, id, now, {{"hl7", wish.target}});
}

void enter_original(Connection& connection, const std::string& target, const matching::Link& link,
                    std::string_view subject, core::Timestamp now) {
    enter(connection,
          {link.case_id, target, link.id, subject, Filing::original, new_number(connection, link.case_id, target), {}},
          now);
}

std::vector<std::string> complete_pdfs(Connection& connection, const core::CaseId& case_id) {
    std::vector<std::string> ids;
    for (const auto& row : connection.query(
             "SELECT a.id FROM attachment a JOIN attachment_progress p ON p.case_id = a.case_id AND p.attachment = a.id "
             "WHERE a.case_id = ? AND a.media_type = 'application/pdf' AND p.state = 'complete' "
             "ORDER BY a.received_at, a.id",
             {case_id.str()})) {
        ids.push_back(row.text(0));
    }
    return ids;
}

bool changes_the_page(envelope::Kind kind) {
    return kind != envelope::Kind::position && kind != envelope::Kind::assignment && kind != envelope::Kind::test;
}

void enter_version(Connection& connection, const his::TargetConfig& target, const matching::Link& link,
                   core::Timestamp now) {
    const auto before = last_of(connection, link.case_id, target.target, link.id, "");
    Wish wish{link.case_id, target.target, link.id, "", Filing::original, {}, {}};
    if (before && target.later == his::Later::edit) {
        wish.filing = Filing::edit;
        wish.number = before->number;
    } else {
        wish.number = new_number(connection, link.case_id, target.target);
    }
    if (before && target.later == his::Later::replacement) {
        wish.filing = Filing::replacement;
        wish.replaces = before->number;
    }
    enter(connection, wish, now);
}

/// The link that documents of this case go by now; nothing when there is none, or nobody is to be told.
std::optional<matching::Link> told_link(Connection& connection, const Targets& targets, const core::CaseId& case_id) {
    if (targets.empty()) return std::nullopt;
    auto link = matching::current_link(connection, case_id);
    return link && !link->unknown_person ? link : std::nullopt;
}
}  // namespace

void file_for_link(Connection& connection, const Targets& targets, const matching::Link& link, core::Timestamp now) {
    const auto attached = complete_pdfs(connection, link.case_id);
    for (const auto& target : targets) {
        enter_original(connection, target.target, link, "", now);
        if (!target.attachments) continue;
        for (const auto& id : attached) enter_original(connection, target.target, link, id, now);
    }
}

void withdraw(Connection& connection, const Targets& targets, const matching::Link& link, core::Timestamp now) {
    for (const auto& target : targets) {
        if (!target.cancels) continue;
        std::vector<std::string> numbers;  // as "new" leaves several documents, each of them
        for (const auto& row : connection.query(
                 "SELECT DISTINCT number FROM his_document AS sent WHERE case_id = ? AND target = ? AND link = ? AND "
                 "NOT EXISTS (SELECT 1 FROM his_document AS later WHERE later.case_id = sent.case_id AND "
                 "later.target = sent.target AND later.replaces = sent.number) ORDER BY number",
                 {link.case_id.str(), target.target, link.id})) {
            numbers.push_back(row.text(0));
        }
        for (const auto& number : numbers)
            enter(connection, {link.case_id, target.target, link.id, "", Filing::cancel, number, {}}, now);
    }
}

void file_version(Connection& connection, const Targets& targets, const core::CaseId& case_id, envelope::Kind kind,
                  core::Timestamp now) {
    if (!changes_the_page(kind)) return;
    const auto link = told_link(connection, targets, case_id);
    if (!link) return;
    for (const auto& target : targets) {
        if (target.later != his::Later::none) enter_version(connection, target, *link, now);
    }
}

void file_attachment(Connection& connection, const Targets& targets, const record::AttachmentName& name,
                     core::Timestamp now) {
    const auto is_pdf = connection.query_one(
        "SELECT 1 FROM attachment WHERE case_id = ? AND id = ? AND media_type = 'application/pdf'",
        {name.case_id.str(), name.id.str()});
    if (!is_pdf) return;
    // The case's row is held, as whoever links holds it: one of both files this attachment, never both or neither.
    connection.query("SELECT 1 FROM patient_case WHERE id = ? FOR UPDATE", {name.case_id.str()});
    const auto link = told_link(connection, targets, name.case_id);
    if (!link) return;
    for (const auto& target : targets) {
        const auto subject = name.id.str();
        if (target.attachments && !last_of(connection, name.case_id, target.target, link->id, subject))
            enter_original(connection, target.target, *link, subject, now);
    }
}

std::optional<Entry> find_entry(Connection& connection, const core::TransmissionId& id) {
    const auto row = connection.query_one(
        "SELECT case_id, link, subject, filing, number, replaces FROM his_document WHERE id = ?", {id.str()});
    if (!row) return std::nullopt;
    Entry entry;
    entry.id = id;
    entry.case_id = core::CaseId::parse(row->text(0)).value();
    entry.link = row->integer(1);
    if (!row->text(2).empty()) entry.attachment = core::AttachmentId::parse(row->text(2)).value();
    entry.filing = filing_of(row->text(3));
    entry.number = row->text(4);
    entry.replaces = row->optional_text(5).value_or("");
    return entry;
}

std::optional<Idle> idle(Connection& connection, const Entry& entry, const outbox::Job& job) {
    if (entry.filing == Filing::cancel) {
        const auto begun = connection.query_one(
            "SELECT 1 FROM his_document h JOIN delivery d ON d.transmission = h.id AND d.channel = 'hl7' AND "
            "d.case_id = h.case_id AND d.target = h.target WHERE h.case_id = ? AND h.target = ? AND h.number = ? AND "
            "h.filing <> 'cancel' AND d.state = 'delivered' AND d.settled_at IS NOT NULL AND d.last_reason IS NULL "
            "LIMIT 1",
            {entry.case_id.str(), job.target, entry.number});
        return begun ? std::nullopt : std::optional{Idle::never_sent};
    }
    const auto link = matching::find_link(connection, entry.link);
    if (!link || link->ended_at) return Idle::link_ended;
    const auto newer = connection.query_one(
        "SELECT 1 FROM his_document h JOIN delivery d ON d.transmission = h.id AND d.channel = 'hl7' AND "
        "d.case_id = h.case_id AND d.target = h.target WHERE h.case_id = ? AND h.target = ? AND h.link = ? AND "
        "h.subject = ? AND h.filing = 'edit' AND h.number = ? AND d.id > ? AND d.state IN ('pending', 'sending') "
        "LIMIT 1",
        {entry.case_id.str(), job.target, entry.link, entry.attachment ? entry.attachment->str() : std::string{},
         entry.number, job.id});
    return newer && entry.filing == Filing::edit ? std::optional{Idle::newer_waits} : std::nullopt;
}

}  // namespace vorab::hospital_server::documents

#include "hospital_server/documents/filing.hpp"

#include "common/core/random.hpp"

namespace vorab::hospital_server::documents {
using database::Connection;
using hl7::Filed;
using hl7::Filing;

namespace {
struct Wish {
    const core::CaseId& case_id;
    const std::string& target;
    std::int64_t link;
    std::string_view subject;
    std::string number;
    bool withdraws = false;
};

void enter(Connection& connection, const Wish& wish, core::Timestamp now) {
    const auto id = core::new_transmission_id(now);
    const std::string at = database::to_sql(now);
    connection.execute(
        "INSERT INTO his_document (id, case_id, target, link, subject, withdraws, number, created_at) "
        "VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
        {id.str(), wish.case_id.str(), wish.target, wish.link, wish.subject, wish.withdraws ? 1 : 0, wish.number, at});
    outbox::enqueue(connection, wish.case_id, id, now, {{"hl7", wish.target}});
}

/// Counted per case and target over all patients, so that no document is taken for one in another patient's file.
std::string new_number(Connection& connection, const core::CaseId& case_id, const std::string& target) {
    const auto row = connection.query_one("SELECT COUNT(*) FROM his_document WHERE case_id = ? AND target = ?",
                                          {case_id.str(), target});
    return case_id.str() + "-" + std::to_string(row->integer(0) + 1);
}

void enter_new(Connection& connection, const std::string& target, const matching::Link& link, std::string_view subject,
               core::Timestamp now) {
    const auto number = new_number(connection, link.case_id, target);
    enter(connection, {link.case_id, target, link.id, subject, number}, now);
}

std::optional<std::string> last_number(Connection& connection, const matching::Link& link, const std::string& target,
                                       std::string_view subject) {
    const auto row = connection.query_one(
        "SELECT number FROM his_document WHERE case_id = ? AND target = ? AND link = ? AND subject = ? "
        "ORDER BY id DESC LIMIT 1",
        {link.case_id.str(), target, link.id, subject});
    return row ? std::optional{row->text(0)} : std::nullopt;
}

std::vector<std::string> complete_pdfs(Connection& connection, const core::CaseId& case_id) {
    std::vector<std::string> ids;
    for (const auto& row :
         connection.query("SELECT a.id FROM attachment a JOIN attachment_progress p ON p.case_id = a.case_id AND "
                          "p.attachment = a.id "
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

/// The link that documents of this case go by now; nothing when there is none, or nobody is to be told.
std::optional<matching::Link> told_link(Connection& connection, const Targets& targets, const core::CaseId& case_id) {
    if (targets.empty()) return std::nullopt;
    auto link = matching::current_link(connection, case_id);
    return link && !link->unknown_person ? link : std::nullopt;
}

std::string subject_of(const Entry& entry) { return entry.attachment ? entry.attachment->str() : std::string{}; }

bool newer_waits(Connection& connection, const Entry& entry, std::int64_t job) {
    return connection
        .query_one(
            "SELECT 1 FROM his_document h JOIN delivery d ON d.case_id = h.case_id AND d.channel = 'hl7' AND "
            "d.target = h.target AND d.transmission = h.id WHERE h.case_id = ? AND h.target = ? AND h.link = ? "
            "AND h.subject = ? AND NOT h.withdraws AND d.id > ? AND d.state = 'pending' LIMIT 1",
            {entry.case_id.str(), entry.target, entry.link, subject_of(entry), job})
        .has_value();
}

/// The latest earlier version of the same document that the receiver has.
std::optional<std::string> accepted_before(Connection& connection, const Entry& entry) {
    const auto row = connection.query_one(
        "SELECT number FROM his_document WHERE case_id = ? AND target = ? AND link = ? AND subject = ? AND id < ? AND "
        "NOT withdraws AND state = 'accepted' ORDER BY id DESC LIMIT 1",
        {entry.case_id.str(), entry.target, entry.link, subject_of(entry), entry.id.str()});
    return row ? std::optional{row->text(0)} : std::nullopt;
}

std::optional<Filed> withdrawal(Connection& connection, const Entry& entry, his::Later later) {
    const auto row = connection.query_one(
        "SELECT id, subject FROM his_document WHERE case_id = ? AND target = ? AND link = ? AND number = ? AND NOT "
        "withdraws AND state IN ('offered', 'accepted') ORDER BY id DESC LIMIT 1",
        {entry.case_id.str(), entry.target, entry.link, entry.number});
    if (!row) return std::nullopt;
    const bool replaced =
        later == his::Later::replacement &&
        connection.query_one(
            "SELECT 1 FROM his_document WHERE case_id = ? AND target = ? AND link = ? AND subject = ? "
            "AND id > ? AND NOT withdraws AND state = 'accepted' LIMIT 1",
            {entry.case_id.str(), entry.target, entry.link, row->text(1), row->text(0)});
    if (replaced) return std::nullopt;
    Filed filed;
    filed.filing = Filing::cancel;
    filed.number = entry.number;
    return filed;
}
}  // namespace

void file_for_link(Connection& connection, const Targets& targets, const matching::Link& link, core::Timestamp now) {
    const auto attached = complete_pdfs(connection, link.case_id);
    for (const auto& target : targets) {
        enter_new(connection, target.target, link, "", now);
        if (!target.attachments) continue;
        for (const auto& id : attached) enter_new(connection, target.target, link, id, now);
    }
}

void withdraw(Connection& connection, const Targets& targets, const matching::Link& link, core::Timestamp now) {
    for (const auto& target : targets) {
        if (!target.cancels) continue;
        std::vector<std::string> numbers;
        for (const auto& row : connection.query(
                 "SELECT number FROM his_document WHERE case_id = ? AND target = ? AND link = ? AND NOT withdraws "
                 "GROUP BY number ORDER BY MIN(id)",
                 {link.case_id.str(), target.target, link.id})) {
            numbers.push_back(row.text(0));
        }
        for (const auto& number : numbers)
            enter(connection, {link.case_id, target.target, link.id, "", number, true}, now);
    }
}

void file_version(Connection& connection, const Targets& targets, const core::CaseId& case_id, envelope::Kind kind,
                  core::Timestamp now) {
    if (!changes_the_page(kind)) return;
    const auto link = told_link(connection, targets, case_id);
    if (!link) return;
    for (const auto& target : targets) {
        if (target.later == his::Later::none) continue;
        const auto before = last_number(connection, *link, target.target, "");
        if (before && target.later == his::Later::edit) {
            enter(connection, {case_id, target.target, link->id, "", *before}, now);
        } else {
            enter_new(connection, target.target, *link, "", now);
        }
    }
}

void file_attachment(Connection& connection, const Targets& targets, const record::AttachmentName& name,
                     core::Timestamp now) {
    // First of all, as whoever links does: so one of both files this attachment, never neither.
    connection.query("SELECT 1 FROM patient_case WHERE id = ? FOR UPDATE", {name.case_id.str()});
    const auto is_pdf =
        connection.query_one("SELECT 1 FROM attachment WHERE case_id = ? AND id = ? AND media_type = 'application/pdf'",
                             {name.case_id.str(), name.id.str()});
    if (!is_pdf) return;
    const auto link = told_link(connection, targets, name.case_id);
    if (!link) return;
    const auto subject = name.id.str();
    for (const auto& target : targets) {
        if (target.attachments && !last_number(connection, *link, target.target, subject))
            enter_new(connection, target.target, *link, subject, now);
    }
}

std::optional<Entry> find_entry(Connection& connection, const core::TransmissionId& id) {
    const auto row = connection.query_one(
        "SELECT case_id, target, link, subject, withdraws, number, state FROM his_document WHERE id = ?", {id.str()});
    if (!row) return std::nullopt;
    Entry entry;
    entry.id = id;
    entry.case_id = core::CaseId::parse(row->text(0)).value();
    entry.target = row->text(1);
    entry.link = row->integer(2);
    if (!row->text(3).empty()) entry.attachment = core::AttachmentId::parse(row->text(3)).value();
    entry.withdraws = row->integer(4) != 0;
    entry.number = row->text(5);
    entry.state = row->text(6);
    return entry;
}

std::optional<Filed> filed_now(Connection& connection, const Entry& entry, his::Later later, std::int64_t job) {
    if (entry.withdraws) return withdrawal(connection, entry, later);
    const auto link = matching::find_link(connection, entry.link);
    if (!link || link->ended_at) return std::nullopt;
    const bool one_stands_for_all = later == his::Later::replacement || later == his::Later::edit;
    if (one_stands_for_all && entry.state == "waiting" && newer_waits(connection, entry, job)) return std::nullopt;
    Filed filed;
    filed.number = entry.number;
    const auto before = accepted_before(connection, entry);
    if (before && later == his::Later::replacement) {
        filed.filing = Filing::replacement;
        filed.replaces = *before;
    }
    if (before && later == his::Later::edit) filed.filing = Filing::edit;
    return filed;
}

void note(Connection& connection, const core::TransmissionId& entry, Said said) {
    const std::string_view state =
        said == Said::offered ? "offered" : (said == Said::accepted ? "accepted" : "refused");
    connection.execute("UPDATE his_document SET state = ? WHERE id = ?", {state, entry.str()});
}

}  // namespace vorab::hospital_server::documents

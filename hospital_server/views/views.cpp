#include "hospital_server/views/views.hpp"

#include "hospital_server/audit/audit.hpp"
#include "hospital_server/cases/download.hpp"
#include "hospital_server/record/content.hpp"
#include "hospital_server/views/converter_process.hpp"

namespace vorab::hospital_server::views {
namespace {
using database::Connection;
using record::AttachmentName;

constexpr std::chrono::seconds longest_conversion{20};
constexpr std::int64_t largest_content = std::int64_t{32} * 1024 * 1024;

struct Unmade {
    AttachmentName name;
    bool picture = false;
};

std::vector<Unmade> unmade_of(Connection& connection, const core::CaseId& case_id) {
    std::vector<Unmade> found;
    for (const auto& row : connection.query(
             "SELECT a.id, a.media_type LIKE 'image/%' FROM attachment a JOIN attachment_progress p ON p.case_id = "
             "a.case_id AND p.attachment = a.id AND p.state = 'complete' WHERE a.case_id = ? AND a.size <= ? AND "
             "a.kind IN ('photo', 'signature', 'ecg_pdf', 'protocol_pdf') AND a.media_type IN ('image/jpeg', "
             "'image/png', 'application/pdf') AND NOT EXISTS (SELECT 1 FROM view_content v WHERE v.case_id = a.case_id "
             "AND v.attachment = a.id) ORDER BY a.id",
             {case_id.str(), largest_content})) {
        found.push_back({{case_id, core::AttachmentId::parse(row.text(0)).value()}, row.integer(1) == 1});
    }
    return found;
}

std::vector<core::CaseId> unmade_since(Connection& connection, core::Timestamp since) {
    std::vector<core::CaseId> cases;
    for (const auto& row : connection.query(
             "SELECT DISTINCT p.case_id FROM attachment_progress p WHERE p.state = 'complete' AND p.changed_at > ? AND "
             "NOT EXISTS (SELECT 1 FROM view_content v WHERE v.case_id = p.case_id AND v.attachment = p.attachment)",
             {database::to_sql(since)})) {
        cases.push_back(core::CaseId::parse(row.text(0)).value());
    }
    return cases;
}

/// The plain bytes; nothing when they are not of the kind that the record says.
std::optional<core::Bytes> content_of(Connection& connection, const AttachmentName& name) {
    const auto file = cases::find_file(connection, name);
    if (!file) return std::nullopt;
    core::Bytes plain;
    for (std::uint32_t number = 0; number < (*file)->described.chunks; ++number)
        plain += cases::plain_chunk(connection, **file, number);
    if (!record::is_as_said((*file)->media_type, plain)) return std::nullopt;
    return plain;
}

void keep(Connection& connection, const AttachmentName& name, const std::optional<core::Bytes>& content,
          core::Timestamp now) {
    // The case may be gone meanwhile: then there is nothing to keep it for.
    connection.execute(
        "INSERT IGNORE INTO view_content (case_id, attachment, content, made_at) SELECT id, ?, ?, ? FROM patient_case "
        "WHERE id = ?",
        {name.id.str(), content ? database::Value{core::BytesView{*content}} : database::Value{nullptr},
         database::to_sql(now), name.case_id.str()});
}
}  // namespace

Views::Views(async::Executor executor, storage::ViewsConfig config, const cases::Mailboxes& mailboxes,
             const core::Clock& clock, const core::Log& log)
    : config_(std::move(config)),
      mailboxes_(mailboxes),
      clock_(clock),
      log_(log),
      pictures_(executor, "pictures", 1, 1024),
      making_(executor, log, "views") {}

void Views::look_at(const core::MailboxId& mailbox, const core::CaseId& case_id) {
    auto* const found = mailboxes_.find(mailbox);
    if (config_.enabled && found) making_.spawn(make(*found, case_id));
}

async::Task<void> Views::catch_up() {
    if (!config_.enabled) co_return;
    for (const auto& [id, mailbox] : mailboxes_.all()) {
        const auto since = clock_.now() - std::chrono::hours{24} * config_.days;
        auto unit = mailbox->database.run([since](Connection& connection) { return unmade_since(connection, since); });
        const auto cases = co_await std::move(unit);
        for (const auto& case_id : cases) co_await make(*mailbox, case_id);
    }
}

async::Task<void> Views::make(cases::Mailbox& mailbox, core::CaseId case_id) {
    auto unit = mailbox.database.run([case_id](Connection& connection) { return unmade_of(connection, case_id); });
    const auto unmade = co_await std::move(unit);
    for (const auto& one : unmade) co_await make_one(mailbox, one.name, one.picture);
}

async::Task<void> Views::make_one(cases::Mailbox& mailbox, AttachmentName name, bool picture) {
    auto reading = mailbox.database.run([name](Connection& connection) {
        return std::make_shared<std::optional<core::Bytes>>(content_of(connection, name));
    });
    const auto content = co_await std::move(reading);
    if (picture && content->has_value()) {
        auto work = [content, program = config_.converter](unsigned) {
            *content = convert(program, **content, longest_conversion);
            return true;
        };
        auto converting = pictures_.run(std::move(work));
        [[maybe_unused]] const bool converted = co_await std::move(converting);
    }
    if (!content->has_value())
        log_.warning("an attachment is not shown in the views: it is not what its record says",
                     {{"case", name.case_id}, {"id", name.id}});
    auto keeping = mailbox.database.run([name, content, now = clock_.now()](Connection& connection) {
        keep(connection, name, *content, now);
        return true;
    });
    [[maybe_unused]] const bool kept = co_await std::move(keeping);
}
}  // namespace vorab::hospital_server::views

#include "hospital_server/intake/verification.hpp"

#include "common/signing/hash.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/record/content.hpp"

namespace vorab::hospital_server::intake {
using record::AttachmentName;
using record::AttachmentState;
namespace {
constexpr std::uint32_t chunks_at_once = 16;  // then the database's thread serves somebody else

/// One attachment on its way through the digests.
struct Walk {
    record::Description described;
    signing::Sha256 plain = {};
    signing::Sha256 sealed = {};
    std::uint32_t next = 0;
    bool right = true;
    bool as_said = true;

    bool at_end() const { return !right || next == described.chunks; }

    /// A unit of work that the database repeats goes on where it stopped.
    void go_on(database::Connection& connection, const AttachmentName& name) {
        const std::uint32_t end = std::min(described.chunks, next + chunks_at_once);
        while (right && next < end) {
            const auto chunk = record::find_chunk(connection, name, next);
            right = chunk && take(*chunk);
            if (right) ++next;
        }
    }

  private:
    bool take(core::BytesView chunk) {
        const auto opened = sealing::open_chunk(described.key, next, described.is_last(next), chunk);
        if (!opened || opened->size() != described.size_of(next)) return false;
        if (next == 0) as_said = record::is_as_said(described.media_type, *opened);
        plain.update(*opened);
        sealed.update(chunk);
        return true;
    }
};

/// As many chunks are here as there should be, so one that is missing means another that should not be.
bool is_as_described(Walk& walk) {
    return walk.right && walk.plain.finish() == walk.described.sha256 &&
           walk.sealed.finish() == walk.described.ciphertext_sha256;
}
}  // namespace

async::Task<AttachmentState> verify_attachment(cases::Mailbox& mailbox, AttachmentName name, const core::Clock& clock) {
    auto begin = mailbox.database.run([&name](database::Connection& connection) {
        auto described = record::find_description(connection, name);
        return described ? std::make_shared<Walk>(Walk{std::move(*described)}) : nullptr;
    });
    const auto walk = co_await std::move(begin);
    if (!walk) co_return AttachmentState::waiting_for_record;
    while (!walk->at_end()) {
        auto unit = mailbox.database.run([&name, walk](database::Connection& connection) {
            walk->go_on(connection, name);
            return true;
        });
        [[maybe_unused]] const bool went_on = co_await std::move(unit);
    }
    const auto state = is_as_described(*walk) ? AttachmentState::complete : AttachmentState::refused;
    auto end =
        mailbox.database.run([&mailbox, &name, state, walk, now = clock.now()](database::Connection& connection) {
            database::Transaction transaction{connection};
            audit::Event event{.event = "attachment.complete",
                               .case_id = name.case_id,
                               .transmission = walk->described.transmission,
                               .size = static_cast<std::int64_t>(walk->described.size)};
            if (state == AttachmentState::refused) {
                event.event = "attachment.refused";
                event.problem = core::Problem::envelope_not_opened;
            }
            if (record::settle(connection, name, state, walk->as_said, now)) {
                const auto& follow = mailbox.consequences.of_attachment;
                if (follow && state == AttachmentState::complete) follow(connection, name, now);
                audit::write(connection, event, now);
            }
            transaction.commit();
            return true;
        });
    [[maybe_unused]] const bool settled = co_await std::move(end);
    co_return state;
}

std::optional<sealing::Receipt> find_receipt(database::Connection& connection, const core::MailboxId& mailbox,
                                             const AttachmentName& name) {
    const auto row = connection.query_one(
        "SELECT t.id, t.sha256, t.received_at, a.ciphertext_sha256 FROM attachment_progress p "
        "JOIN attachment a ON a.case_id = p.case_id AND a.id = p.attachment JOIN transmission t ON t.id = "
        "a.transmission "
        "WHERE p.case_id = ? AND p.attachment = ? AND p.state = 'complete'",
        {name.case_id.str(), name.id.str()});
    if (!row) return std::nullopt;
    sealing::Receipt receipt;
    receipt.transmission = core::TransmissionId::parse(row->text(0)).value();
    receipt.case_id = name.case_id;
    receipt.mailbox = mailbox;
    receipt.sha256 = core::to_hex(row->bytes(1));
    receipt.stored_at = database::timestamp_of(*row, 2);
    receipt.attachments.push_back({name.id, core::to_hex(row->bytes(3))});
    return receipt;
}
}  // namespace vorab::hospital_server::intake

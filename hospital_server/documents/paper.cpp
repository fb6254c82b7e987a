#include "hospital_server/documents/paper.hpp"

#include "common/core/json.hpp"
#include "hospital_server/cases/download.hpp"

namespace vorab::hospital_server::documents {
namespace {
std::vector<pdf::Picture> pictures_of(database::Connection& connection, const core::CaseId& case_id) {
    std::vector<pdf::Picture> pictures;
    for (const auto& row : connection.query(
             "SELECT a.id, a.name FROM attachment a JOIN attachment_progress p ON p.case_id = a.case_id AND "
             "p.attachment = a.id WHERE a.case_id = ? AND a.kind = 'photo' AND a.media_type = 'image/jpeg' AND "
             "p.state = 'complete' AND a.size <= ? ORDER BY a.received_at, a.id LIMIT ?",
             {case_id.str(), static_cast<std::int64_t>(largest_picture), static_cast<std::int64_t>(most_pictures)})) {
        const auto id = core::AttachmentId::parse(row.text(0)).value();
        const auto file = cases::find_file(connection, {case_id, id});
        if (file) pictures.push_back({row.text(1), cases::read_whole(connection, **file)});
    }
    return pictures;
}
}  // namespace

std::optional<pdf::Document> read_paper(database::Connection& connection, const Wanted& wanted) {
    const auto row = connection.query_one(
        "SELECT sequence, updated_at, cancelled, organisation, callsign, record FROM patient_case WHERE id = ?",
        {wanted.case_id.str()});
    if (!row) return std::nullopt;
    pdf::Document document;
    document.case_id = wanted.case_id;
    document.version = row->integer(0);
    document.as_of = database::timestamp_of(*row, 1);
    document.made_at = wanted.made_at;
    document.cancelled = row->integer(2) != 0;
    document.mailbox_name = wanted.mailbox_name;
    document.organisation = row->text(3);
    document.callsign = row->text(4);
    document.record = core::parse_json_object(row->text(5)).value();
    if (wanted.pictures) document.pictures = pictures_of(connection, wanted.case_id);
    return document;
}

}  // namespace vorab::hospital_server::documents

#include "hospital_server/cases/changes.hpp"

#include <algorithm>

#include "hospital_server/cases/joining.hpp"
#include "hospital_server/record/difference.hpp"
#include "hospital_server/record/fold.hpp"
#include "hospital_server/record/integrity.hpp"

namespace vorab::hospital_server::cases {
namespace json = boost::json;
using database::Connection;

namespace {
struct Course {
    json::object before = {};
    json::object now = {};
    core::Timestamp until = {};
    json::array transmissions = {};
    json::array attachments = {};
};

/// One case as it was and as it is.
Course course_of(Connection& connection, const core::CaseId& case_id, core::Timestamp since) {
    Course course;
    for (const auto& row :
         connection.query("SELECT id, received_at, record FROM transmission WHERE case_id = ? ORDER BY sequence, id",
                          {case_id.str()})) {
        const auto record = record::read_kept(row.text(2));
        const auto received_at = database::timestamp_of(row, 1);
        course.now = record::fold(std::move(course.now), record);
        course.until = std::max(course.until, received_at);
        if (received_at > since) {
            course.transmissions.push_back(json::value(row.text(0)));
        } else {
            course.before = record::fold(std::move(course.before), record);
        }
    }
    for (const auto& row : connection.query(
             "SELECT attachment, changed_at FROM attachment_progress WHERE case_id = ? AND state = 'complete' AND "
             "changed_at > ? ORDER BY changed_at, attachment",
             {case_id.str(), database::to_sql(since)})) {
        course.attachments.push_back(json::value(row.text(0)));
        course.until = std::max(course.until, database::timestamp_of(row, 1));
    }
    return course;
}

/// What the parts say stands below what the shown case says.
void add_part(Course& whole, Course part) {
    whole.before = record::fold(std::move(part.before), whole.before);
    whole.now = record::fold(std::move(part.now), whole.now);
    whole.until = std::max(whole.until, part.until);
    for (auto& one : part.transmissions) whole.transmissions.push_back(std::move(one));
    for (auto& one : part.attachments) whole.attachments.push_back(std::move(one));
}
}  // namespace

void remove_keys(json::object& record) {
    auto* attachments = record.if_contains("attachments");
    if (!attachments || !attachments->is_array()) return;
    for (auto& attachment : attachments->get_array()) {
        attachment.as_object().erase("key");
        attachment.as_object().erase("nonce_prefix");
    }
}

std::optional<json::object> changes_since(Connection& connection, const core::CaseId& case_id,
                                          std::optional<core::Timestamp> since) {
    const core::Timestamp from = since.value_or(core::Timestamp{});
    auto course = course_of(connection, case_id, from);
    if (course.now.empty()) return std::nullopt;
    for (const auto& part : parts_of(connection, case_id)) add_part(course, course_of(connection, part, from));
    remove_keys(course.before);
    remove_keys(course.now);
    return json::object{{"since", since ? json::value(core::to_rfc3339(*since)) : json::value(nullptr)},
                        {"until", core::to_rfc3339(std::max(course.until, from))},
                        {"changes", record::difference(course.before, course.now)},
                        {"transmissions", std::move(course.transmissions)},
                        {"attachments", std::move(course.attachments)}};
}

std::optional<core::Timestamp> last_look(Connection& connection, const core::CaseId& case_id,
                                         const std::string& user_name) {
    const auto row = connection.query_one("SELECT looked_at FROM case_look WHERE case_id = ? AND user_name = ?",
                                          {case_id.str(), user_name});
    if (!row) return std::nullopt;
    return database::timestamp_of(*row, 0);
}

bool note_look(Connection& connection, const core::CaseId& case_id, const std::string& user_name,
               core::Timestamp until) {
    if (!connection.query_one("SELECT 1 FROM patient_case WHERE id = ?", {case_id.str()})) return false;
    connection.execute(
        "INSERT INTO case_look (case_id, user_name, looked_at) VALUES (?, ?, ?) "
        "ON DUPLICATE KEY UPDATE looked_at = GREATEST(looked_at, VALUES(looked_at))",
        {case_id.str(), user_name, database::to_sql(until)});
    return true;
}
}  // namespace vorab::hospital_server::cases

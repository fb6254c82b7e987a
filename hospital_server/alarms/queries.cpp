#include "hospital_server/alarms/queries.hpp"

#include "hospital_server/alarms/store.hpp"
#include "hospital_server/cases/joining.hpp"

namespace vorab::hospital_server::alarms {
namespace json = boost::json;
namespace {
json::value text_or_null(const std::optional<std::string>& text) {
    return text ? json::value(*text) : json::value(nullptr);  // parentheses: braces would make a list
}

json::value time_or_null(const std::optional<core::Timestamp>& time) {
    return time ? json::value(core::to_rfc3339(*time)) : json::value(nullptr);
}

json::array course_of(database::Connection& connection, std::int64_t alarm, std::string& to) {
    json::array course;
    for (const auto& row : connection.query("SELECT at, event, step, destination, who, detail, text FROM alarm_event "
                                            "WHERE alarm = ? ORDER BY id",
                                            {alarm})) {
        to = row.text(3);
        course.push_back({{"at", core::to_rfc3339(database::timestamp_of(row, 0))},
                          {"event", row.text(1)},
                          {"step", row.integer(2)},
                          {"to", to},
                          {"who", text_or_null(row.optional_text(4))},
                          {"detail", text_or_null(row.optional_text(5))},
                          {"text", text_or_null(row.optional_text(6))}});
    }
    return course;
}
}  // namespace

json::array alarms_with_course(database::Connection& connection, const core::CaseId& case_id) {
    auto alarms = alarms_of(connection, case_id);
    for (const auto& part : cases::parts_of(connection, case_id)) {
        for (auto& alarm : alarms_of(connection, part)) alarms.push_back(std::move(alarm));
    }
    json::array all;
    for (const auto& alarm : alarms) {
        std::string to = alarm.to;
        auto course = course_of(connection, alarm.id, to);
        all.push_back({{"rule", alarm.rule},
                       {"state", public_text(alarm.course.state).str()},
                       {"server", alarm.server},
                       {"to", to},
                       {"priority", alarm_rules::word_of(alarm.priority).str()},
                       {"raised_at", core::to_rfc3339(alarm.raised_at)},
                       {"due_at", time_or_null(alarm.course.due)},
                       {"by", text_or_null(alarm.course.by)},
                       {"at", time_or_null(alarm.course.at)},
                       {"course", std::move(course)}});
    }
    return all;
}

}  // namespace vorab::hospital_server::alarms

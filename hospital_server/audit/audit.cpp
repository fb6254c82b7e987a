#include "hospital_server/audit/audit.hpp"

#include "common/core/public_name.hpp"

namespace vorab::hospital_server::audit {
namespace {
using database::optional_value;
using database::Value;

std::optional<std::string> unless_empty(std::string_view text) {
    return text.empty() ? std::nullopt : std::optional{std::string{text}};
}
}  // namespace

void write(database::Connection& connection, const Event& event, core::Timestamp now) {
    const std::string at = database::to_sql(now);
    const std::string what = event.event.str();
    const auto problem = core::public_name(event.problem);
    const auto case_id = core::public_name(event.case_id);
    const auto transmission = core::public_name(event.transmission);
    const auto peer = unless_empty(event.peer);
    const auto browser = unless_empty(event.browser.view().substr(0, 64));
    const auto target = unless_empty(event.target.view().substr(0, 100));
    connection.execute(
        "INSERT INTO audit (at, event, problem, user_name, case_id, transmission, peer, browser, target, size, "
        "attempt) VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)",
        {at, what, optional_value(problem), optional_value(event.user_name), optional_value(case_id),
         optional_value(transmission), optional_value(peer), optional_value(browser), optional_value(target),
         event.size ? Value{*event.size} : Value{nullptr},
         event.attempt ? Value{std::int64_t{*event.attempt}} : Value{nullptr}});
}
}  // namespace vorab::hospital_server::audit

#include "hospital_server/adt/desk.hpp"

#include <charconv>

#include <boost/json/serialize.hpp>

#include "common/http/problem.hpp"
#include "hl7/charset.hpp"
#include "hospital_server/audit/audit.hpp"

namespace vorab::hospital_server::adt {
namespace json = boost::json;
using core::Problem;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr people::Right to_look{people::DataClass::deliveries, people::Access::read};
constexpr people::Right to_read_patients{people::DataClass::links, people::Access::read};
const core::Failure nothing_there{Problem::not_found, "nothing of this number is kept"};

/// Without the bytes.
json::object row_of(const database::Row& row) {
    return {{"id", row.integer(0)},
            {"at", core::to_rfc3339(database::timestamp_of(row, 1))},
            {"listener", row.text(2)},
            {"reason", row.text(3)},
            {"size", row.integer(4)}};
}

json::array newest(Connection& connection) {
    json::array all;
    for (const auto& row : connection.query(
             "SELECT id, at, listener, reason, LENGTH(bytes) FROM his_quarantine ORDER BY id DESC LIMIT 100"))
        all.push_back(row_of(row));
    return all;
}

core::Result<json::object> read_bytes(Connection& connection, std::int64_t id, const audit::Event& event,
                                      core::Timestamp now) {
    const auto row = connection.query_one(
        "SELECT id, at, listener, reason, LENGTH(bytes), bytes FROM his_quarantine WHERE id = ?", {id});
    if (!row) return nothing_there;
    audit::write(connection, event, now);
    auto found = row_of(*row);
    found["text"] = visible(row->text(5));
    return found;
}

core::Result<std::int64_t> number_of(const std::string& text) {
    std::int64_t number = 0;
    const auto* const end = text.data() + text.size();
    const auto [stopped, wrong] = std::from_chars(text.data(), end, number);
    if (wrong != std::errc{} || stopped != end || number < 1) return nothing_there;
    return number;
}
}  // namespace

std::string visible(std::string_view bytes) {
    const std::string text = hl7::is_utf8(bytes) ? std::string{bytes} : hl7::to_utf8(bytes, hl7::Charset::windows_1252);
    std::string shown;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20) {
            shown.append("\xE2\x90").push_back(static_cast<char>(0x80 + byte));  // U+2400 + byte
            if (c == '\r') shown += '\n';
        } else {
            shown += c;
        }
    }
    return shown;
}

Desk::Desk(database::Database& database, people::SignIn& sign_in, State state)
    : database_(database), sign_in_(sign_in), state_(std::move(state)) {}

void Desk::mount(http::Router& router) {
    router.add(Method::get, "/api/v1/admissions", [this](Request& request) { return show(request); });
    router.add(Method::get, "/api/v1/admissions/refused/{number}",
               [this](Request& request) { return show_bytes(request); });
}

async::Task<Response> Desk::show(Request& request) {
    const auto person = co_await sign_in_.allowed(request, to_look);
    if (!person) co_return http::problem_response(person.error());
    auto unit = database_.run([](Connection& connection) { return newest(connection); });
    auto refused = co_await std::move(unit);
    auto answer = state_();
    answer["server_time"] = core::to_rfc3339(sign_in_.now());
    answer["refused"] = std::move(refused);
    co_return http::json_response(200, json::serialize(answer));
}

async::Task<Response> Desk::show_bytes(Request& request) {
    const auto person = co_await sign_in_.allowed(request, to_read_patients);
    if (!person) co_return http::problem_response(person.error());
    const auto number = number_of(request.capture("number"));
    if (!number) co_return http::problem_response(number.error());
    audit::Event event{.event = "adt.refused_read", .user_name = person->user_name, .peer = request.peer.address};
    auto unit = database_.run([number = *number, event = std::move(event), now = sign_in_.now()](
                                  Connection& connection) { return read_bytes(connection, number, event, now); });
    const auto found = co_await std::move(unit);
    if (!found) co_return http::problem_response(found.error());
    co_return http::json_response(200, json::serialize(*found));
}
}  // namespace vorab::hospital_server::adt

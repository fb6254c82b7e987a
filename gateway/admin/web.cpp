#include "gateway/admin/web.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/plain_line.hpp"
#include "common/core/random.hpp"
#include "common/envelope/members.hpp"
#include "common/http/problem.hpp"
#include "common/signing/hash.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using core::Problem;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr std::size_t longest_label = 60;

Author author_of(const administrators::Administrator& person, const Request& request) {
    return {"web:" + person.user_name, request.peer.address, person.organisation};
}

json::value text_or_null(const database::Row& row, std::size_t column) {
    const auto text = row.optional_text(column);
    return text ? json::value(*text) : json::value(nullptr);  // parentheses: braces would make a list
}

/// "RTW 83/1" becomes "rtw-83-1-k3v9x2": readable, and never the same as another service's.
core::ClientId id_from(std::string_view label) {
    std::string id;
    for (const char c : label) {
        const bool letter = (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9');
        if (letter) id += c;
        if (c >= 'A' && c <= 'Z') id += static_cast<char>(c - 'A' + 'a');
        if (!letter && (c < 'A' || c > 'Z') && !id.empty() && id.back() != '-') id += '-';
    }
    id = id.substr(0, 40);
    if (!id.empty() && id.back() != '-') id += '-';
    return core::ClientId::parse(id + core::to_hex(core::random_bytes(4))).value();
}

json::array devices_of(Connection& connection, const std::string& organisation) {
    json::array devices;
    for (const auto& row : connection.query(
             "SELECT c.id, c.label, c.disabled, c.scopes, c.secret_sha256 IS NULL, "
             "GROUP_CONCAT(a.mailbox ORDER BY a.mailbox SEPARATOR ' ') FROM client c LEFT JOIN assignment a ON "
             "a.client = c.id WHERE c.organisation = ? GROUP BY c.id, c.label, c.disabled, c.scopes, c.secret_sha256 "
             "ORDER BY c.label, "
             "c.id",
             {organisation})) {
        json::array mailboxes;
        std::string words = row.optional_text(5).value_or("");
        for (std::size_t from = 0; from < words.size();) {
            const auto end = std::min(words.find(' ', from), words.size());
            mailboxes.push_back(json::value(words.substr(from, end - from)));
            from = end + 1;
        }
        devices.push_back({{"id", row.text(0)},
                           {"label", text_or_null(row, 1)},
                           {"disabled", row.integer(2) != 0},
                           {"scopes", row.text(3)},
                           {"by_key", row.integer(4) != 0},
                           {"mailboxes", std::move(mailboxes)}});
    }
    return devices;
}

/// What concerns the devices of this service, and what its administrators did.
json::array audit_of(Connection& connection, const std::string& organisation) {
    json::array events;
    for (const auto& row : connection.query("SELECT at, event, problem, client, mailbox, author FROM audit WHERE "
                                            "client IN (SELECT id FROM client WHERE "
                                            "organisation = ?) OR author IN (SELECT CONCAT('web:', user_name) FROM "
                                            "administrator WHERE organisation = ?) "
                                            "ORDER BY id DESC LIMIT 100",
                                            {organisation, organisation})) {
        events.push_back({{"at", core::to_rfc3339(database::timestamp_of(row, 0))},
                          {"event", row.text(1)},
                          {"problem", text_or_null(row, 2)},
                          {"device", text_or_null(row, 3)},
                          {"mailbox", text_or_null(row, 4)},
                          {"author", text_or_null(row, 5)}});
    }
    return events;
}

core::Result<core::ClientId> device_in(const Request& request) { return core::ClientId::parse(request.capture("id")); }

template <bool disabled>
core::Result<void> set_disabled(Connection& connection, const Author& author, const Request& request,
                                core::Timestamp now) {
    const auto id = device_in(request);
    if (!id) return id.error();
    return devices::set_disabled(connection, author, *id, disabled, now);
}

template <auto change>
core::Result<void> change_assignment(Connection& connection, const Author& author, const Request& request,
                                     core::Timestamp now) {
    const auto id = device_in(request);
    const auto mailbox = core::MailboxId::parse(request.capture("mailbox"));
    if (!id || !mailbox) return core::failure(Problem::not_found, "there is no such device or mailbox");
    return change(connection, author, *id, *mailbox, now);
}

Response secret_response(int status, const core::ClientId& id, const std::string& secret) {
    Response response =
        http::json_response(status, json::serialize(json::object{{"id", id.str()}, {"secret", secret}}));
    response.headers.add("Cache-Control", "no-store");
    return response;
}
}  // namespace

AdminWeb::AdminWeb(async::Executor executor, std::filesystem::path page, database::Database& database,
                   const Directory& directory, const Reachability& reachability, const core::Clock& clock)
    : page_(page),
      database_(database),
      directory_(directory),
      reachability_(reachability),
      clock_(clock),
      sign_in_(executor, database, clock) {}

void AdminWeb::add_change(http::Router& router, Method method, const char* path, Make make) {
    router.add(method, path, [this, make](Request& request) { return change(request, make); });
}

void AdminWeb::mount(http::Router& router) {
    router.add(Method::post, "/admin/api/session", [this](Request& r) { return sign_in_.open(r); });
    router.add(Method::get, "/admin/api/session", [this](Request& r) { return sign_in_.current(r); });
    router.add(Method::del, "/admin/api/session", [this](Request& r) { return sign_in_.close(r); });
    router.add(Method::post, "/admin/api/password", [this](Request& r) { return sign_in_.change_password(r); });
    router.add(Method::get, "/admin/api/devices", [this](Request& r) { return devices(r); });
    router.add(Method::post, "/admin/api/devices", [this](Request& r) { return add_device(r); });
    router.add(Method::post, "/admin/api/devices/{id}/secret", [this](Request& r) { return new_secret(r); });
    router.add(Method::get, "/admin/api/audit", [this](Request& r) { return audit(r); });
    add_change(router, Method::post, "/admin/api/devices/{id}/disable", set_disabled<true>);
    add_change(router, Method::post, "/admin/api/devices/{id}/enable", set_disabled<false>);
    const char* assignment = "/admin/api/devices/{id}/mailboxes/{mailbox}";
    add_change(router, Method::put, assignment, change_assignment<&devices::assign>);
    add_change(router, Method::del, assignment, change_assignment<&devices::take_off>);
    router.add(Method::get, "/admin",
               [](Request&) -> async::Task<Response> { co_return http::moved_response("/admin/"); });
    router.add(Method::get, "/admin/{file...}", [this](Request& r) { return file(r); });
}

async::Task<Response> AdminWeb::file(Request& request) { co_return page_.answer(request, request.capture("file")); }

json::array AdminWeb::mailboxes() const {
    json::array all;
    const auto picture = directory_.picture();
    for (const auto& [id, mailbox] : picture->mailboxes) {
        all.push_back({{"id", id.str()},
                       {"name", mailbox.name},
                       {"hospital", mailbox.hospital},
                       {"reachable", reachability_.is_reachable(mailbox.intake_url)}});
    }
    return all;
}

async::Task<Response> AdminWeb::devices(Request& request) {
    const auto person = co_await sign_in_.person_of(request);
    if (!person) co_return http::problem_response(person.error());
    auto unit = database_.run(
        [organisation = person->organisation](Connection& connection) { return devices_of(connection, organisation); });
    auto devices = co_await std::move(unit);
    co_return http::json_response(
        200, json::serialize(json::object{{"devices", std::move(devices)}, {"mailboxes", mailboxes()}}));
}

async::Task<Response> AdminWeb::audit(Request& request) {
    const auto person = co_await sign_in_.person_of(request);
    if (!person) co_return http::problem_response(person.error());
    auto unit = database_.run(
        [organisation = person->organisation](Connection& connection) { return audit_of(connection, organisation); });
    auto events = co_await std::move(unit);
    co_return http::json_response(200, json::serialize(json::object{{"events", std::move(events)}}));
}

async::Task<Response> AdminWeb::change(Request& request, Make make) {
    const auto person = co_await sign_in_.person_of(request);
    if (!person) co_return http::problem_response(person.error());
    auto unit = database_.run([&request, author = author_of(*person, request), make, now = clock_.now()](
                                  Connection& connection) { return make(connection, author, request, now); });
    const auto made = co_await std::move(unit);
    if (!made) co_return http::problem_response(made.error());
    co_return http::empty_response(204);
}

async::Task<Response> AdminWeb::add_device(Request& request) {
    const auto person = co_await sign_in_.person_of(request);
    if (!person) co_return http::problem_response(person.error());
    const auto body = co_await request.body->read_all(1024);
    const auto object = body ? core::parse_json_object(*body) : core::Result<json::object>{body.error()};
    if (!object) co_return http::problem_response(object.error());
    core::JsonFields in{*object};
    const std::string label = envelope::printable(in, "label", 1, longest_label);
    if (core::is_blank(label) || !core::is_plain_line(label)) in.refuse("label", "a name is expected");
    if (const auto wrong = in.finish()) co_return http::problem_response(*wrong);
    const std::string secret = core::to_base64url(core::random_bytes(32));
    const devices::Device device{.id = id_from(label),
                                 .organisation = person->organisation,
                                 .label = label,
                                 .secret_sha256 = signing::sha256(core::bytes_of(secret))};
    auto unit = database_.run([author = author_of(*person, request), device, now = clock_.now()](
                                  Connection& connection) { return devices::put(connection, author, device, now); });
    const auto added = co_await std::move(unit);
    if (!added) co_return http::problem_response(added.error());
    co_return secret_response(201, device.id, secret);
}

async::Task<Response> AdminWeb::new_secret(Request& request) {
    const auto person = co_await sign_in_.person_of(request);
    if (!person) co_return http::problem_response(person.error());
    const auto id = device_in(request);
    if (!id) co_return http::problem_response(id.error());
    const std::string secret = core::to_base64url(core::random_bytes(32));
    auto unit =
        database_.run([author = author_of(*person, request), id = *id, hash = signing::sha256(core::bytes_of(secret)),
                       now = clock_.now()](Connection& connection) {
            return devices::replace_secret(connection, author, id, hash, now);
        });
    const auto replaced = co_await std::move(unit);
    if (!replaced) co_return http::problem_response(replaced.error());
    co_return secret_response(200, *id, secret);
}
}  // namespace vorab::gateway

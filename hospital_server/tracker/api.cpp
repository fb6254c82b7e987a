#include "hospital_server/tracker/api.hpp"

#include <boost/json/serialize.hpp>

#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/cases/changes.hpp"
#include "hospital_server/cases/queries.hpp"
#include "hospital_server/tracker/addressed.hpp"
#include "hospital_server/tracker/mailboxes.hpp"

namespace vorab::hospital_server::tracker {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr people::Right cases_read{people::DataClass::cases, people::Access::read};
constexpr people::Right people_read{people::DataClass::people, people::Access::read};

/// What may be shown inside a page; anything else is a download only.
bool shown_inline(std::string_view media_type) {
    return media_type.starts_with("image/") || media_type.starts_with("video/") || media_type == "application/pdf" ||
           media_type == "application/json" || media_type == "application/fhir+json";
}

/// The sender's name for a file, cut down to what is safe in a header.
std::string safe_name(std::string_view name) {
    std::string safe;
    for (const char c : name) {
        const bool plain = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '-' ||
                           c == '_' || c == '.';
        safe += plain ? c : '_';
    }
    return safe.empty() || safe.front() == '.' ? "attachment" + safe : safe;
}

/// A player that looks for a place in a video asks for it in parts: each of them is an entry.
void note_reading(Connection& connection, const Addressed& to, const cases::File& file, const std::string& peer,
                  core::Timestamp now) {
    audit::write(connection,
                 {.event = "attachment.read",
                  .user_name = to.person.user_name,
                  .case_id = to.case_id,
                  .peer = peer,
                  .target = public_text(file.name.id),
                  .size = static_cast<std::int64_t>(file.described.size)},
                 now);
}
}  // namespace

Api::Api(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, LiveList& live_list,
         const std::vector<telemetry::Window>& windows, const core::Clock& clock, const core::Log& log)
    : sign_in_(sign_in), mailboxes_(mailboxes), live_list_(live_list), windows_(windows), clock_(clock), log_(log) {}

void Api::mount(http::Router& router) {
    const std::string one_case = "/api/v1/mailboxes/{mailbox}/cases/{case}";
    router.add(Method::post, "/api/v1/session", [this](Request& r) { return sign_in_.open(r); });
    router.add(Method::get, "/api/v1/session", [this](Request& r) { return sign_in_.current(r); });
    router.add(Method::del, "/api/v1/session", [this](Request& r) { return sign_in_.close(r); });
    router.add(Method::get, "/api/v1/cases", [this](Request& r) { return list(r); });
    router.add(Method::get, "/api/v1/live", [this](Request& r) { return live(r); });
    router.add(Method::get, "/api/v1/mailboxes", [this](Request& r) { return mailboxes(r); });
    router.add(Method::get, one_case, [this](Request& r) { return one(r); });
    router.add(Method::get, one_case + "/attachments/{id}", [this](Request& r) { return attachment(r); });
}

async::Task<Response> Api::list(Request& request) {
    const auto person = co_await sign_in_.allowed(request, cases_read);
    if (!person) co_return http::problem_response(person.error());
    auto reading = sign_in_.note("list.read", person->user_name, request.peer.address);
    co_await std::move(reading);
    auto cases = co_await live_list_.cases_of(person->mailboxes);
    co_return http::json_response(200, json::serialize(json::object{{"server_time", core::to_rfc3339(clock_.now())},
                                                                    {"cases", std::move(cases)}}));
}

async::Task<Response> Api::live(Request& request) {
    const auto person = co_await sign_in_.allowed(request, cases_read);
    if (!person) co_return http::problem_response(person.error());
    Response response;
    response.status = 101;
    response.upgrade = [this, person = *person, peer = request.peer.address](http::WebSocket& socket) {
        return watch(socket, person, peer);
    };
    co_return response;
}

/// When a browser came and when it was gone is usage data: a broken connection shows there.
async::Task<void> Api::watch(http::WebSocket& socket, people::Person person, std::string peer) {
    auto coming = sign_in_.note("list.joined", person.user_name, peer);
    co_await std::move(coming);
    co_await live_list_.watch(socket, person);
    auto going = sign_in_.note("list.left", person.user_name, peer);
    co_await std::move(going);
}

async::Task<Response> Api::mailboxes(Request& request) {
    const auto person = co_await sign_in_.allowed(request, people_read);
    if (!person) co_return http::problem_response(person.error());
    auto all = mailboxes_in_full(mailboxes_, clock_.now());
    co_return http::json_response(200, json::serialize(json::object{{"mailboxes", std::move(all)}}));
}

async::Task<Response> Api::one(Request& request) {
    const auto to = co_await address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    auto unit =
        to->mailbox->database.run([to = *to, now = clock_.now(), peer = request.peer.address](Connection& connection) {
            auto found = cases::whole_case(connection, to.mailbox->id, to.case_id);
            if (found) {
                const auto looked = cases::last_look(connection, to.case_id, to.person.user_name);
                (*found)["last_look_at"] = looked ? json::value(core::to_rfc3339(*looked)) : json::value(nullptr);
                audit::Event event{
                    .event = "case.read", .user_name = to.person.user_name, .case_id = to.case_id, .peer = peer};
                if (cases::says_changed(*found)) event.target = "record changed since it came";
                audit::write(connection, event, now);
            }
            return found;
        });
    auto found = co_await std::move(unit);
    if (!found) co_return http::problem_response(no_such_case);
    if (cases::says_changed(*found)) log_.error("a stored record is not what came", {{"case", to->case_id}});
    telemetry::add_windows(*found, windows_);
    co_return http::json_response(200, json::serialize(*found));
}

async::Task<Response> Api::attachment(Request& request) {
    const auto to = co_await address(sign_in_, mailboxes_, request);
    if (!to) co_return http::problem_response(to.error());
    const auto id = core::AttachmentId::parse(request.capture("id"));
    if (!id) co_return http::problem_response(no_such_case);
    auto unit = to->mailbox->database.run(
        [to = *to, id = *id, now = clock_.now(), peer = request.peer.address](Connection& connection) {
            auto file = std::make_shared<Result<std::shared_ptr<const cases::File>>>(
                cases::find_file(connection, {to.case_id, id}));
            if (*file) note_reading(connection, to, ***file, peer, now);
            return file;
        });
    const auto found = co_await std::move(unit);
    if (!*found) co_return http::problem_response(found->error());
    co_return file_response(*to->mailbox, **found, request.headers.find("Range"));
}

/// All of the file, or the one range of it that was asked for; nothing of it is read yet.
Response Api::file_response(cases::Mailbox& mailbox, std::shared_ptr<const cases::File> file,
                            std::optional<std::string_view> asked) {
    Response response;
    const std::uint64_t size = file->described.size;
    const auto range = cases::range_of(asked, size);
    if (range && range->begin == range->end) {
        response = http::problem_response(416, failure(Problem::malformed, "this file has no such range"));
        response.headers.add("Content-Range", "bytes */" + std::to_string(size));
        return response;
    }
    const cases::Range part = range.value_or(cases::Range{0, size});
    if (range) {
        response.status = 206;
        response.headers.add("Content-Range", "bytes " + std::to_string(part.begin) + "-" +
                                                  std::to_string(part.end - 1) + "/" + std::to_string(size));
    }
    response.headers.add("Accept-Ranges", "bytes");
    response.stream_length = part.end - part.begin;
    response.stream = [&mailbox, file, part](http::BodyWriter& writer) {
        return cases::write_part(mailbox, file, part, writer);
    };
    response.content_type = file->media_type;
    const char* disposition = shown_inline(response.content_type) ? "inline" : "attachment";
    response.headers.add("Content-Disposition",
                         std::string{disposition} + "; filename=\"" + safe_name(file->file_name) + "\"");
    // What a crew sent is shown, never run: no script, no form, no further request from inside it.
    response.headers.add("Content-Security-Policy",
                         "sandbox; default-src 'none'; style-src 'unsafe-inline'; img-src data:; "
                         "media-src 'self'; frame-ancestors 'self'");
    response.headers.add("X-Content-Type-Options", "nosniff");
    response.headers.add("Cache-Control", "no-store");
    return response;
}

}  // namespace vorab::hospital_server::tracker

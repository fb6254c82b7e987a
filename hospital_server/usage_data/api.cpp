#include <limits>

#include <boost/json/serialize.hpp>

#include "common/http/asked.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/audit/browser.hpp"
#include "hospital_server/usage_data/usage.hpp"

namespace vorab::hospital_server::usage_data {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr auto endless = std::numeric_limits<std::int64_t>::max();

std::string text_asked(const Request& request, const char* name) {
    return std::string{request.query_value(name).value_or(std::string_view{}).substr(0, 64)};
}

Result<Filter> filter_asked(const Request& request) {
    const auto from = http::time_asked(request, "from");
    if (!from) return from.error();
    const auto until = http::time_asked(request, "until");
    if (!until) return until.error();
    return Filter{*from, *until, text_asked(request, "event"), text_asked(request, "user"),
                  text_asked(request, "case")};
}

json::object to_json(const audit::Verification& found) {
    json::object body{{"intact", !found.fault},
                      {"checked", found.checked},
                      {"first", found.first},
                      {"last", found.last},
                      {"not_yet_sealed", found.not_yet_sealed},
                      {"broken_at", nullptr},
                      {"what", nullptr}};
    if (found.broken_at) body["broken_at"] = *found.broken_at;
    if (found.fault) body["what"] = public_text(*found.fault).view();
    return body;
}
}  // namespace

void Usage::mount(http::Router& router) {
    router.add(Method::get, "/api/v1/audit", [this](Request& r) { return read(r); });
    router.add(Method::get, "/api/v1/audit/export", [this](Request& r) { return exported(r); });
    router.add(Method::get, "/api/v1/audit/verification", [this](Request& r) { return verified(r); });
}

async::Task<Result<Usage::Scope>> Usage::scope_of(Request& request) {
    auto person = co_await sign_in_.person_of(request);
    if (!person) co_return person.error();
    if (!person->roles.contains(people::Role::admin))
        co_return failure(Problem::forbidden, "your roles do not include usage data");
    const auto name = request.query_value("mailbox");
    if (!name) co_return Scope{std::move(*person), &server_, audit::server_chain};
    const auto id = core::MailboxId::parse(*name);
    auto* const mailbox = id && person->mailboxes.contains(*id) ? mailboxes_.find(*id) : nullptr;
    if (!mailbox) co_return failure(Problem::not_found, "there is no such mailbox, or not for you");
    co_return Scope{std::move(*person), &mailbox->database, id->str()};
}

async::Task<void> Usage::note(Scope scope, core::PublicText event, const Request& request) {
    audit::Event entry{.event = std::move(event), .user_name = scope.person.user_name, .peer = request.peer.address};
    entry.browser = audit::browser_of(request);
    auto unit = scope.database->run(
        [entry, now = clock_.now()](Connection& connection) { audit::write(connection, entry, now); });
    co_await std::move(unit);
}

async::Task<Response> Usage::read(Request& request) {
    const auto scope = co_await scope_of(request);
    if (!scope) co_return http::problem_response(scope.error());
    const auto filter = filter_asked(request);
    if (!filter) co_return http::problem_response(filter.error());
    const auto before = http::number_asked(request, "before", endless, endless);
    if (!before) co_return http::problem_response(before.error());
    const auto limit = http::number_asked(request, "limit", 500, 100);
    if (!limit) co_return http::problem_response(limit.error());
    auto unit = scope->database->run([filter = *filter, before = *before, limit = *limit](Connection& connection) {
        return page(connection, filter, before, limit);
    });
    json::array entries = co_await std::move(unit);
    const core::PublicText event{"audit.read"};
    co_await note(*scope, event, request);
    const json::object body{{"entries", std::move(entries)}};
    co_return http::json_response(200, json::serialize(body));
}

async::Task<Response> Usage::exported(Request& request) {
    const auto scope = co_await scope_of(request);
    if (!scope) co_return http::problem_response(scope.error());
    const auto filter = filter_asked(request);
    if (!filter) co_return http::problem_response(filter.error());
    const auto format = parse_format(request.query_value("format").value_or("jsonl"));
    if (!format) co_return http::problem_response(format.error());
    const core::PublicText event{"audit.exported"};
    co_await note(*scope, event, request);
    Response response;
    const bool csv = *format == Format::csv;
    response.content_type = csv ? "text/csv" : "application/x-ndjson";
    response.headers.add("Content-Disposition",
                         "attachment; filename=\"audit-" + scope->chain + (csv ? ".csv" : ".jsonl") + "\"");
    response.headers.add("Cache-Control", "no-store");
    response.stream = [this, database = scope->database, filter = *filter, format = *format](http::BodyWriter& writer) {
        return write_lines(*database, filter, format, writer);
    };
    co_return response;
}

async::Task<void> Usage::write_lines(database::Database& database, Filter filter, Format format,
                                     http::BodyWriter& writer) {
    const auto begin = heading(format);
    if (!begin.empty()) {
        co_await writer.write(begin);
    }
    struct Lines {
        std::string text;
        std::int64_t last = 0;
    };
    for (Lines lines{{}, 0};;) {
        auto unit = database.run([filter, format, last = lines.last](Connection& connection) {
            Lines next{{}, last};
            next.text = next_lines(connection, filter, format, next.last);
            return next;
        });
        lines = co_await std::move(unit);
        if (lines.text.empty()) co_return;
        co_await writer.write(lines.text);
    }
}

async::Task<Response> Usage::verified(Request& request) {
    const auto scope = co_await scope_of(request);
    if (!scope) co_return http::problem_response(scope.error());
    const core::PublicText event{"audit.verified"};
    co_await note(*scope, event, request);
    auto ask =
        server_.run([chain = scope->chain](Connection& connection) { return audit::anchors_of(connection, chain); });
    const auto tokens = co_await std::move(ask);
    auto unit = scope->database->run([this, tokens, chain = scope->chain](Connection& connection) {
        return audit::verify(connection, chain, notary_, audit::read_anchors(tokens, notary_));
    });
    const auto found = co_await std::move(unit);
    co_return http::json_response(200, json::serialize(to_json(found)));
}
}  // namespace vorab::hospital_server::usage_data

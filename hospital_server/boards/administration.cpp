#include "hospital_server/boards/administration.hpp"

#include <boost/json/serialize.hpp>

#include "common/board/licences.hpp"
#include "common/core/json.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/audit/browser.hpp"
#include "hospital_server/boards/kept.hpp"
#include "hospital_server/boards/licence.hpp"

namespace vorab::hospital_server::boards {
namespace json = boost::json;
using core::failure;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr std::size_t largest_body = 64 * 1024;

struct Wanted {
    std::string mailbox;
    json::object config;
};
Result<Wanted> read_wanted(const json::object& sent) {
    core::JsonFields in{sent};
    Wanted wanted{std::string{in.text("mailbox", 63)}, in.object("config")};
    if (auto wrong = in.finish()) return *wrong;
    return wanted;
}

Response answer(const Result<json::object>& said) {
    return said ? http::json_response(200, json::serialize(*said)) : http::problem_response(said.error());
}
}  // namespace

Administration::Administration(people::SignIn& sign_in, const std::vector<MailboxConfig>& mailboxes,
                               database::Database& database, board::Boards& boards, const core::Clock& clock)
    : sign_in_(sign_in), mailboxes_(mailboxes), database_(database), boards_(boards), clock_(clock) {}

void Administration::mount(http::Router& router) {
    const std::string one = "/api/v1/boards/{board}";
    router.add(Method::get, "/api/v1/boards", [this](Request& r) { return list(r); });
    router.add(Method::post, "/api/v1/boards", [this](Request& r) { return add(r); });
    router.add(Method::patch, one, [this](Request& r) { return configure(r); });
    router.add(Method::del, one, [this](Request& r) { return remove(r); });
    router.add(Method::post, one + "/release",
               [this](Request& r) { return simply(r, "board.released", board::release_licence); });
    router.add(Method::post, one + "/disable",
               [this](Request& r) { return simply(r, "board.disabled", board::revoke_licence); });
    router.add(Method::post, one + "/enable",
               [this](Request& r) { return simply(r, "board.enabled", board::enable_licence); });
}

async::Task<Result<Administration::Author>> Administration::author_of(Request& request, people::Access access) {
    const people::Right right{people::DataClass::boards, access};
    const auto person = co_await sign_in_.allowed(request, right);
    if (!person) co_return person.error();
    Author author{person->user_name, request.peer.address, audit::browser_of(request)};
    co_return author;
}

const MailboxConfig* Administration::find(std::string_view mailbox) const {
    const auto found =
        std::ranges::find_if(mailboxes_, [mailbox](const MailboxConfig& one) { return one.id.str() == mailbox; });
    return found == mailboxes_.end() ? nullptr : &*found;
}

async::Task<Response> Administration::list(Request& request) {
    const auto author = co_await author_of(request, people::Access::read);
    if (!author) co_return http::problem_response(author.error());
    auto unit = database_.run([](Connection& connection) { return listed(connection); });
    auto boards = co_await std::move(unit);
    json::array mailboxes;
    for (const auto& mailbox : mailboxes_) mailboxes.push_back({{"id", mailbox.id.str()}, {"name", mailbox.name}});
    const json::object body{{"boards", std::move(boards)}, {"mailboxes", std::move(mailboxes)}};
    co_return http::json_response(200, json::serialize(body));
}

/// The only answer that ever holds a licence key.
async::Task<Response> Administration::add(Request& request) {
    const auto author = co_await author_of(request, people::Access::write);
    if (!author) co_return http::problem_response(author.error());
    const auto sent = co_await http::read_json(request, largest_body);
    const auto wanted = sent ? read_wanted(*sent) : sent.error();
    if (!wanted) co_return http::problem_response(wanted.error());
    const auto* const mailbox = find(wanted->mailbox);
    if (!mailbox)
        co_return http::problem_response(
            failure(Problem::schema_violation, "/mailbox: this server has no such mailbox"));
    auto unit = database_.run([mailbox, config = wanted->config, author = *author,
                               now = clock_.now()](Connection& connection) -> Result<json::object> {
        const auto made = make_licence(*mailbox, config);
        if (!made) return made.error();
        database::Transaction transaction{connection};
        board::add_licence(connection, made->licence, now);
        audit::write(connection,
                     {.event = "board.added",
                      .user_name = author.user_name,
                      .peer = author.peer,
                      .browser = author.browser,
                      .target = core::PublicText{"mailbox "} + public_text(mailbox->id)},
                     now);
        transaction.commit();
        return json::object{{"board", listed_one(connection, board::licence_id(made->licence.proof_sha256)).value()},
                            {"licence_key", made->key.reveal()},
                            {"bundle", board::to_bundle(made->licence)}};
    });
    const auto added = co_await std::move(unit);
    if (!added) co_return http::problem_response(added.error());
    co_return http::json_response(201, json::serialize(*added));
}

/// One change of one board, with its row of the audit; then the boards that are open look for it.
async::Task<Result<json::object>> Administration::carry_out(Author author, std::string id, core::PublicText event,
                                                            Change change) {
    auto unit = database_.run([author, id, event, change, now = clock_.now()](Connection& connection) {
        database::Transaction transaction{connection};
        const auto mailbox = change(connection, id);
        if (!mailbox) return Result<json::object>{mailbox.error()};
        const auto target = core::PublicText{"mailbox "} + public_text(*mailbox);
        audit::write(connection,
                     {.event = event,
                      .user_name = author.user_name,
                      .peer = author.peer,
                      .browser = author.browser,
                      .target = target},
                     now);
        transaction.commit();
        return Result<json::object>{listed_one(connection, id).value_or(json::object{})};
    });
    auto done = co_await std::move(unit);
    boards_.look_now();
    co_return done;
}

async::Task<Response> Administration::simply(Request& request, core::PublicText event, Change change) {
    const auto author = co_await author_of(request, people::Access::write);
    if (!author) co_return http::problem_response(author.error());
    const auto done = co_await carry_out(*author, request.capture("board"), event, change);
    co_return answer(done);
}

async::Task<Response> Administration::configure(Request& request) {
    const auto author = co_await author_of(request, people::Access::write);
    if (!author) co_return http::problem_response(author.error());
    const auto sent = co_await http::read_json(request, largest_body);
    if (!sent) co_return http::problem_response(sent.error());
    const Change change = [changes = *sent, hand = Hand{author->user_name, clock_.now()}](Connection& connection,
                                                                                          const std::string& id) {
        const auto before = board::config_of(connection, id);
        if (!before) return Result<core::MailboxId>{before.error()};
        auto configured = board::configure_licence(connection, id, changes);
        if (configured) keep(connection, id, *before, hand);
        return configured;
    };
    const auto done = co_await carry_out(*author, request.capture("board"), "board.configured", change);
    co_return answer(done);
}

async::Task<Response> Administration::remove(Request& request) {
    const auto author = co_await author_of(request, people::Access::write);
    if (!author) co_return http::problem_response(author.error());
    const Change change = [](Connection& connection, const std::string& id) {
        auto removed = board::remove_licence(connection, id);
        if (removed) forget(connection, id);
        return removed;
    };
    const auto done = co_await carry_out(*author, request.capture("board"), "board.removed", change);
    co_return done ? http::empty_response(204) : http::problem_response(done.error());
}
}  // namespace vorab::hospital_server::boards

#include "hospital_server/people/administration.hpp"

#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/people/listing.hpp"
#include "hospital_server/people/password_rules.hpp"

namespace vorab::hospital_server::people {
namespace json = boost::json;
using core::failure;
using core::JsonFields;
using core::Problem;
using core::Result;
using database::Connection;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr std::size_t largest_body = 16 * 1024;

const core::Failure no_such_person{Problem::not_found, "there is no such user"};
const core::Failure no_such_session{Problem::not_found, "there is no such session"};

Result<std::vector<Role>> read_roles(const json::array& sent) {
    std::vector<Role> roles;
    for (const auto& one : sent) {
        const auto role = parse_role(one.is_string() ? std::string_view{one.get_string()} : std::string_view{});
        if (!role) return failure(Problem::schema_violation, core::PublicText{"/roles: "} + role.error().detail);
        roles.push_back(*role);
    }
    return roles;
}

/// A name of a person, where one is given.
std::optional<std::string> name_in(JsonFields& in, core::PublicText member) {
    const auto text = in.optional_text(member, 64);
    if (text && text->empty()) in.refuse(member, "is empty");
    return text ? std::optional{std::string{*text}} : std::nullopt;
}

const json::array* array_in(JsonFields& in, core::PublicText member) {
    const auto* value = in.optional(member);
    if (value && !value->is_array()) in.refuse(member, "is not a list");
    return value ? value->if_array() : nullptr;
}

Result<core::Sensitive<std::string>> read_password(JsonFields& in, std::string_view user_name) {
    core::Sensitive<std::string> password{std::string{in.text("password", 1024)}};
    if (auto wrong = in.finish()) return *wrong;
    const auto good = check_new_password(password.reveal(), user_name);
    if (!good) return failure(good.error().problem, core::PublicText{"/password: "} + good.error().detail);
    return password;
}
}  // namespace

Administration::Administration(SignIn& sign_in, const cases::Mailboxes& mailboxes, database::Database& database,
                               const core::Clock& clock)
    : sign_in_(sign_in), mailboxes_(mailboxes), database_(database), clock_(clock) {}

void Administration::mount(http::Router& router) {
    const std::string person = "/api/v1/people/{username}";
    router.add(Method::get, "/api/v1/people", [this](Request& r) { return list(r); });
    router.add(Method::post, "/api/v1/people", [this](Request& r) { return add(r); });
    router.add(Method::get, person, [this](Request& r) { return one(r); });
    router.add(Method::patch, person, [this](Request& r) { return change(r); });
    router.add(Method::del, person, [this](Request& r) { return remove(r); });
    router.add(Method::put, person + "/password", [this](Request& r) { return reset_password(r); });
    router.add(Method::get, person + "/sessions", [this](Request& r) { return sessions(r); });
    router.add(Method::del, person + "/sessions", [this](Request& r) { return end_sessions(r); });
    router.add(Method::del, person + "/sessions/{session}", [this](Request& r) { return end_session(r); });
}

async::Task<Result<Administration::Asked>> Administration::asked(Request& request, Access access) {
    const Right right{DataClass::people, access};
    const auto person = co_await sign_in_.allowed(request, right);
    if (!person) co_return person.error();
    Asked asked{{person->user_name, request.peer.address}, {}};
    for (const auto& [name, value] : request.captures) {
        if (name == "username") asked.user_name = value;
    }
    co_return asked;
}

/// The account as it is now.
async::Task<Response> Administration::show(std::string user_name, int status) {
    auto unit = database_.run(
        [user_name, now = clock_.now()](Connection& connection) { return listed_one(connection, user_name, now); });
    const auto person = co_await std::move(unit);
    if (!person) co_return http::problem_response(no_such_person);
    co_return http::json_response(status, json::serialize(*person));
}

async::Task<Response> Administration::list(Request& request) {
    const auto by = co_await asked(request, Access::read);
    if (!by) co_return http::problem_response(by.error());
    auto unit = database_.run([now = clock_.now()](Connection& connection) { return listed(connection, now); });
    auto people = co_await std::move(unit);
    json::array mailboxes;
    for (const auto& [id, mailbox] : mailboxes_.all()) mailboxes.push_back({{"id", id.str()}, {"name", mailbox->name}});
    co_return http::json_response(
        200, json::serialize(json::object{{"people", std::move(people)}, {"mailboxes", std::move(mailboxes)}}));
}

async::Task<Response> Administration::one(Request& request) {
    const auto by = co_await asked(request, Access::read);
    if (!by) co_return http::problem_response(by.error());
    co_return co_await show(by->user_name, 200);
}

Result<std::vector<core::MailboxId>> Administration::read_mailboxes(const json::array& sent) const {
    std::vector<core::MailboxId> mailboxes;
    for (const auto& one : sent) {
        const auto id =
            core::MailboxId::parse(one.is_string() ? std::string_view{one.get_string()} : std::string_view{});
        if (!id || !mailboxes_.find(*id))
            return failure(Problem::schema_violation, "/mailboxes: this server has no such mailbox");
        mailboxes.push_back(*id);
    }
    return mailboxes;
}

Result<NewPerson> Administration::read_new(const json::object& sent, core::Sensitive<std::string>& password) const {
    JsonFields in{sent};
    NewPerson person;
    const auto user_name = parse_user_name(in.text("username", 64));
    if (!user_name) in.refuse("username", user_name.error().detail);
    person.first_name = name_in(in, "first_name").value_or("");
    person.last_name = name_in(in, "last_name").value_or("");
    if (person.first_name.empty()) in.refuse("first_name", "is missing");
    if (person.last_name.empty()) in.refuse("last_name", "is missing");
    const auto roles = read_roles(in.array("roles"));
    const auto mailboxes = read_mailboxes(in.array("mailboxes"));
    const auto chosen = read_password(in, user_name ? std::string_view{*user_name} : std::string_view{});
    if (!chosen) return chosen.error();
    if (!roles) return roles.error();
    if (!mailboxes) return mailboxes.error();
    person.user_name = *user_name;
    person.roles = *roles;
    person.mailboxes = *mailboxes;
    password = *chosen;
    return person;
}

async::Task<Response> Administration::add(Request& request) {
    const auto by = co_await asked(request, Access::write);
    if (!by) co_return http::problem_response(by.error());
    const auto sent = co_await http::read_json(request, largest_body);
    if (!sent) co_return http::problem_response(sent.error());
    core::Sensitive<std::string> password;
    auto person = read_new(*sent, password);
    if (!person) co_return http::problem_response(person.error());
    person->password_hash = co_await sign_in_.verification().hash(password);
    auto unit = database_.run([person = *person, author = by->author, now = clock_.now()](Connection& connection) {
        return add_person(connection, person, author, now);
    });
    const auto added = co_await std::move(unit);
    if (!added) co_return http::problem_response(added.error());
    co_return co_await show(person->user_name, 201);
}

Result<Change> Administration::read_change(const json::object& sent) const {
    JsonFields in{sent};
    Change change;
    change.first_name = name_in(in, "first_name");
    change.last_name = name_in(in, "last_name");
    const auto* roles = array_in(in, "roles");
    const auto* mailboxes = array_in(in, "mailboxes");
    const auto* disabled = in.optional("disabled");
    if (disabled && !disabled->is_bool()) in.refuse("disabled", "is neither true nor false");
    if (auto wrong = in.finish()) return *wrong;
    if (disabled) change.disabled = disabled->get_bool();
    if (roles) {
        const auto read = read_roles(*roles);
        if (!read) return read.error();
        change.roles = *read;
    }
    if (mailboxes) {
        const auto read = read_mailboxes(*mailboxes);
        if (!read) return read.error();
        change.mailboxes = *read;
    }
    return change;
}

async::Task<Response> Administration::change(Request& request) {
    const auto by = co_await asked(request, Access::write);
    if (!by) co_return http::problem_response(by.error());
    const auto sent = co_await http::read_json(request, largest_body);
    if (!sent) co_return http::problem_response(sent.error());
    const auto wanted = read_change(*sent);
    if (!wanted) co_return http::problem_response(wanted.error());
    auto unit = database_.run([by = *by, wanted = *wanted, now = clock_.now()](Connection& connection) {
        return change_person(connection, by.user_name, wanted, by.author, now);
    });
    const auto changed = co_await std::move(unit);
    if (!changed) co_return http::problem_response(changed.error());
    co_return co_await show(by->user_name, 200);
}

async::Task<Response> Administration::remove(Request& request) {
    const auto by = co_await asked(request, Access::write);
    if (!by) co_return http::problem_response(by.error());
    auto unit = database_.run([by = *by, now = clock_.now()](Connection& connection) {
        return remove_person(connection, by.user_name, by.author, now);
    });
    const auto removed = co_await std::move(unit);
    if (!removed) co_return http::problem_response(removed.error());
    co_return http::empty_response(204);
}

async::Task<Response> Administration::reset_password(Request& request) {
    const auto by = co_await asked(request, Access::write);
    if (!by) co_return http::problem_response(by.error());
    const auto sent = co_await http::read_json(request, largest_body);
    if (!sent) co_return http::problem_response(sent.error());
    JsonFields in{*sent};
    const auto password = read_password(in, by->user_name);
    if (!password) co_return http::problem_response(password.error());
    const std::string hash = co_await sign_in_.verification().hash(*password);
    auto unit = database_.run([by = *by, hash, now = clock_.now()](Connection& connection) {
        return reset_password_of(connection, by.user_name, hash, by.author, now);
    });
    const auto reset = co_await std::move(unit);
    if (!reset) co_return http::problem_response(reset.error());
    co_return http::empty_response(204);
}

async::Task<Response> Administration::sessions(Request& request) {
    const auto by = co_await asked(request, Access::read);
    if (!by) co_return http::problem_response(by.error());
    auto unit = database_.run([user = by->user_name, now = clock_.now()](Connection& connection) {
        const bool known = standing_of(connection, user).has_value();
        return known ? std::optional{sessions_of(connection, user, "", now)} : std::nullopt;
    });
    auto open = co_await std::move(unit);
    if (!open) co_return http::problem_response(no_such_person);
    co_return http::json_response(200, json::serialize(json::object{{"sessions", std::move(*open)}}));
}

async::Task<Response> Administration::end_sessions(Request& request) {
    const auto by = co_await asked(request, Access::write);
    if (!by) co_return http::problem_response(by.error());
    auto unit = database_.run([by = *by, now = clock_.now()](Connection& connection) {
        return end_sessions_of(connection, by.user_name, by.author, now);
    });
    const bool known = co_await std::move(unit);
    co_return known ? http::empty_response(204) : http::problem_response(no_such_person);
}

async::Task<Response> Administration::end_session(Request& request) {
    const auto by = co_await asked(request, Access::write);
    if (!by) co_return http::problem_response(by.error());
    auto unit =
        database_.run([by = *by, session = request.capture("session"), now = clock_.now()](Connection& connection) {
            return end_one_session_of(connection, by.user_name, session, by.author, now);
        });
    const bool ended = co_await std::move(unit);
    co_return ended ? http::empty_response(204) : http::problem_response(no_such_session);
}
}  // namespace vorab::hospital_server::people

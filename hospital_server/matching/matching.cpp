#include "hospital_server/matching/matching.hpp"

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/envelope/members.hpp"
#include "common/http/json_body.hpp"
#include "common/http/problem.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/matching/json.hpp"

namespace vorab::hospital_server::matching {
namespace json = boost::json;
using core::JsonFields;
using core::Problem;
using core::Result;
using database::Connection;
using http::Request;
using http::Response;
using tracker::Addressed;

namespace {
constexpr std::size_t largest_body = 8 * 1024;
constexpr std::size_t longest_number = 64;

std::string words_of(const std::vector<core::PublicText>& warnings) {
    std::string all;
    for (const auto& warning : warnings) all.append(all.empty() ? "" : " ").append(warning.view());
    return all;
}

/// What one mailbox knows of the case.
struct Standing {
    std::optional<Announced> announced;
    std::optional<Link> link;
};
Standing read_standing(Connection& mailbox, const core::CaseId& case_id) {
    return {read_announced(mailbox, case_id), current_link(mailbox, case_id)};
}

/// What the hospital's patients have to say to it.
struct Found {
    std::vector<adt::Patient> patients;
    std::optional<adt::Patient> linked;
};
Found find(Connection& server, const Standing& known, const std::optional<std::string>& word) {
    Found found;
    found.patients =
        word ? adt::find_by_word(server, *word) : adt::find_candidates(server, search_for(*known.announced));
    if (known.link && !known.link->unknown_person)
        found.linked = adt::find_patient(server, {known.link->patient_number, known.link->authority});
    return found;
}

std::string answer(const core::CaseId& case_id, const Standing& known, Found found) {
    json::value link = nullptr;
    if (known.link) link = to_json(*known.link, doubts(*known.announced, *known.link, found.linked));
    const auto candidates = ranked(*known.announced, std::move(found.patients));
    json::array list;
    for (const auto& candidate : candidates) list.push_back(to_json(candidate, known.announced->written));
    return json::serialize(json::object{{"case", case_id.str()},
                                        {"link", std::move(link)},
                                        {"advice", advice_on(candidates).view()},
                                        {"candidates", std::move(list)}});
}
}  // namespace

/// What the body of a PUT asks for.
struct Matching::Wish {
    Link link;
    bool despite_warnings = false;
    std::optional<std::optional<std::int64_t>> after = {};

    static Result<Wish> read(const json::object& body);
};

Result<Matching::Wish> Matching::Wish::read(const json::object& body) {
    JsonFields in{body};
    Wish wish;
    const auto* unknown = in.optional("unknown_person");
    wish.link.unknown_person = unknown != nullptr;
    if (unknown != nullptr && *unknown != true) in.refuse("unknown_person", "is true or absent");
    if (wish.link.unknown_person == body.contains("patient")) in.refuse("patient", "send a patient, or unknown_person");
    if (const auto* patient = in.optional("patient"); patient != nullptr && patient->is_object()) {
        JsonFields number{patient->get_object(), "/patient"};
        wish.link.patient_number = envelope::printable(number, "number", 1, longest_number);
        wish.link.authority = envelope::optional_printable(number, "authority", 0, longest_number).value_or("");
        if (auto wrong = number.finish()) return *wrong;
    } else if (patient != nullptr) {
        in.refuse("patient", "is no object");
    }
    wish.link.visit_number = envelope::optional_printable(in, "visit", 1, longest_number).value_or("");
    const auto* despite = in.optional("despite_warnings");
    wish.despite_warnings = despite != nullptr && *despite == true;
    if (despite != nullptr && !despite->is_bool()) in.refuse("despite_warnings", "is true or false");
    const auto* after = in.optional("after");
    if (after != nullptr && after->is_null()) wish.after = std::optional<std::int64_t>{};
    if (after != nullptr && !after->is_null()) {
        if (!after->is_int64()) in.refuse("after", "is a number or null");
        wish.after = after->is_int64() ? std::optional{after->get_int64()} : std::nullopt;
    }
    if (auto wrong = in.finish()) return *wrong;
    return wish;
}

Matching::Matching(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, database::Database& server,
                   const core::Clock& clock)
    : sign_in_(sign_in), mailboxes_(mailboxes), server_(server), clock_(clock) {}

void Matching::mount(http::Router& router) {
    const std::string one_case = "/api/v1/mailboxes/{mailbox}/cases/{case}";
    router.add(http::Method::get, one_case + "/matches", [this](Request& r) { return suggest(r); });
    router.add(http::Method::post, one_case + "/matches", [this](Request& r) { return search(r); });
    router.add(http::Method::put, one_case + "/link", [this](Request& r) { return put(r); });
    router.add(http::Method::del, one_case + "/link", [this](Request& r) { return remove(r); });
}

async::Task<Result<Addressed>> Matching::entitled(Request& request) {
    auto to = co_await tracker::address(sign_in_, mailboxes_, request);
    if (to && !to->person.roles.contains(people::Role::kis))
        co_return core::failure(Problem::forbidden, "this needs the role KIS");
    co_return to;
}

async::Task<Response> Matching::suggest(Request& request) {
    auto to = co_await entitled(request);
    if (!to) co_return http::problem_response(to.error());
    const std::optional<std::string> no_word;
    co_return co_await matches(std::move(*to), request.peer.address, no_word);
}

async::Task<Response> Matching::search(Request& request) {
    auto to = co_await entitled(request);
    if (!to) co_return http::problem_response(to.error());
    const auto body = co_await http::read_json(request, largest_body);
    if (!body) co_return http::problem_response(body.error());
    JsonFields in{*body};
    const std::optional<std::string> word = envelope::printable(in, "search", 2, 80);
    if (auto wrong = in.finish()) co_return http::problem_response(*wrong);
    co_return co_await matches(std::move(*to), request.peer.address, word);
}

async::Task<Response> Matching::matches(Addressed to, std::string peer, std::optional<std::string> word) {
    auto unit =
        to.mailbox->database.run([to, peer, searched = word.has_value(), now = clock_.now()](Connection& mailbox) {
            auto known = read_standing(mailbox, to.case_id);
            if (known.announced)
                audit::write(mailbox,
                             {.event = searched ? core::PublicText{"case.patients_searched"}
                                                : core::PublicText{"case.matches_read"},
                              .user_name = to.person.user_name,
                              .case_id = to.case_id,
                              .peer = peer},
                             now);
            return known;
        });
    const auto known = co_await std::move(unit);
    if (!known.announced) co_return http::problem_response(tracker::no_such_case);
    auto among = server_.run([known, word](Connection& server) { return find(server, known, word); });
    auto found = co_await std::move(among);
    co_return http::json_response(200, answer(to.case_id, known, std::move(found)));
}

async::Task<Response> Matching::put(Request& request) {
    auto to = co_await entitled(request);
    if (!to) co_return http::problem_response(to.error());
    const auto body = co_await http::read_json(request, largest_body);
    if (!body) co_return http::problem_response(body.error());
    auto wish = Wish::read(*body);
    if (!wish) co_return http::problem_response(wish.error());
    wish->link.case_id = to->case_id;
    co_return co_await link(std::move(*to), request.peer.address, std::move(*wish));
}

/// Compared once more with what the hospital says now: the page may be old.
async::Task<Response> Matching::link(Addressed to, std::string peer, Wish wish) {
    auto asked =
        to.mailbox->database.run([id = to.case_id](Connection& mailbox) { return read_standing(mailbox, id); });
    const auto known = co_await std::move(asked);
    if (!known.announced) co_return http::problem_response(tracker::no_such_case);
    const hl7::PatientNumber number{wish.link.patient_number, wish.link.authority};
    auto looked = server_.run([number](Connection& server) { return adt::find_patient(server, number); });
    const auto patient = co_await std::move(looked);
    const auto warnings = doubts(*known.announced, wish.link, patient);
    if (!warnings.empty() && !wish.despite_warnings) {
        const auto words = core::PublicText::from_operator(words_of(warnings));
        co_return http::problem_response(core::failure(
            Problem::conflict,
            core::PublicText{"this link looks wrong, send despite_warnings to make it all the same: "} + words));
    }
    wish.link.warnings = words_of(warnings);
    if (patient) wish.link.level = public_text(judge(*known.announced, *patient).comparison.level).str();
    Hand hand{to.person.user_name, peer, to.mailbox->id};
    if (wish.after) hand.known = Known{*wish.after};
    auto unit = to.mailbox->database.run([this, wanted = wish.link, hand, now = clock_.now()](Connection& mailbox) {
        return std::make_shared<Result<Link>>(links_.put(mailbox, wanted, hand, now));
    });
    const auto made = co_await std::move(unit);
    if (!*made) co_return http::problem_response(made->error());
    to.mailbox->dispatcher.wake(wish.link.case_id);
    co_return http::json_response(200, json::serialize(to_json(**made, warnings)));
}

async::Task<Response> Matching::remove(Request& request) {
    auto to = co_await entitled(request);
    if (!to) co_return http::problem_response(to.error());
    const Hand hand{to->person.user_name, request.peer.address, to->mailbox->id};
    auto unit = to->mailbox->database.run([this, id = to->case_id, hand, now = clock_.now()](Connection& mailbox) {
        return std::make_shared<Result<void>>(links_.remove(mailbox, id, hand, now));
    });
    const auto removed = co_await std::move(unit);
    if (!*removed) co_return http::problem_response(removed->error());
    to->mailbox->dispatcher.wake(to->case_id);
    co_return http::empty_response(204);
}
}  // namespace vorab::hospital_server::matching

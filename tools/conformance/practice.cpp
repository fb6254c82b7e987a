#include "tools/conformance/practice.hpp"

#include <algorithm>

#include <boost/json/serialize.hpp>

#include "common/core/encoding.hpp"
#include "common/core/random.hpp"
#include "common/http/problem.hpp"
#include "common/signing/hash.hpp"
#include "common/signing/jws.hpp"

namespace vorab::conformance {
namespace json = boost::json;
using core::failure;
using core::Problem;
using http::Method;
using http::Request;
using http::Response;

namespace {
constexpr std::chrono::seconds slowness{3};

std::string sha256_hex(std::string_view bytes) { return core::to_hex(signing::sha256(core::bytes_of(bytes))); }

Response delivered(int status, const std::string& receipt) {
    return http::json_response(status, json::serialize(json::object{{"status", "delivered"}, {"receipt", receipt}}));
}

Response wait_a_little(Problem problem, const char* seconds) {
    Response response =
        http::problem_response(http::status_of(problem), failure(problem, "a lesson of the conformance kit"));
    http::Headers headers;
    headers.add("Retry-After", seconds);
    response.headers = std::move(headers);
    return response;
}

/// Half an answer, then the end of the connection.
async::Task<void> break_off(http::BodyWriter& writer) {
    co_await writer.write("{\"status\":\"deliv");
    throw std::runtime_error("cut, as the lesson wants it");
}

Response cut_off() {
    Response response;
    response.status = 201;
    response.content_type = "application/json";
    response.stream = break_off;
    return response;
}
}  // namespace

Practice::Practice(async::Executor executor, const World& world, const core::Clock& clock)
    : world_(world), clock_(clock), activity_(executor) {
    route();
}

void Practice::route() {
    const std::string mailbox = "/v1/mailboxes/{mailbox}";
    const std::string attachment = mailbox + "/cases/{case}/attachments/{id}";
    router_.add(Method::post, "/oauth2/token", [this](Request& r) { return token(r); });
    router_.add(Method::get, "/v1/mailboxes", [this](Request& r) { return list(r); });
    router_.add(Method::post, mailbox + "/transmissions", [this](Request& r) { return transmission(r); });
    router_.add(Method::get, "/v1/transmissions/{id}", [this](Request& r) { return status(r); });
    router_.add(Method::get, "/v1/cases/{case}/events", [this](Request& r) { return events(r); });
    router_.add(Method::put, attachment + "/chunks/{chunk}", [this](Request& r) { return chunk(r); });
    router_.add(Method::get, attachment, [this](Request& r) { return chunk_status(r); });
    router_.add(Method::get, "/.well-known/oauth-authorization-server", [](Request& r) -> async::Task<Response> {
        const std::string here = "https://" + std::string{r.headers.find("Host").value_or("")};
        const json::object metadata{
            {"issuer", here},
            {"token_endpoint", here + "/oauth2/token"},
            {"jwks_uri", here + "/.well-known/jwks.json"},
            {"grant_types_supported", {"client_credentials"}},
            {"token_endpoint_auth_methods_supported", {"client_secret_basic", "private_key_jwt"}}};
        co_return http::json_response(200, json::serialize(metadata));
    });
}

async::Task<Response> Practice::answer(Request& request) {
    story_.touched = true;
    activity_.notify();
    Response response = co_await router_.handle(request);
    const bool no_such_call = response.status == 405 || (response.status == 404 && !request.path.starts_with("/v1/"));
    if (no_such_call) note("http.calls", "a call that the API does not have");
    activity_.notify();
    co_return response;
}

void Practice::note(std::string rule, std::string words) {
    story_.notes.push_back(words);
    faults_.try_emplace(std::move(rule), std::move(words));
}

void Practice::begin(const Lesson& lesson) {
    lesson_ = &lesson;
    story_ = {};
    offer_ = lesson.offer;
    chunk_calls_ = 0;
    described_.clear();
    chunks_.clear();
}

// Who sends?

bool Practice::may_enter(const Request& request, const std::string& form) {
    const auto basic = "Basic " + core::to_base64(core::bytes_of(world_.client.str() + ":" + world_.secret));
    const auto authorization = request.headers.find("Authorization").value_or("");
    if (!authorization.empty()) return authorization == basic;
    const std::string_view mark = "client_assertion=";
    const auto at = form.find(mark);
    if (at == std::string::npos) return false;
    const auto assertion = form.substr(at + mark.size(), form.find('&', at) - at - mark.size());
    const auto key = [this](const json::object&) -> core::Result<signing::PublicKey> {
        return world_.assertion_key.public_key();
    };
    return signing::verify_compact(assertion, {.typ = "JWT", .largest = 8192, .generic_jwt = true}, key).has_value();
}

async::Task<Response> Practice::token(Request& request) {
    observed_.insert({"token.form", "token.kept"});
    const auto body = co_await request.body->read_all(16 * 1024);
    if (!body) co_return http::problem_response(body.error());
    if (request.content_type() != "application/x-www-form-urlencoded") {
        note("token.form", "the content type is \"" + request.content_type() + "\"");
        co_return http::problem_response(failure(Problem::unsupported_type));
    }
    if (body->find("grant_type=client_credentials") == std::string::npos) {
        note("token.form", "grant_type is not client_credentials");
        co_return http::problem_response(failure(Problem::malformed));
    }
    if (!may_enter(request, *body)) {
        note("token.form", "neither client_secret_basic with the right secret nor a client_assertion that holds");
        co_return http::problem_response(failure(Problem::unauthenticated));
    }
    if (++story_.tokens > voided_ + 1)
        note("token.kept", std::to_string(story_.tokens) + " tokens in one lesson, though none of them had ended");
    const auto fresh = core::to_base64url(core::random_bytes(32));
    tokens_.insert(fresh);
    const json::object answer{
        {"access_token", fresh}, {"token_type", "Bearer"}, {"expires_in", 43'200}, {"scope", "send"}};
    Response response = http::json_response(200, json::serialize(answer));
    response.headers.add("Cache-Control", "no-store");
    co_return response;
}

std::optional<Response> Practice::refuse_sender(const Request& request) {
    observed_.insert("token.used");
    const auto authorization = request.headers.find("Authorization").value_or("");
    const auto token = authorization.starts_with("Bearer ") ? authorization.substr(7) : std::string_view{};
    if (tokens_.contains(token)) return std::nullopt;
    if (voided_ == 0)
        note("token.used", token.empty() ? "a call without a bearer token" : "a token that was never issued");
    return http::unauthenticated_response("get a token");
}

async::Task<Response> Practice::list(Request& request) {
    if (auto refused = refuse_sender(request)) co_return std::move(*refused);
    ++story_.lists;
    co_return http::json_response(200, json::serialize(world_.mailboxes(offer_, clock_.now())));
}

// One letter.

Inspection Practice::look(const Request& request, const std::string& body) {
    observed_.insert({"http.media-type", "envelope.form", "envelope.key", "envelope.opens", "record.signed",
                      "record.slip", "record.schema", "slip.form", "slip.private", "slip.clock"});
    const auto wanted = body.starts_with('{') ? "application/jose+json" : "application/jose";
    if (request.content_type() != wanted)
        note("http.media-type", "the content type is \"" + request.content_type() + "\" instead of " + wanted);
    auto letter = inspect(body, world_, clock_.now());
    if (letter.has_board) observed_.insert("board.sealed");
    for (const auto& fault : letter.faults) {
        // Lessons about foreign keys judge that themselves.
        if (offer_ == Offer::foreign_board_key && fault.rule == "board.sealed") continue;
        note(fault.rule, fault.words);
    }
    for (const auto& [name, value] : request.headers.fields()) {
        for (const auto& word : letter.patient) {
            if (value.find(word) != std::string::npos)
                note("slip.private", "the header " + name + " says who the patient is");
        }
    }
    return letter;
}

async::Task<Response> Practice::transmission(Request& request) {
    if (auto refused = refuse_sender(request)) co_return std::move(*refused);
    const auto body = co_await request.body->read_all(envelope::largest_envelope);
    if (!body) {
        note("envelope.form", "larger than 1.5 MiB");
        co_return http::problem_response(body.error());
    }
    const auto letter = look(request, *body);
    const auto digest = sha256_hex(*body);
    const auto authorization = std::string{request.headers.find("Authorization").value_or("")};
    const auto id = letter.slip ? letter.slip->transmission.str() : std::string{};
    const auto number = story_.posts.size();
    story_.posts.push_back({std::chrono::steady_clock::now(), id, digest, letter.kid, authorization, letter.has_board});
    if (letter.refused) co_return http::problem_response(*letter.refused);
    if (letter.slip->mailbox.str() != request.capture("mailbox")) {
        note("record.slip", "the slip names another mailbox than the address");
        co_return http::problem_response(failure(Problem::slip_mismatch));
    }
    story_.attachments = static_cast<int>(letter.attachments.size());
    described_ = letter.attachments;
    const auto step = lesson_->steps[std::min(number, lesson_->steps.size() - 1)];
    if (step == Step::slow) co_await async::sleep_for(slowness);
    co_return play(step, *letter.slip, digest);
}

Response Practice::void_tokens() {
    tokens_.clear();
    ++voided_;
    return http::unauthenticated_response("this token no longer holds");
}

Response Practice::change_key() {
    offer_ = Offer::next_key;
    return http::problem_response(failure(Problem::unknown_key, "list the mailboxes again and seal anew"));
}

Response Practice::park(const envelope::RoutingSlip& slip, const std::string& digest) {
    parked_[slip.transmission.str()] = {slip, digest};
    Response response = http::json_response(202, R"({"status":"parked"})");
    response.headers.add("Location", "/v1/transmissions/" + slip.transmission.str());
    return response;
}

Response Practice::play(Step step, const envelope::RoutingSlip& slip, const std::string& digest) {
    switch (step) {
        case Step::deliver:
        case Step::slow:
            return store(slip, digest);
        case Step::unavailable:
            return wait_a_little(Problem::unavailable, "1");
        case Step::too_many:
            return wait_a_little(Problem::too_many_requests, "2");
        case Step::cut:
            stored_[slip.transmission.str()] = digest;
            return cut_off();
        case Step::token_gone:
            return void_tokens();
        case Step::key_gone:
            return change_key();
        case Step::park:
            return park(slip, digest);
        case Step::conflict:
            return http::problem_response(failure(Problem::conflict, "this id is taken; make a new one"));
        case Step::refuse:
            return http::problem_response(failure(Problem::schema_violation, "/patient/birth_date: not a date"));
        case Step::forged_receipt:
            return delivered(201, world_.forge(receipt_for(slip, digest)));
        case Step::foreign_receipt:
            return delivered(201, world_.sign(receipt_for(slip, sha256_hex("other bytes"))));
        case Step::other_hospital:
            return delivered(201, world_.sign_elsewhere(receipt_for(slip, digest)));
        case Step::no_receipt:
            return http::json_response(201, R"({"status":"delivered"})");
    }
    return store(slip, digest);
}

sealing::Receipt Practice::receipt_for(const envelope::RoutingSlip& slip, const std::string& digest) const {
    return {slip.transmission, slip.case_id, slip.mailbox, digest, clock_.now(), false, {}};
}

Response Practice::store(const envelope::RoutingSlip& slip, const std::string& digest) {
    const auto [known, fresh] = stored_.try_emplace(slip.transmission.str(), digest);
    if (known->second != digest)
        return http::problem_response(failure(Problem::conflict, "this id is taken; make a new one"));
    auto receipt = receipt_for(slip, digest);
    receipt.duplicate = !fresh;
    return delivered(fresh ? 201 : 200, world_.sign(receipt));
}

async::Task<Response> Practice::status(Request& request) {
    if (auto refused = refuse_sender(request)) co_return std::move(*refused);
    const auto& id = request.capture("id");
    const auto parked = parked_.find(id);
    if (parked == parked_.end()) co_return http::problem_response(failure(Problem::not_found));
    const bool still_parked = ++story_.asked == 1;
    json::object answer{{"transmission", id}, {"status", still_parked ? "parked" : "delivered"}};
    if (!still_parked) {
        const auto& [slip, digest] = parked->second;
        answer["answer"] = json::object{{"status", "delivered"}, {"receipt", world_.sign(receipt_for(slip, digest))}};
    }
    co_return http::json_response(200, json::serialize(answer));
}

/// Who listens is told at once that what was parked has been delivered; then the stream ends, as it may at any time.
async::Task<Response> Practice::events(Request& request) {
    if (auto refused = refuse_sender(request)) co_return std::move(*refused);
    const auto& case_id = request.capture("case");
    const auto is_of_case = [&](const auto& one) { return one.second.first.case_id.str() == case_id; };
    const auto parked = std::ranges::find_if(parked_, is_of_case);
    if (parked == parked_.end()) co_return http::problem_response(failure(Problem::not_found));
    ++story_.asked;
    const json::object event{{"event", "delivered"},
                             {"at", core::to_rfc3339(clock_.now())},
                             {"mailbox", parked->second.first.mailbox.str()},
                             {"transmission", parked->first}};
    Response response;
    response.content_type = "text/event-stream";
    response.headers.add("Cache-Control", "no-store");
    response.body = "id: 1\nevent: delivered\ndata: " + json::serialize(event) + "\n\n";
    co_return response;
}
}  // namespace vorab::conformance

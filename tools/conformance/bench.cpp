#include "tools/conformance/bench.hpp"

#include <boost/json/serialize.hpp>

#include "common/async/event_loop.hpp"
#include "common/core/json.hpp"
#include "tools/ambulance/mission.hpp"
#include "tools/ambulance/requests.hpp"
#include "tools/conformance/texts.hpp"

namespace vorab::conformance {
namespace json = boost::json;

namespace {
using Answer = std::optional<core::Result<http::ClientResponse>>;

async::Task<void> exchange(http::Client& client, http::ClientRequest request, Answer& answer) {
    answer = co_await client.send(std::move(request));
}

json::object parsed(const std::string& text) { return core::parse_json_object(text).value(); }
}  // namespace

Bench::Bench(Target target)
    : target_(std::move(target)),
      client_(loop_.get_executor(), target_.connection.gateway, target_.connection.tls,
              {.answer = std::chrono::seconds{30}}) {}

http::ClientResponse Bench::call(http::ClientRequest request) {
    Answer answer;
    async::run(loop_, exchange(client_, std::move(request), answer));
    if (!*answer) throw Broken("no answer: " + answer->error().detail.str());
    return std::move(**answer);
}

bool Bench::answers() try {
    get("/.well-known/oauth-authorization-server");
    return true;
} catch (const Broken&) {
    return false;
}

http::ClientResponse Bench::get(const std::string& target) {
    http::ClientRequest request;
    request.target = target;
    return call(std::move(request));
}

http::ClientResponse Bench::signed_in(http::ClientRequest request) {
    request.headers.add("Authorization", "Bearer " + token());
    return call(std::move(request));
}

http::ClientResponse Bench::post(const Letter& letter) {
    auto request = ambulance::transmission_request(target_.mailbox, letter.body);
    request.content_type = letter.media_type;
    return signed_in(std::move(request));
}

const std::string& Bench::token() {
    if (!token_.empty()) return token_;
    const auto& credentials = target_.connection.credentials;
    std::string issuer;
    if (credentials.assertion_key) issuer = core::text_member(json_of(call(ambulance::issuer_request())), "issuer");
    const auto answer = call(ambulance::token_request(credentials, issuer, now()));
    expect_status(answer, 200);
    token_ = core::text_member(json_of(answer), "access_token");
    return token_;
}

json::object Bench::mailbox_list() {
    const auto answer = signed_in(ambulance::mailboxes_request());
    expect_status(answer, 200);
    return json_of(answer);
}

json::object Bench::mailbox_entry() {
    const auto list = mailbox_list();
    const auto* entries = list.if_contains("mailboxes");
    expect(entries && entries->is_array(), "the list has no member \"mailboxes\"");
    for (const auto& entry : entries->get_array()) {
        if (entry.is_object() && core::text_member(entry.get_object(), "id") == target_.mailbox.str())
            return entry.get_object();
    }
    throw Broken("the mailbox is not in the list");
}

const ambulance::Recipient& Bench::recipient() {
    if (recipient_) return *recipient_;
    const auto& connection = target_.connection;
    const ambulance::Hospitals hospitals{connection.mailbox_certificates, connection.receipt_certificates};
    const auto found = ambulance::choose_recipient(mailbox_list(), target_.mailbox, hospitals, now());
    if (!found) throw Broken(found.error().words);
    return recipient_.emplace(*found);
}

std::string Bench::address(const std::string& path) { return "/v1/mailboxes/" + target_.mailbox.str() + path; }

json::object Bench::new_record() {
    ambulance::Wishes wishes;
    wishes.mailbox = target_.mailbox;
    auto mission = ambulance::renewed(parsed(std::string{test_record_text()}), wishes, now());
    if (!mission) throw Broken(mission.error().words);
    return std::move(mission->record);
}

Letter Bench::seal(json::object record) {
    const auto& signer = target_.connection.signer;
    const std::string text = json::serialize(record);
    const auto sealed =
        sealing::seal_record({text, signer.key, signer.x5c, recipient().key, sealing::Serialization::flattened});
    if (!sealed) throw Broken("cannot seal: " + sealed.error().detail.str());
    auto slip = ambulance::slip_of(record);
    return {std::move(record), *sealed, std::move(slip)};
}

Wire Bench::wire(int newest_tls) { return Wire{{target_.connection.gateway, target_.ca, newest_tls}}; }

std::string Bench::head(const std::string& line, const std::string& fields) {
    const auto& origin = target_.connection.gateway;
    return line + "\r\nHost: " + origin.host + ":" + std::to_string(origin.port) + "\r\nAuthorization: Bearer " +
           token() + "\r\n" + fields + "\r\n";
}

json::object header_of(const Letter& letter) {
    const auto parts = parsed(letter.body);
    const auto bytes = core::from_base64url(core::text_member(parts, "protected")).value();
    return parsed(std::string{core::text_of(bytes)});
}

Letter with_member(const Letter& letter, const std::string& name, const std::string& value) {
    auto parts = parsed(letter.body);
    parts[name] = value;
    return with_body(letter, json::serialize(parts), letter.media_type);
}

Letter with_header(const Letter& letter, const json::object& header) {
    return with_member(letter, "protected", core::to_base64url(core::bytes_of(json::serialize(header))));
}

Letter with_body(Letter letter, std::string body, std::string media_type) {
    letter.body = std::move(body);
    letter.media_type = std::move(media_type);
    return letter;
}

std::string flipped(std::string text) {
    text.front() = text.front() == 'A' ? 'B' : 'A';
    return text;
}
}  // namespace vorab::conformance

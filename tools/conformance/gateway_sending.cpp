// One transmission: delivered with a receipt, again, with other bytes, to where it may not go.
#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/sealing/receipt.hpp"
#include "tools/ambulance/requests.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
namespace json = boost::json;

namespace {
sealing::Receipt receipt_of(Bench& bench, const Letter& letter, const http::ClientResponse& answer) {
    const auto body = json_of(answer);
    expect(core::text_member(body, "status") == "delivered", "status is not \"delivered\"");
    const auto token = core::text_member(body, "receipt");
    expect(!token.empty(), "no receipt");
    const auto receipt = sealing::verify_receipt(token, bench.recipient().hospital,
                                                 bench.target().connection.receipt_certificates, bench.now());
    if (!receipt) throw Broken("the receipt does not hold: " + receipt.error().detail.str());
    const auto ours = sealing::check_receipt(*receipt, letter.slip, letter.body);
    if (!ours) throw Broken("the receipt is not for what was sent: " + ours.error().detail.str());
    return *receipt;
}

void expect_delivered(Bench& bench, const Letter& letter) {
    const auto answer = bench.post(letter);
    if (answer.status == 202) throw Broken("parked: the hospital behind this gateway does not answer");
    expect_status(answer, 201);
    const auto receipt = receipt_of(bench, letter, answer);
    expect(!receipt.duplicate, "the first receipt says that it is a duplicate");
    const auto age = bench.now() - receipt.stored_at;
    expect(age < std::chrono::minutes{5} && age > -std::chrono::minutes{5}, "stored_at is not now");
}

void flattened(Bench& bench) { expect_delivered(bench, bench.new_letter()); }

void compact(Bench& bench) {
    auto letter = bench.new_letter();
    const auto parts = core::parse_json_object(letter.body).value();
    std::string body;
    for (const char* name : {"protected", "encrypted_key", "iv", "ciphertext", "tag"})
        body.append(body.empty() ? "" : ".").append(core::text_member(parts, name));
    expect_delivered(bench, with_body(std::move(letter), std::move(body), "application/jose"));
}

void again(Bench& bench) {
    const auto letter = bench.new_letter();
    expect_delivered(bench, letter);
    const auto answer = bench.post(letter);
    expect_status(answer, 200);
    expect(receipt_of(bench, letter, answer).duplicate, "the second receipt does not say that it is a duplicate");
}

void other_bytes(Bench& bench) {
    const auto letter = bench.new_letter();
    expect_delivered(bench, letter);
    expect_problem(bench.post(bench.seal(letter.record)), 409, "conflict");
}

/// The same letter to another address.
http::ClientResponse post_to(Bench& bench, const core::MailboxId& mailbox) {
    return bench.signed_in(ambulance::transmission_request(mailbox, bench.new_letter().body));
}

void unknown_mailbox(Bench& bench) {
    const auto nowhere = core::MailboxId::parse("no-such-mailbox-" + core::to_hex(core::random_bytes(4))).value();
    expect_problem(post_to(bench, nowhere), 404, "unknown-mailbox");
}

void foreign_mailbox(Bench& bench) {
    if (!bench.target().foreign_mailbox)
        throw NotHere("give --foreign-mailbox: one that is not assigned to this client");
    expect_problem(post_to(bench, *bench.target().foreign_mailbox), 403, "forbidden");
}

void no_token(Bench& bench) {
    const auto answer = bench.call(ambulance::transmission_request(bench.target().mailbox, bench.new_letter().body));
    expect_problem(answer, 401, "unauthenticated");
}

void wrong_type(Bench& bench) {
    const auto letter = bench.new_letter();
    expect_problem(bench.post(with_body(letter, letter.body, "application/json")), 415, "unsupported-type");
}

void other_path(Bench& bench) {
    auto record = bench.new_record();
    record.at("slip").as_object()["mailbox"] = "no-such-mailbox";
    expect_problem(bench.post(bench.seal(std::move(record))), 422, "slip-mismatch");
}
}  // namespace

Checks sending_checks() {
    const std::string api = "API: send_transmission";
    const std::string receipt = api + " 201; envelope 5";
    return {
        {{"send.flattened", "a test transmission in JSON form is delivered with a receipt that holds", receipt,
          "answer 201 with the hospital's receipt"},
         flattened},
        {{"send.compact", "a test transmission in compact form is delivered with a receipt that holds", receipt,
          "take application/jose"},
         compact},
        {{"send.again", "the same bytes again answer 200 with a receipt that says duplicate", api + " 200",
          "be idempotent by the slip's transmission"},
         again},
        {{"send.other-bytes", "other bytes under the same id are a conflict", api + " 409",
          "compare the digest of the envelope"},
         other_bytes},
        {{"send.unknown-mailbox", "a mailbox that does not exist is not found", api + " 404", "answer unknown-mailbox"},
         unknown_mailbox},
        {{"send.foreign-mailbox", "a mailbox that is not assigned is forbidden", api + " 403", "check the assignment"},
         foreign_mailbox},
        {{"send.no-token", "without a token nothing is taken", api + " 401", "ask for the token before the envelope"},
         no_token},
        {{"send.wrong-type", "a content type that is not JOSE is refused", api + " 415",
          "take application/jose and application/jose+json alone"},
         wrong_type},
        {{"send.other-path", "an envelope for another mailbox than the address is refused", api + " 422",
          "compare the slip with the path"},
         other_path},
    };
}
}  // namespace vorab::conformance

// Attachments: chunks in any order, again, resumed; and chunks that must be refused.
#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "common/core/json.hpp"
#include "common/core/random.hpp"
#include "common/sealing/attachment.hpp"
#include "common/sealing/receipt.hpp"
#include "common/signing/hash.hpp"
#include "tools/ambulance/requests.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
namespace json = boost::json;

namespace {
constexpr std::size_t chunk_size = 4096;
constexpr std::uint32_t chunks = 3;

/// A picture of noise, described in a record.
struct Picture {
    core::AttachmentId id;
    sealing::AttachmentKey key = sealing::new_attachment_key();
    core::Bytes plain = core::random_bytes(2 * chunk_size + 100);

    core::Bytes sealed(std::uint32_t index) const {
        return sealing::seal_chunk(key, index, index + 1 == chunks, plain.substr(index * chunk_size, chunk_size));
    }
    std::string text(std::uint32_t index) const { return std::string{core::text_of(sealed(index))}; }

    json::object description() const {
        core::Bytes whole;
        for (std::uint32_t i = 0; i < chunks; ++i) whole += sealed(i);
        return {{"id", id.str()},
                {"kind", "photo"},
                {"media_type", "image/png"},
                {"name", "conformance.png"},
                {"size", plain.size()},
                {"sha256", core::to_hex(signing::sha256(plain))},
                {"chunk_size", chunk_size},
                {"key", core::to_base64url(key.key.view())},
                {"nonce_prefix", core::to_base64url(key.nonce_prefix)},
                {"ciphertext_sha256", core::to_hex(signing::sha256(whole))}};
    }
};

struct Sent {
    Picture picture;
    Letter letter;
};

/// The record first, as a crew would: its alert does not wait for pictures.
Sent announce(Bench& bench) {
    Picture picture{core::AttachmentId::parse(core::new_uuid_v7(bench.now())).value()};
    auto record = bench.new_record();
    record["attachments"] = json::array{picture.description()};
    auto letter = bench.seal(std::move(record));
    expect_status(bench.post(letter), 201);
    return {std::move(picture), std::move(letter)};
}

http::ClientResponse put(Bench& bench, const Sent& sent, std::uint32_t index, const std::string& body) {
    return bench.signed_in(ambulance::chunk_request(sent.letter.slip, sent.picture.id, index, body));
}

void expect_stored(const http::ClientResponse& answer, int status) {
    expect_status(answer, status);
    expect(core::text_member(json_of(answer), "status") == "stored", "status is not \"stored\"");
}

json::object status(Bench& bench, const Sent& sent) {
    const auto answer = bench.signed_in(ambulance::attachment_status_request(sent.letter.slip, sent.picture.id));
    expect_status(answer, 200);
    return json_of(answer);
}

void expect_arrived(Bench& bench, const Sent& sent, const json::array& numbers) {
    const auto said = status(bench, sent);
    expect(core::text_member(said, "attachment") == sent.picture.id.str(), "the status is of another attachment");
    const auto* arrived = said.if_contains("chunks");
    expect(
        arrived && arrived->is_array() && arrived->get_array() == numbers,
        "chunks are " + (arrived ? json::serialize(*arrived) : "missing") + " instead of " + json::serialize(numbers));
}

void any_order(Bench& bench) {
    const auto sent = announce(bench);
    for (const std::uint32_t index : {2U, 0U, 1U})
        expect_stored(put(bench, sent, index, sent.picture.text(index)), 201);
    expect_arrived(bench, sent, {0, 1, 2});
}

void resumed(Bench& bench) {
    const auto sent = announce(bench);
    expect_arrived(bench, sent, {});
    expect_stored(put(bench, sent, 0, sent.picture.text(0)), 201);
    expect_arrived(bench, sent, {0});
    expect_stored(put(bench, sent, 2, sent.picture.text(2)), 201);
    expect_arrived(bench, sent, {0, 2});
}

void again(Bench& bench) {
    const auto sent = announce(bench);
    expect_stored(put(bench, sent, 0, sent.picture.text(0)), 201);
    expect_stored(put(bench, sent, 0, sent.picture.text(0)), 200);
}

void other_bytes(Bench& bench) {
    const auto sent = announce(bench);
    expect_stored(put(bench, sent, 0, sent.picture.text(0)), 201);
    auto changed = sent.picture.text(0);
    changed.front() = static_cast<char>(changed.front() ^ 1);
    const auto answer = put(bench, sent, 0, changed);
    // A hospital that knows the record sees at once that these bytes do not open.
    if (answer.status == 422) return expect_problem(answer, 422, "envelope-not-opened");
    expect_problem(answer, 409, "conflict");
}

void wrong(Bench& bench) {
    const auto sent = announce(bench);
    auto changed = sent.picture.text(1);
    changed.back() = static_cast<char>(changed.back() ^ 1);
    expect_problem(put(bench, sent, 1, changed), 422, "envelope-not-opened");
    expect_stored(put(bench, sent, 1, sent.picture.text(1)), 201);
}

void complete(Bench& bench) {
    const auto sent = announce(bench);
    const auto state = [&] { return std::string{core::text_member(status(bench, sent), "state")}; };
    expect(state() == "incomplete", "state is \"" + state() + "\" before the first chunk");
    for (std::uint32_t index = 0; index < chunks; ++index) put(bench, sent, index, sent.picture.text(index));
    expect(state() == "complete", "state is \"" + state() + "\" after the last chunk");
}

void before_the_record(Bench& bench) {
    Picture picture{core::AttachmentId::parse(core::new_uuid_v7(bench.now())).value()};
    auto record = bench.new_record();
    record["attachments"] = json::array{picture.description()};
    const Sent sent{std::move(picture), bench.seal(std::move(record))};
    expect_stored(put(bench, sent, 1, sent.picture.text(1)), 201);
    expect_status(bench.post(sent.letter), 201);
    expect_arrived(bench, sent, {1});
}

Sent unannounced(Bench& bench) {
    return {Picture{core::AttachmentId::parse(core::new_uuid_v7(bench.now())).value()}, bench.new_letter()};
}

void too_large(Bench& bench) {
    expect_problem(put(bench, unannounced(bench), 0, std::string(1024 * 1024 + 17, 'x')), 413, "too-large");
}

void too_short(Bench& bench) { expect_problem(put(bench, unannounced(bench), 0, "short"), 400, "malformed"); }

void wrong_type(Bench& bench) {
    const auto sent = unannounced(bench);
    auto request = ambulance::chunk_request(sent.letter.slip, sent.picture.id, 0, sent.picture.text(0));
    request.content_type = "image/png";
    expect_problem(bench.signed_in(std::move(request)), 415, "unsupported-type");
}

/// A good request with its address bent.
http::ClientResponse put_at(Bench& bench, const std::string& from, const std::string& to) {
    const auto sent = unannounced(bench);
    auto request = ambulance::chunk_request(sent.letter.slip, sent.picture.id, 0, sent.picture.text(0));
    request.target.replace(request.target.find(from), from.size(), to);
    return bench.signed_in(std::move(request));
}

void no_number(Bench& bench) {
    for (const char* number : {"/chunks/65536", "/chunks/-1", "/chunks/one", "/chunks/01"})
        expect_problem(put_at(bench, "/chunks/0", number), 400, "malformed");
}

void foreign_mailbox(Bench& bench) {
    if (!bench.target().foreign_mailbox)
        throw NotHere("give --foreign-mailbox: one that is not assigned to this client");
    const auto ours = "/" + bench.target().mailbox.str() + "/";
    expect_problem(put_at(bench, ours, "/" + bench.target().foreign_mailbox->str() + "/"), 403, "forbidden");
}

void no_token(Bench& bench) {
    const auto sent = unannounced(bench);
    expect_problem(bench.call(ambulance::chunk_request(sent.letter.slip, sent.picture.id, 0, sent.picture.text(0))),
                   401, "unauthenticated");
    expect_problem(bench.call(ambulance::attachment_status_request(sent.letter.slip, sent.picture.id)), 401,
                   "unauthenticated");
}

void receipt(Bench& bench) {
    const auto sent = announce(bench);
    http::ClientResponse last;
    for (std::uint32_t index = 0; index < chunks; ++index) last = put(bench, sent, index, sent.picture.text(index));
    const auto said = json_of(last);
    const auto token = core::text_member(said, "receipt");
    if (token.empty()) throw NotHere("this gateway's hospital gives no receipts for attachments");
    const auto found = sealing::verify_receipt(token, bench.recipient().hospital,
                                               bench.target().connection.receipt_certificates, bench.now());
    if (!found) throw Broken("the receipt does not hold: " + found.error().detail.str());
    const auto description = sent.picture.description();
    const auto digest = core::text_member(description, "ciphertext_sha256");
    for (const auto& one : found->attachments) {
        if (one.id == sent.picture.id)
            return expect(one.sha256 == digest, "the digest is not that of the chunks in order");
    }
    throw Broken("the receipt does not name the attachment");
}
}  // namespace

Checks attachment_checks() {
    const std::string api = "API: send_chunk";
    const std::string state = "API: attachment_status";
    return {
        {{"attachment.any-order", "chunks are taken in any order", api + " 201; envelope 4",
          "store each chunk by its number"},
         any_order},
        {{"attachment.resumed", "the status lists exactly what has arrived", state + " 200",
          "list the stored numbers, ascending"},
         resumed},
        {{"attachment.again", "the same chunk again is taken as there already", api + " 200", "compare the bytes"},
         again},
        {{"attachment.other-bytes", "other bytes for the same chunk are refused", api + " 409", "compare the bytes"},
         other_bytes},
        {{"attachment.wrong", "a chunk that does not open is refused and can be sent again", api + " 422; envelope 4",
          "open each chunk as soon as its record is there"},
         wrong},
        {{"attachment.complete", "the status says when an attachment is complete", state + " state",
          "compare the digests with the record"},
         complete},
        {{"attachment.before-record", "a chunk may come before its record", api, "keep it until the record comes"},
         before_the_record},
        {{"attachment.receipt", "a complete attachment has a receipt with its digest", api + "; envelope 5",
          "sign the digest of all chunks in order"},
         receipt},
        {{"attachment.too-large", "a chunk beyond 1 MiB and its tag is refused", api + " 413", "limit the body"},
         too_large},
        {{"attachment.too-short", "a chunk without room for its tag is refused", api + " 400",
          "ask for 16 bytes at least"},
         too_short},
        {{"attachment.wrong-type", "a chunk of another content type is refused", api + " 415",
          "take application/octet-stream alone"},
         wrong_type},
        {{"attachment.no-number", "a chunk is numbered from 0 to 65535", api + " 400", "read the number strictly"},
         no_number},
        {{"attachment.foreign-mailbox", "chunks for a mailbox that is not assigned are forbidden", api + " 403",
          "check the assignment"},
         foreign_mailbox},
        {{"attachment.no-token", "without a token no chunk is taken and no status told", api + " 401",
          "ask for a token"},
         no_token},
    };
}
}  // namespace vorab::conformance

// Attachments of a sender under test, and what holds over all lessons.
#include <charconv>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "common/http/problem.hpp"
#include "common/sealing/attachment.hpp"
#include "common/signing/hash.hpp"
#include "tools/conformance/practice.hpp"

namespace vorab::conformance {
namespace json = boost::json;
namespace record = hospital_server::record;
using core::failure;
using core::Problem;
using http::Request;
using http::Response;

namespace {
async::Task<void> break_off(http::BodyWriter& writer) {
    co_await writer.write("{");
    throw std::runtime_error("cut, as the lesson wants it");
}

std::uint32_t chunks_of(const record::Attachment& attachment) {
    const auto count = sealing::chunk_count(static_cast<std::uint64_t>(attachment.size),
                                            static_cast<std::uint64_t>(attachment.chunk_size));
    return count ? *count : 0;
}
}  // namespace

async::Task<Response> Practice::chunk(Request& request) {
    if (auto refused = refuse_sender(request)) co_return std::move(*refused);
    const auto body = co_await request.body->read_all(sealing::largest_chunk + sealing::chunk_tag);
    if (!body) co_return http::problem_response(body.error());
    observed_.insert({"attachment.media-type", "attachment.sealed"});
    if (request.content_type() != "application/octet-stream")
        note("attachment.media-type", "the content type is \"" + request.content_type() + "\"");
    const int call = ++chunk_calls_;
    if (lesson_->bad_chunks && call == 1) {
        Response response = http::problem_response(failure(Problem::unavailable, "a lesson of the conformance kit"));
        response.headers.add("Retry-After", "1");
        co_return response;
    }
    if (lesson_->bad_chunks && call == 2) {
        Response response;
        response.content_type = "application/json";
        response.stream = break_off;
        co_return response;
    }
    std::uint32_t number = 0;
    const auto& text = request.capture("chunk");
    std::from_chars(text.data(), text.data() + text.size(), number);
    const bool fresh = chunks_[request.capture("id")].try_emplace(number, *body).second;
    co_return http::json_response(fresh ? 201 : 200, R"({"status":"stored"})");
}

async::Task<Response> Practice::chunk_status(Request& request) {
    if (auto refused = refuse_sender(request)) co_return std::move(*refused);
    json::array numbers;
    for (const auto& [number, bytes] : chunks_[request.capture("id")]) numbers.push_back(number);
    const json::object answer{{"attachment", request.capture("id")}, {"chunks", std::move(numbers)}};
    co_return http::json_response(200, json::serialize(answer));
}

/// Opens what came as the hospital would: each chunk by its number, then the digests of the whole.
void Practice::look_at_chunks(const record::Attachment& attachment) {
    const auto& came = chunks_[attachment.id.str()];
    const auto count = chunks_of(attachment);
    const sealing::AttachmentKey key{signing::SecretBytes{attachment.key}, attachment.nonce_prefix};
    signing::Sha256 plain, sealed;
    for (const auto& [number, bytes] : came) {
        const auto opened = sealing::open_chunk(key, number, number + 1 == count, core::bytes_of(bytes));
        if (!opened) {
            note("attachment.sealed", "chunk " + std::to_string(number) + " of " + std::to_string(count) +
                                          " does not open: nonce is prefix, number as 4 bytes, 01 for the last one");
            return;
        }
        plain.update(*opened);
        sealed.update(core::bytes_of(bytes));
    }
    if (came.size() < count) {
        story_.all_chunks = false;
        return;
    }
    if (plain.finish() != attachment.sha256) note("attachment.sealed", "sha256 is not that of the plain bytes");
    if (sealed.finish() != attachment.ciphertext_sha256)
        note("attachment.sealed", "ciphertext_sha256 is not that of all sealed chunks in order");
}

const Story& Practice::end() {
    for (const auto& attachment : described_) look_at_chunks(attachment);
    return story_;
}

const std::vector<Rule>& standing_rules() {
    static const std::vector<Rule> rules{
        {"token.form", "tokens are asked for as RFC 6749 or RFC 7523 has it", "API: issue_token",
         "send grant_type=client_credentials as a form, with client_secret_basic or private_key_jwt"},
        {"token.used", "every call carries a token that was issued", "API: security", "send Authorization: Bearer"},
        {"token.kept", "a token is kept for as long as it holds", "API: issue_token",
         "keep it for expires_in seconds or until 401"},
        {"http.calls", "only calls of the API are made", "API", "compare path and method"},
        {"http.front", "every request is honest HTTP/1.1 within the limits", "docs/reference/http-front-check.md",
         "one Host, a Content-Length, a header of at most 8 KiB"},
        {"http.media-type", "an envelope is sent as what it is", "API: send_transmission 415",
         "application/jose for the compact form, application/jose+json for the flattened one"},
        {"envelope.form", "every envelope keeps to the profile", "envelope 1",
         "everything in the protected header, nothing beside it; no zip, no crit, no aad; ECDH-ES+A256KW or "
         "RSA-OAEP-256 with A256GCM"},
        {"envelope.key", "every envelope names a key of the mailbox", "envelope 1",
         "kid is the key's thumbprint as listed"},
        {"envelope.opens", "every envelope opens", "envelope 1; RFC 7516",
         "try your seal against the vectors of a second library"},
        {"record.signed", "every record is signed under the sender's certificate", "envelope 3",
         "JWS compact, typ vorab-record, ES256, ES384 or EdDSA, with x5c"},
        {"record.slip", "the signed slip is the outer one, and the address fits", "envelope 2",
         "put the same object into the record and into the protected header"},
        {"record.schema", "every record follows the schema", "record.schema.json", "validate before you sign"},
        {"slip.form", "every routing slip has its form", "envelope 2; slip.schema.json",
         "exactly these members; transmission is a UUID of version 7"},
        {"slip.private", "nothing outside the seal says who the patient is", "envelope 2",
         "no name, birth date or number in slip, address or header"},
        {"slip.clock", "created_at is now", "envelope 2", "synchronise the clock; write the offset"},
        {"board.sealed", "what is sealed for the board is the record's arrival", "envelope 2 board",
         "seal the member arrival for the key in board_key_statement"},
        {"attachment.media-type", "chunks are sent as bytes", "API: send_chunk 415", "application/octet-stream"},
        {"attachment.sealed", "every chunk opens, and the digests are right", "envelope 4",
         "AES-256-GCM; nonce is prefix (7), number (4, big-endian), 01 for the last chunk; no associated data"},
    };
    return rules;
}

std::vector<Finding> Practice::findings() const {
    std::vector<Finding> all;
    for (const auto& rule : standing_rules()) {
        const auto fault = faults_.find(rule.id);
        const bool always = rule.id.starts_with("http.") && !observed_.empty();
        if (fault != faults_.end()) {
            all.push_back({rule, Verdict::failed, fault->second});
        } else if (always || observed_.contains(rule.id)) {
            all.push_back({rule});
        } else {
            all.push_back({rule, Verdict::skipped, "no lesson came to it"});
        }
    }
    return all;
}
}  // namespace vorab::conformance

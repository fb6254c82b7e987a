// Where to: the list of mailboxes, and keys that the hospital vouches for.
#include "common/core/json.hpp"
#include "common/signing/vouched_key.hpp"
#include "tools/conformance/gateway_checks.hpp"

namespace vorab::conformance {
namespace json = boost::json;

namespace {
const json::array& array_in(const json::object& object, const char* name) {
    const auto* member = object.if_contains(name);
    expect(member && member->is_array(), std::string{"no array \""} + name + "\"");
    return member->get_array();
}

void list(Bench& bench) {
    const auto entry = bench.mailbox_entry();
    for (const char* name : {"id", "name", "hospital"})
        expect(!core::text_member(entry, name).empty(), std::string{"the mailbox has no "} + name);
    const auto* reachable = entry.if_contains("reachable");
    expect(reachable && reachable->is_bool(), "\"reachable\" is no boolean");
    expect(!array_in(entry, "keys").empty(), "the mailbox has no key");
}

void only_assigned(Bench& bench) {
    if (!bench.target().foreign_mailbox)
        throw NotHere("give --foreign-mailbox: one that is not assigned to this client");
    const auto foreign = bench.target().foreign_mailbox->str();
    const auto answer = bench.mailbox_list();
    bench.mailbox_entry();
    for (const auto& entry : array_in(answer, "mailboxes"))
        expect(core::text_member(entry.as_object(), "id") != foreign, foreign + " is listed");
}

/// Each key, its certificate verified, handed to `look`.
template <class Look>
void each_key(Bench& bench, Look look) {
    const auto entry = bench.mailbox_entry();
    expect(!array_in(entry, "keys").empty(), "the mailbox has no key");
    for (const auto& value : array_in(entry, "keys")) {
        const auto& key = value.as_object();
        const auto certificate =
            bench.target().connection.mailbox_certificates.verify(array_in(key, "x5c"), bench.now());
        if (!certificate) throw Broken("the chain of a key: " + certificate.error().detail.str());
        look(key, *certificate);
    }
}

void chains(Bench& bench) {
    each_key(bench, [&](const json::object&, const signing::VerifiedCertificate& certificate) {
        expect(certificate.common_name == bench.target().mailbox.str(), "a key's certificate is for another mailbox");
    });
}

void thumbprints(Bench& bench) {
    each_key(bench, [](const json::object& key, const signing::VerifiedCertificate& certificate) {
        expect(core::text_member(key, "kid") == certificate.key.thumbprint(), "a kid is not its key's thumbprint");
        const auto bare = signing::PublicKey::from_jwk(key.at("jwk").as_object());
        expect(bare && bare->thumbprint() == certificate.key.thumbprint(), "a jwk is not the key in its certificate");
    });
}

void algorithms(Bench& bench) {
    each_key(bench, [](const json::object& key, const signing::VerifiedCertificate& certificate) {
        const auto algorithm = sealing::key_algorithm(certificate.key.type());
        expect(algorithm && core::text_member(key, "alg") == public_text(*algorithm).str(), "alg does not fit the key");
    });
}

void in_use(Bench& bench) {
    each_key(bench, [&](const json::object& key, const signing::VerifiedCertificate&) {
        const auto until = core::parse_rfc3339(core::text_member(key, "use_until"));
        expect(until && *until > bench.now(), "a key is listed whose use_until has passed");
    });
}

void board_key(Bench& bench) {
    const auto entry = bench.mailbox_entry();
    if (!entry.contains("board_key") && !entry.contains("board_key_statement"))
        throw NotHere("the mailbox has no board");
    const auto statement = core::text_member(entry, "board_key_statement");
    expect(!statement.empty(), "a board key without the hospital's statement");
    const auto key = signing::verify_vouched(statement, bench.target().mailbox, bench.recipient().hospital,
                                             bench.target().connection.receipt_certificates, bench.now());
    if (!key) throw Broken("the statement does not hold: " + key.error().detail.str());
    const auto bare = signing::PublicKey::from_jwk(entry.at("board_key").as_object());
    expect(bare && bare->thumbprint() == key->thumbprint(), "board_key is not the key of the statement");
}
}  // namespace

Checks mailbox_checks() {
    const std::string api = "API: list_mailboxes";
    return {
        {{"mailboxes.list", "our mailbox is listed with name, hospital, reachability and keys", api,
          "send every required member"},
         list},
        {{"mailboxes.assigned", "a mailbox that is not assigned to us is not listed", api,
          "list assigned mailboxes alone"},
         only_assigned},
        {{"mailboxes.chain", "every key has a certificate for this mailbox by an authority of the hospitals",
          api + "; envelope 1", "list the hospital's certificate and its chain as x5c"},
         chains},
        {{"mailboxes.kid", "every kid is its key's thumbprint, and the bare key is the certified one",
          api + "; RFC 7638", "derive kid and jwk from the certificate"},
         thumbprints},
        {{"mailboxes.alg", "every key names the one algorithm that fits it", "envelope 1",
          "ECDH-ES+A256KW for EC and X25519, RSA-OAEP-256 for RSA"},
         algorithms},
        {{"mailboxes.use-until", "no key is listed beyond its time", api, "drop keys whose use_until has passed"},
         in_use},
        {{"mailboxes.board-key", "the boards' key is vouched for by the hospital", api + " board_key_statement",
          "pass on the hospital's signed statement"},
         board_key},
    };
}
}  // namespace vorab::conformance

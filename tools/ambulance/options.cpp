#include "tools/ambulance/options.hpp"

#include <charconv>

#include "common/configuration/reader.hpp"

namespace vorab::ambulance {
using configuration::Arguments;
using configuration::UsageError;

const char* const usage =
    "vorab-ambulance: sends a patient's record sealed for one hospital, and verifies the hospital's receipt.\n"
    "  vorab-ambulance send CASE.json   sends it as if it happened now; prints one JSON line\n"
    "  vorab-ambulance load CASE.json   sends it many times, each as a case of its own; prints times and errors\n"
    "\n"
    "  --gateway URL             https://host:port\n"
    "  --ca FILE                 authority of the gateway's TLS certificate\n"
    "  --client ID               our name at the gateway, with one of\n"
    "    --secret-file FILE      our secret (client_secret_basic)\n"
    "    --assertion-key FILE    our private key (private_key_jwt)\n"
    "  --hospital-ca FILE        authority of the hospitals' keys and receipts\n"
    "  --signing-key FILE        key that signs the record, and\n"
    "  --certificate FILE        its certificates, own first\n"
    "  --mailbox, --kind, --case, --sequence\n"
    "                            instead of what the file says; without --case a new case begins\n"
    "  --attachments DIR         files that CASE.attachments.json names (attachments/ beside the case file)\n"
    "  --serialization NAME      compact or flattened\n"
    "\n"
    "send: --wait S              for the receipt, when the gateway parks the record (not at all)\n"
    "      --follow S            so long, for what the hospital says to the crew: printed in words, one line each\n"
    "      --as-curl             seals, writes what is to be posted here or to $TMPDIR, and prints the calls for curl\n"
    "load: --rate N              missions a second (100)\n"
    "      --seconds S           for so long (10)\n"
    "      --connections C       kept alive, one mission at a time on each (16)\n"
    "      --trace FILE          a line for each mission: case, when it was due and answered (microseconds since "
    "1970)\n"
    "\n"
    "Exit: 0 the receipt is verified, 1 something broke, 2 wrong usage, 3 parked at the gateway, 4 refused,\n"
    "5 a key or receipt that does not hold.\n";

namespace {
/// A value out of the option, or the option's name with what is wrong.
template <class T>
T checked(const std::string& option, core::Result<T> result) {
    if (!result) throw UsageError("--" + option + ": " + result.error().detail.str());
    return std::move(*result);
}

template <class Id>
std::optional<Id> optional_id(Arguments& arguments, const std::string& option) {
    const auto text = arguments.optional_option(option);
    if (!text) return std::nullopt;
    return checked(option, Id::parse(*text));
}

std::int64_t number(const std::string& option, const std::string& text) {
    std::int64_t value = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (wrong != std::errc{} || end != text.data() + text.size() || value < 1 || value > 1'000'000)
        throw UsageError("--" + option + " is a number from 1 to 1000000");
    return value;
}

int small_number(Arguments& arguments, const std::string& option, int fallback) {
    return static_cast<int>(number(option, arguments.option_or(option, std::to_string(fallback))));
}

Credentials read_credentials(Arguments& arguments) {
    Credentials credentials{checked("client", core::ClientId::parse(arguments.option("client")))};
    const auto secret = arguments.optional_option("secret-file");
    const auto key = arguments.optional_option("assertion-key");
    if (secret.has_value() == key.has_value()) throw UsageError("either --secret-file or --assertion-key is needed");
    if (secret) credentials.secret = configuration::read_secret(*secret);
    if (key) credentials.assertion_key = checked("assertion-key", signing::PrivateKey::from_pem_file(*key));
    return credentials;
}

Wishes read_wishes(Arguments& arguments) {
    Wishes wishes{optional_id<core::MailboxId>(arguments, "mailbox"), std::nullopt,
                  optional_id<core::CaseId>(arguments, "case"), std::nullopt};
    if (const auto kind = arguments.optional_option("kind")) wishes.kind = checked("kind", envelope::parse_kind(*kind));
    if (const auto sequence = arguments.optional_option("sequence")) wishes.sequence = number("sequence", *sequence);
    return wishes;
}

sealing::Serialization read_serialization(Arguments& arguments) {
    const auto name = arguments.option_or("serialization", "compact");
    if (name == "compact") return sealing::Serialization::compact;
    if (name == "flattened") return sealing::Serialization::flattened;
    throw UsageError("--serialization is compact or flattened");
}
}  // namespace

Connection read_connection(Arguments& arguments) {
    const auto gateway = checked("gateway", http::Origin::parse(arguments.option("gateway")));
    http::TlsClientOptions tls;
    tls.server_ca = arguments.option("ca");
    const auto hospital_ca = arguments.option("hospital-ca");
    const auto trusted_for = [&](signing::Purpose purpose) {
        return checked("hospital-ca", signing::ChainVerifier::from_pem_file(hospital_ca, purpose));
    };
    Signer signer{checked("signing-key", signing::PrivateKey::from_pem_file(arguments.option("signing-key"))),
                  checked("certificate", signing::x5c_from_pem_file(arguments.option("certificate")))};
    return {gateway,
            checked("ca", http::TlsContext::client(tls)),
            read_credentials(arguments),
            trusted_for(signing::Purpose::encryption),
            trusted_for(signing::Purpose::signature),
            std::move(signer)};
}

SendOptions read_send_options(Arguments& arguments) {
    SendOptions options;
    options.case_file = arguments.word("CASE.json");
    options.attachments =
        arguments.option_or("attachments", (options.case_file.parent_path() / "attachments").string());
    options.wishes = read_wishes(arguments);
    options.serialization = read_serialization(arguments);
    options.as_curl = arguments.flag("as-curl");
    if (const auto wait = arguments.optional_option("wait"))
        options.wait_seconds = static_cast<int>(number("wait", *wait));
    if (const auto seconds = arguments.optional_option("follow")) {
        options.follow_seconds = static_cast<int>(number("follow", *seconds));
        options.answer_key = signing::PrivateKey::generate(signing::KeyType::p256);
    }
    options.secret_file = arguments.option_or("secret-file", "");
    options.ca_file = arguments.option("ca");
    options.gateway = arguments.option("gateway");
    if (options.gateway.ends_with('/')) options.gateway.pop_back();
    return options;
}

LoadOptions read_load_options(Arguments& arguments) {
    LoadOptions options{small_number(arguments, "rate", 100), small_number(arguments, "seconds", 10),
                        small_number(arguments, "connections", 16)};
    if (auto trace = arguments.optional_option("trace")) options.trace = std::move(*trace);
    return options;
}
}  // namespace vorab::ambulance

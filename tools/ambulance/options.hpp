#pragma once
// What the person says on the command line: where to, as whom, and what.
#include <filesystem>
#include <optional>
#include <string>

#include "common/configuration/arguments.hpp"
#include "common/core/ids.hpp"
#include "common/core/sensitive.hpp"
#include "common/envelope/slip.hpp"
#include "common/http/client.hpp"
#include "common/sealing/record.hpp"
#include "common/signing/chain.hpp"
#include "common/signing/keys.hpp"

namespace vorab::ambulance {

extern const char* const usage;

/// Who we are to the gateway: a secret (client_secret_basic) or a key (private_key_jwt).
struct Credentials {
    core::ClientId client;
    core::Sensitive<std::string> secret = {};
    std::optional<signing::PrivateKey> assertion_key = {};
};

/// Who we are to the hospital.
struct Signer {
    signing::PrivateKey key;
    boost::json::array x5c;
};

struct Connection {
    http::Origin gateway;
    http::TlsContext tls;
    Credentials credentials;
    signing::ChainVerifier mailbox_certificates;  ///< both trust the hospital CA alone, never the gateway
    signing::ChainVerifier receipt_certificates;
    Signer signer;
};

/// What to change in the case file; what is not given stays as the file has it, but the case is a new one.
struct Wishes {
    std::optional<core::MailboxId> mailbox = {};
    std::optional<envelope::Kind> kind = {};
    std::optional<core::CaseId> case_id = {};
    std::optional<std::int64_t> sequence = {};
};

struct SendOptions {
    std::filesystem::path case_file;
    std::filesystem::path attachments;  ///< the folder with the files that NAME.attachments.json names
    Wishes wishes;
    sealing::Serialization serialization = sealing::Serialization::compact;
    bool as_curl = false;
    int wait_seconds = 0;                                ///< for the receipt of what the gateway parked
    int follow_seconds = 0;                              ///< for what the hospital says
    std::optional<signing::PrivateKey> answer_key = {};  ///< for which the hospital seals that; made for this case
    std::string secret_file;                             ///< for the words of --as-curl alone
    std::string ca_file;
    std::string gateway;
};

struct LoadOptions {
    int rate = 100;  ///< missions a second
    int seconds = 10;
    int connections = 16;  ///< kept alive; each carries one mission at a time, as HTTP/1.1 has it
    std::optional<std::filesystem::path> trace = {};  ///< a line for each mission is written there, see load.hpp
};

/// All of these throw UsageError for what the user can mend, naming the option.
Connection read_connection(configuration::Arguments& arguments);
SendOptions read_send_options(configuration::Arguments& arguments);
LoadOptions read_load_options(configuration::Arguments& arguments);

}  // namespace vorab::ambulance

#pragma once
// The [[hl7]] sections of the configuration: which information system gets what, when, in which dialect.
// deploy/hospital.example.toml explains each key; docs/how-to/connect-the-his.md shows the messages.
#include <filesystem>
#include <optional>
#include <string>
#include <vector>

#include "common/configuration/reader.hpp"
#include "common/core/ids.hpp"
#include "hl7/documents.hpp"
#include "hl7/tls_connection.hpp"

namespace vorab::hospital_server::his {

enum class When : std::uint8_t {
    link,     ///< once a person has linked the case with a patient of the hospital
    arrival,  ///< each transmission at once, with the case's own id as patient number
};

enum class Message : std::uint8_t {
    mdm_content,  ///< MDM^T02: the PDF in the message
    mdm_file,     ///< MDM^T01: the PDF in a shared folder, the message names it
    oru,          ///< ORU^R01: values, scores and the PDF
};

/// What a later version of a document becomes.
enum class Later : std::uint8_t { replacement, edit, original, none };

struct TargetConfig {
    std::string target;  ///< name of this receiver, in the outbox and in the log
    std::string host;
    std::uint16_t port = 0;
    std::optional<hl7::TlsFiles> tls;
    std::vector<core::MailboxId> mailboxes;  ///< empty: all
    hl7::Target format;                      ///< names, character set, dialect
    When when = When::link;
    Message message = Message::mdm_content;
    Later later = Later::replacement;
    bool cancels = true;      ///< unlinking withdraws what was sent
    bool attachments = true;  ///< protocols and ECGs that came as PDF follow as documents of their own
    bool with_pdf = true;     ///< for ORU^R01: the printed page as its last OBX
    std::optional<std::filesystem::path> folder;  ///< for MDM^T01
    int error_attempts = 5;  ///< how often a message that is answered AE is tried before a person must look
};

std::vector<TargetConfig> read_targets(configuration::Section& root);

}  // namespace vorab::hospital_server::his

#pragma once
// Records of one example case, each a mission of its own, sealed for the mailbox and written as requests to the
// hospital's intake: what a gateway would send on.
#include <filesystem>
#include <string>

#include "tools/ambulance/seal.hpp"

namespace vorab::bench {

struct Sealing {
    std::filesystem::path keys;       ///< a folder made by tools/demo/pki.py
    std::filesystem::path case_file;  ///< of schemas/examples
    core::MailboxId mailbox;
};

/// One request after the other, so many.
void write_requests(const Sealing& sealing, std::size_t count, const std::filesystem::path& to);

/// The envelope that one such request carries.
std::string sealed_now(const Sealing& sealing);

}  // namespace vorab::bench

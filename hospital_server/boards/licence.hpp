#pragma once
// A licence key for one wall display: made here, never at the gateway, and known to nobody once it has been shown.
#include <filesystem>

#include "common/board/store.hpp"
#include "common/sealing/board_keys.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server::boards {

struct NewLicence {
    sealing::LicenceKey key;  ///< to be shown once
    board::Licence licence;   ///< to be stored here, and carried to the gateway as a bundle
};

/// The private JWK in `file`; conflict where there is none.
core::Result<signing::PrivateKey> board_key_of(const std::filesystem::path& file);

/// conflict where the mailbox's board key is not there yet; schema_violation as board::configured() says. Reads a file.
core::Result<NewLicence> make_licence(const MailboxConfig& mailbox, const boost::json::object& config);

}  // namespace vorab::hospital_server::boards

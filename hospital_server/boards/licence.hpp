#pragma once
// A licence key for one wall display: made here, never at the gateway, and known to nobody once it has been shown.
#include "common/board/store.hpp"
#include "common/sealing/board_keys.hpp"
#include "hospital_server/config.hpp"

namespace vorab::hospital_server::boards {

struct NewLicence {
    sealing::LicenceKey key;  ///< to be shown once
    board::Licence licence;   ///< to be stored here, and carried to the gateway as a bundle
};

/// conflict where the mailbox's board key is not there yet; schema_violation as board::configured() says. Reads a file.
core::Result<NewLicence> make_licence(const MailboxConfig& mailbox, const boost::json::object& config);

}  // namespace vorab::hospital_server::boards

#include "hospital_server/boards/licence.hpp"

#include <fstream>
#include <iterator>

#include "common/board/configuration.hpp"
#include "common/core/json.hpp"
#include "common/signing/hash.hpp"

namespace vorab::hospital_server::boards {

core::Result<signing::PrivateKey> board_key_of(const std::filesystem::path& file) {
    std::ifstream in{file, std::ios::binary};
    const std::string content{std::istreambuf_iterator<char>{in}, {}};
    const auto jwk = core::parse_json_object(content);
    auto key = jwk ? signing::PrivateKey::from_jwk(*jwk) : jwk.error();
    if (key) return key;
    return core::failure(
        core::Problem::conflict,
        "this mailbox has no board key: vorab-hospital --config FILE board-key create MAILBOX makes it");
}

core::Result<NewLicence> make_licence(const MailboxConfig& mailbox, const boost::json::object& config) {
    auto whole = board::configured({}, config);
    if (!whole) return whole.error();
    const auto board_key = board_key_of(mailbox.board_key);
    if (!board_key) return board_key.error();
    NewLicence made{sealing::LicenceKey::generate(), {}};
    made.licence.mailbox = mailbox.id;
    made.licence.config = std::move(*whole);
    made.licence.proof_sha256 = signing::sha256(made.key.proof());
    made.licence.wrapped_key = sealing::wrap_board_key(*board_key, made.key);
    return made;
}
}  // namespace vorab::hospital_server::boards

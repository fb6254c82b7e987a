#pragma once
// Where a chain of the audit stood, signed with the hospital's receipt key: whoever can only write to the database
// cannot say it. JWS compact, typ "vorab-audit-statement", kid; payload {"about", "chain", "number", "hash", "at"}.
#include <filesystem>
#include <string>
#include <vector>

#include "common/core/clock.hpp"
#include "common/core/encoding.hpp"
#include "common/signing/keys.hpp"

namespace vorab::hospital_server::audit {

struct Statement {
    std::string about;  ///< "anchor": so far it went; "checkpoint": up to here it was removed, as the period says
    std::string chain;  ///< "server", or a mailbox
    std::int64_t number = 0;
    core::Bytes hash;
    core::Timestamp at{};
};

class Notary {
  public:
    /// `former`: certificates of receipt keys that have been replaced; what they signed still counts.
    Notary(const std::filesystem::path& receipt_key, const std::vector<std::filesystem::path>& former);

    std::string sign(const Statement& statement) const;
    /// Problems are those of verify_compact(); unknown_key for a key that never was ours.
    core::Result<Statement> read(std::string_view token) const;

  private:
    signing::PrivateKey key_;
    std::vector<signing::PublicKey> trusted_;
};
}  // namespace vorab::hospital_server::audit

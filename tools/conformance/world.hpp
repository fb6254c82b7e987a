#pragma once
// The make-believe world for a sender under test: authorities, a hospital with its keys, an ambulance, and a few
// swindlers. All throw-away; written where the sender finds it.
#include <filesystem>
#include <optional>
#include <string>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/core/ids.hpp"
#include "common/http/tls.hpp"
#include "common/sealing/key_ring.hpp"
#include "common/sealing/receipt.hpp"
#include "common/signing/chain.hpp"
#include "common/signing/keys.hpp"

namespace vorab::conformance {

/// What GET /v1/mailboxes offers.
enum class Offer {
    honest,
    next_key,           ///< after a rotation: the old key is gone
    outdated_first,     ///< a key beyond its use_until, then the good one
    foreign_key,        ///< a key whose chain leads to no hospital
    other_mailbox_key,  ///< a hospital's key, but of another mailbox
    foreign_board_key,  ///< the board's key with a statement that no hospital signed
};

class World {
  public:
    World(std::filesystem::path folder, const std::string& host, core::Timestamp now);

    /// Keys, certificates and sender.env, for a gateway at `url`.
    void write_settings(const std::string& url) const;
    http::TlsContext tls() const;

    boost::json::object mailboxes(Offer offer, core::Timestamp now) const;

    const core::MailboxId mailbox = core::MailboxId::parse("zna-conformance").value();
    const core::ClientId client = core::ClientId::parse("conformance-sender").value();
    const std::string secret;
    const signing::PrivateKey assertion_key = signing::PrivateKey::generate(signing::KeyType::p256);

    const sealing::KeyRing& keys() const { return keys_; }  ///< whatever the hospital side can open
    const signing::ChainVerifier& senders() const { return senders_; }
    const signing::PrivateKey& board_key() const { return board_; }
    std::string kid() const { return current_.public_key().thumbprint(); }
    std::string next_kid() const { return next_.public_key().thumbprint(); }
    std::string foreign_board_kid() const { return foreign_board_.public_key().thumbprint(); }

    std::string sign(const sealing::Receipt& receipt) const;
    std::string forge(const sealing::Receipt& receipt) const;           ///< by nobody the sender knows
    std::string sign_elsewhere(const sealing::Receipt& receipt) const;  ///< by another hospital of the same authority

  private:
    struct Listed {
        signing::PublicKey key;
        boost::json::array x5c;
        core::Timestamp use_until;
    };
    static signing::PrivateKey p256() { return signing::PrivateKey::generate(signing::KeyType::p256); }
    void make_certificates(const std::string& host);
    std::filesystem::path file(const char* name) const { return folder_ / name; }

    std::filesystem::path folder_;
    signing::PrivateKey current_ = p256(), next_ = p256(), foreign_ = p256(), board_ = p256(), foreign_board_ = p256(),
                        receipt_ = p256();
    boost::json::array current_x5c_, next_x5c_, foreign_x5c_, other_x5c_, receipt_x5c_, forger_x5c_, elsewhere_x5c_;
    std::string server_ca_, hospital_ca_, ambulance_chain_;
    signing::PrivateKey ambulance_ = p256();
    signing::ChainVerifier senders_;
    sealing::KeyRing keys_;
};

}  // namespace vorab::conformance

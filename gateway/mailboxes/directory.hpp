#pragma once
// Who may send where: the gateway's administered data, held in memory as one immutable picture that is replaced whole
// when the database has a newer version. So a request needs no query, and a client that is disabled is refused within
// seconds.
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

#include "common/core/ids.hpp"
#include "common/database/database.hpp"
#include "common/signing/keys.hpp"
#include "gateway/mailboxes/scope.hpp"

namespace vorab::gateway {

struct Client {
    core::ClientId id;
    std::string organisation;
    core::Bytes secret_sha256;                        ///< empty: client_secret_basic is not possible
    std::optional<signing::PublicKey> assertion_key;  ///< for private_key_jwt
    bool disabled = false;
    Scopes scopes = Scope::send;                      ///< the most that its tokens may have
    std::optional<core::Timestamp> tokens_from = {};  ///< those issued before are revoked
    std::set<core::MailboxId> mailboxes;              ///< assigned
};

struct Mailbox {
    core::MailboxId id;
    std::string name;
    std::string hospital;
    std::string intake_url;
    boost::json::array keys;  ///< as `GET /v1/mailboxes` lists them
    std::optional<boost::json::object> board_key;
    std::optional<std::string> board_key_statement;  ///< JWS: senders verify it, we only keep it
    std::optional<std::string> hospital_client;  ///< common name of the certificate with which its hospital calls us
};

struct Picture {
    std::int64_t version = 0;
    std::map<core::ClientId, Client> clients;
    std::map<core::MailboxId, Mailbox> mailboxes;
};

Picture read_picture(database::Connection& connection, core::Timestamp now);

class Directory {
  public:
    Directory(database::Database& database, const core::Clock& clock, const core::Log& log);

    /// Reads the database now; throws when it does not answer.
    async::Task<void> load();

    /// Looks for a newer version every two seconds, until cancelled. While the database is gone the last picture serves
    /// on.
    async::Task<void> run();

    std::shared_ptr<const Picture> picture() const { return picture_; }

  private:
    async::Task<void> refresh();
    database::Database& database_;
    const core::Clock& clock_;
    const core::Log& log_;
    std::shared_ptr<const Picture> picture_ = std::make_shared<Picture>();
};
}  // namespace vorab::gateway

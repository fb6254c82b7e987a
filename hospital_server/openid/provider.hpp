#pragma once
// The provider as this server meets it: what it says of itself (OpenID Connect Discovery 1.0), its keys, and the code
// that is redeemed for an ID token. Both are kept for an hour; keys are looked at again for one that is not known yet.
#include <optional>

#include "common/core/log.hpp"
#include "hospital_server/openid/endpoint.hpp"
#include "hospital_server/openid/id_token.hpp"
#include "hospital_server/openid/options.hpp"

namespace vorab::hospital_server::openid {

class Provider {
  public:
    Provider(async::Executor executor, const Options& options, const core::Clock& clock);

    /// Where the browser begins, to which parameters are added. unavailable: the provider does not answer, or not as
    /// the standard says.
    async::Task<core::Result<std::string>> authorization_url();

    /// The ID token for a code. unauthenticated: the code is not good (any more). unavailable as above.
    async::Task<core::Result<std::string>> redeem(std::string code, std::string verifier);

    /// The keys of now, among which `kid` is if the provider has it.
    async::Task<core::Result<KeySet>> keys(std::string kid);

  private:
    struct Metadata {
        std::string authorization;
        Endpoint token, keys;
        bool secret_in_form = false;  ///< client_secret_post instead of client_secret_basic
        core::Timestamp until;
    };
    static core::Result<Metadata> read_metadata(const boost::json::object& said, const std::string& issuer);
    async::Task<core::Result<Metadata>> metadata();
    async::Task<core::Result<http::ClientResponse>> send(Endpoint to, http::ClientRequest request);
    async::Task<core::Result<boost::json::object>> get(Endpoint from);
    http::ClientRequest token_request(const Metadata& metadata, std::string code, std::string verifier) const;

    async::Executor executor_;
    Options options_;
    const core::Clock& clock_;
    http::TlsContext tls_;
    std::optional<Metadata> metadata_;
    KeySet keys_;
    core::Timestamp keys_read_{};
};
}  // namespace vorab::hospital_server::openid

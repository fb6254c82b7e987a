#pragma once
// /api/v1/session/ways, /api/v1/session/openid: sign-in by the authorization code flow with PKCE (OpenID Connect
// Core 1.0 section 3.1, RFC 7636, RFC 9700). Nothing is kept here between the two steps: state, nonce and code verifier
// all follow from one secret in a cookie of the browser that began, so that nobody else's answer fits and no flood
// fills a table.
#include <memory>

#include "common/http/router.hpp"
#include "hospital_server/openid/provider.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::openid {

class Entrance {
  public:
    /// Without options there is no such way, and the sign-in page is told so.
    Entrance(async::Executor executor, const std::optional<Options>& options, people::SignIn& sign_in,
             const core::Clock& clock, const core::Log& log);

    void mount(http::Router& router);

  private:
    async::Task<http::Response> ways(http::Request& request);
    async::Task<http::Response> begin(http::Request& request);
    async::Task<http::Response> finish(http::Request& request);

    /// What comes back in the browser.
    struct Returned {
        std::string code, verifier, nonce;
    };
    core::Result<Returned> read_returned(const http::Request& request) const;
    async::Task<core::Result<people::Vouched>> vouched_for(core::Result<Returned> returned);
    async::Task<core::Result<people::Vouched>> ask_provider(Returned returned);
    std::string question(const std::string& endpoint, const std::string& secret) const;

    std::optional<Options> options_;
    std::unique_ptr<Provider> provider_;
    people::SignIn& sign_in_;
    const core::Clock& clock_;
    const core::Log& log_;
    int under_way_ = 0;  ///< anybody may make us ask the provider
};
}  // namespace vorab::hospital_server::openid

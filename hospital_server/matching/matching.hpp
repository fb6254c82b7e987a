#pragma once
// "KIS import" in the tracker (mission O2, T3): GET and POST .../matches, PUT and DELETE .../link. Role KIS; every
// reading and every change is in the audit.
#include "common/http/router.hpp"
#include "hospital_server/matching/links.hpp"
#include "hospital_server/tracker/addressed.hpp"

namespace vorab::hospital_server::matching {

class Matching {
  public:
    Matching(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, database::Database& server,
             const core::Clock& clock);

    void mount(http::Router& router);
    Links& links() { return links_; }  ///< for those who want to hear of changes; before anything runs

  private:
    struct Wish;

    async::Task<core::Result<tracker::Addressed>> entitled(http::Request& request);
    async::Task<http::Response> suggest(http::Request& request);
    async::Task<http::Response> search(http::Request& request);
    async::Task<http::Response> matches(tracker::Addressed to, std::string peer, std::optional<std::string> word);
    async::Task<http::Response> put(http::Request& request);
    async::Task<http::Response> link(tracker::Addressed to, std::string peer, Wish wish);
    async::Task<http::Response> remove(http::Request& request);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    database::Database& server_;
    const core::Clock& clock_;
    Links links_;
};
}  // namespace vorab::hospital_server::matching

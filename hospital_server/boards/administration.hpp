#pragma once
// /api/v1/boards: the arrival boards of this server (mission G7, B2), for whom `boards.read` and `boards.write` are
// granted. An open board shows each change within a second; what a configuration was before is kept (mission D3).
#include "common/board/boards.hpp"
#include "common/http/router.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::boards {

class Administration {
  public:
    Administration(people::SignIn& sign_in, const std::vector<MailboxConfig>& mailboxes, database::Database& database,
                   board::Boards& boards, const core::Clock& clock);

    void mount(http::Router& router);

  private:
    struct Author {
        std::string user_name;
        std::string peer;
        core::PublicText browser;
    };
    using Change = std::function<core::Result<core::MailboxId>(database::Connection&, const std::string& id)>;

    async::Task<core::Result<Author>> author_of(http::Request& request, people::Access access);
    async::Task<http::Response> list(http::Request& request);
    async::Task<http::Response> add(http::Request& request);
    async::Task<http::Response> configure(http::Request& request);
    async::Task<http::Response> remove(http::Request& request);
    async::Task<http::Response> simply(http::Request& request, core::PublicText event, Change change);
    async::Task<core::Result<boost::json::object>> carry_out(Author author, std::string id, core::PublicText event,
                                                             Change change);
    const MailboxConfig* find(std::string_view mailbox) const;

    people::SignIn& sign_in_;
    const std::vector<MailboxConfig>& mailboxes_;
    database::Database& database_;
    board::Boards& boards_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::boards

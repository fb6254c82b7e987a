#pragma once
// The archive (mission H9): what has left the live list is found again, and brought back. For whom `archive.read` and
// `archive.write` are granted; every call is a row of the audit, which never holds what was searched for.
#include "common/async/task_group.hpp"
#include "common/http/router.hpp"
#include "hospital_server/archive/search.hpp"
#include "hospital_server/tracker/addressed.hpp"
#include "hospital_server/tracker/live_list.hpp"

namespace vorab::hospital_server::archive {

class Archive {
  public:
    Archive(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, tracker::LiveList& live_list,
            const core::Clock& clock, const core::Log& log);

    void mount(http::Router& router);

    /// Keeps the search words of cases that came before there were any, a few at a time; ends when all have theirs.
    async::Task<void> run();

  private:
    enum class To { archive, list };
    async::Task<http::Response> search(http::Request& request);
    async::Task<std::vector<Standing>> find_in_all(Search search, people::Person person, std::string peer);
    async::Task<boost::json::array> summaries(std::vector<Standing> found);
    async::Task<http::Response> move(http::Request& request, To to);
    async::Task<bool> keep_some(cases::Mailbox& mailbox);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    tracker::LiveList& live_list_;
    const core::Clock& clock_;
    const core::Log& log_;
};
}  // namespace vorab::hospital_server::archive

#pragma once
// What staff do with a case, and what the crew hears of it: POST .../seen, accept, destination, arrived, outcome.
#include "common/board/boards.hpp"
#include "common/http/router.hpp"
#include "hospital_server/answers/answers.hpp"
#include "hospital_server/tracker/addressed.hpp"
#include "hospital_server/tracker/live_list.hpp"

namespace vorab::hospital_server::tracker {

class Actions {
  public:
    Actions(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, LiveList& live_list, board::Boards& boards,
            const core::Clock& clock);

    void mount(http::Router& router);

  private:
    async::Task<http::Response> act(http::Request& request, envelope::AnswerEvent event);
    async::Task<core::Result<answers::Saying>> read(http::Request& request, envelope::AnswerEvent event);
    async::Task<http::Response> after_change(Addressed to, envelope::AnswerEvent event);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    LiveList& live_list_;
    board::Boards& boards_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::tracker

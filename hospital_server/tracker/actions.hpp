#pragma once
// What staff do with a case, and what the crew hears of it: POST .../seen, accept, destination, arrived, outcome;
// handed-over, of which the crew hears nothing; and undo, within the time that the crew has not heard of it.
#include "common/board/boards.hpp"
#include "common/http/router.hpp"
#include "hospital_server/answers/answers.hpp"
#include "hospital_server/boards/correction.hpp"
#include "hospital_server/tracker/addressed.hpp"
#include "hospital_server/tracker/live_list.hpp"

namespace vorab::hospital_server::tracker {

class Actions {
  public:
    Actions(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, LiveList& live_list, board::Boards& boards,
            const std::vector<MailboxConfig>& configured, std::chrono::seconds undo_time, const core::Clock& clock);

    void mount(http::Router& router);

    /// A new transmission of the crew does not take from the boards where the house has said that the patient goes.
    async::Task<void> keep_destination(core::MailboxId mailbox, core::CaseId case_id);

  private:
    async::Task<http::Response> act(http::Request& request, envelope::AnswerEvent event);
    async::Task<core::Result<answers::Saying>> read(http::Request& request, envelope::AnswerEvent event);
    async::Task<http::Response> hand_over(http::Request& request);
    async::Task<http::Response> undo(http::Request& request);
    answers::Speaker speaker(const Addressed& to, const http::Request& request) const;
    async::Task<http::Response> after_change(Addressed to, bool on_boards, boards::Where where);
    async::Task<bool> correct(cases::Mailbox& mailbox, core::CaseId case_id, boards::Where where);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    LiveList& live_list_;
    board::Boards& boards_;
    std::map<core::MailboxId, std::filesystem::path> board_keys_;
    std::chrono::seconds undo_time_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::tracker

#pragma once
// /api/v1/figures: for whom `figures.read` is granted, of the mailboxes granted to them. Each reading is a row of the
// mailbox's audit.
#include "common/http/router.hpp"
#include "hospital_server/figures/figures.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::figures {

class Api {
  public:
    Api(people::SignIn& sign_in, const cases::Mailboxes& mailboxes, const core::Clock& clock);

    void mount(http::Router& router);

  private:
    enum class Form { json, csv };
    async::Task<http::Response> answer(http::Request& request, Form form);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    const core::Clock& clock_;
};
}  // namespace vorab::hospital_server::figures

#pragma once
// The case on paper, for people and for the hospital's systems: GET .../cases/{case}/document.pdf, and render() for
// channels. Drawing takes tens of milliseconds and has a thread of its own.
#include "common/async/blocking_pool.hpp"
#include "common/http/router.hpp"
#include "hospital_server/documents/paper.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::documents {

class Printing {
  public:
    Printing(async::Executor executor, people::SignIn& sign_in, const cases::Mailboxes& mailboxes,
             const core::Clock& clock);

    void mount(http::Router& router);

    async::Task<core::Bytes> render(std::shared_ptr<const pdf::Document> document);

  private:
    async::Task<http::Response> answer(http::Request& request);

    people::SignIn& sign_in_;
    const cases::Mailboxes& mailboxes_;
    const core::Clock& clock_;
    async::BlockingPool pool_;
};

}  // namespace vorab::hospital_server::documents

#pragma once
// How it stands with those who bring admissions, and what of theirs could not be taken (/api/v1/admissions,
// schemas/tracker.openapi.yaml). The bytes of a message may name a patient: who may link patients sees them, and the
// audit says who did.
#include <boost/json/object.hpp>

#include "common/http/router.hpp"
#include "hospital_server/people/sign_in.hpp"

namespace vorab::hospital_server::adt {

class Desk {
  public:
    /// What the listeners say about themselves: {listeners: [...], counts: {...}}.
    using State = std::function<boost::json::object()>;

    Desk(database::Database& database, people::SignIn& sign_in, State state);

    void mount(http::Router& router);

  private:
    async::Task<http::Response> show(http::Request& request);
    async::Task<http::Response> show_bytes(http::Request& request);

    database::Database& database_;
    people::SignIn& sign_in_;
    State state_;
};

/// As people can read it: each control character is its picture (U+2400 and on), a CR also ends the line; what is no
/// UTF-8 is read as Windows-1252.
std::string visible(std::string_view bytes);

}  // namespace vorab::hospital_server::adt

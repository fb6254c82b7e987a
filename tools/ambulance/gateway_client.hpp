#pragma once
// The gateway as a sender sees it: signed in once, then calls over a kept-alive connection.
#include <string>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "common/http/answer_stream.hpp"
#include "tools/ambulance/options.hpp"
#include "tools/ambulance/outcome.hpp"

namespace vorab::ambulance {

class GatewayClient {
  public:
    GatewayClient(async::Executor executor, const Connection& connection, http::ClientOptions options);

    /// Gets a token of 12 hours.
    async::Task<Outcome<void>> sign_in(core::Timestamp now);

    /// The mailboxes assigned to us, with their keys. Not trusted yet: see choose_recipient().
    async::Task<Outcome<boost::json::object>> mailboxes();

    /// One call under our token, as the gateway answered it. Trouble only when it did not answer.
    async::Task<Outcome<http::ClientResponse>> call(http::ClientRequest request);

    /// The same for an answer that goes on: on a connection of its own.
    async::Task<Outcome<http::AnswerStream>> listen(http::ClientRequest request);

  private:
    async::Task<Outcome<boost::json::object>> ask(http::ClientRequest request, std::string what);
    async::Task<Outcome<std::string>> issuer();

    async::Executor executor_;
    const Connection& connection_;
    http::Client client_;
    std::string authorization_;
};

}  // namespace vorab::ambulance

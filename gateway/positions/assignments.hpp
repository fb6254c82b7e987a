#pragma once
// POST /v1/assignments: a capacity system says to which unit of a hospital an announced patient is assigned (mission
// G9). Passed on at once and kept nowhere: the answer says whether the hospital has it (docs/decisions/positions.md).
#include "gateway/positions/under_way.hpp"
#include "gateway/refusals.hpp"
#include "gateway/token/bearer.hpp"
#include "gateway/transmissions/forward.hpp"

namespace vorab::gateway {

class Assignments {
  public:
    Assignments(Bearer& bearer, const Directory& directory, Forwarder& forwarder, database::Database& database,
                Refusals& refusals, const core::Clock& clock);

    /// 200: the hospital has stored it. 404: no such patient is announced there. 503: it does not answer; send it
    /// again.
    async::Task<http::Response> answer(http::Request& request);

  private:
    struct Assignment;
    core::Result<Assignment> read(const boost::json::object& sent) const;
    core::Result<Mailbox> mailbox_of(const core::MailboxId& id, const core::ClientId& client) const;
    async::Task<core::Result<Assignment>> understood(http::Request& request, core::ClientId client);
    async::Task<http::Response> pass_on(Assignment assignment, Mailbox mailbox);

    Bearer& bearer_;
    const Directory& directory_;
    Forwarder& forwarder_;
    database::Database& database_;
    Refusals& refusals_;
    const core::Clock& clock_;
};
}  // namespace vorab::gateway

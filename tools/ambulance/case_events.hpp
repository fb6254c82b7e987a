#pragma once
// What is said about our case while it is being said: the gateway's event stream, kept up over cuts. Resumes with the
// last event's id, so that nothing is lost and nothing comes twice.
#include <chrono>
#include <memory>
#include <optional>

#include <boost/json/object.hpp>

#include "common/core/clock.hpp"
#include "tools/ambulance/gateway_client.hpp"
#include "tools/ambulance/seal.hpp"

namespace vorab::ambulance {

class CaseEvents {
  public:
    /// Listens for so long in all, from now on. The references must outlive it.
    CaseEvents(async::Executor executor, GatewayClient& gateway, const Package& package, const core::Clock& clock,
               std::chrono::milliseconds for_so_long);
    ~CaseEvents();
    CaseEvents(const CaseEvents&) = delete;
    CaseEvents& operator=(const CaseEvents&) = delete;

    /// The next event, a CaseEvent of gateway.openapi.yaml; nothing when the time is over. A gateway that is away, full
    /// or says 503 is tried again, after the pause that it wished for, longer with every failure; after 401 with a
    /// new token; after 404 our transmission is posted again, as docs/how-to/hear-the-hospital.md says. Trouble for
    /// another refusal, and for what is no event.
    async::Task<Outcome<std::optional<boost::json::object>>> next();

  private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace vorab::ambulance

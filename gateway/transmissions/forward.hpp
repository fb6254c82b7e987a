#pragma once
// To the hospital, over kept-alive mutual TLS. One client per hospital server; the answer is passed through unread but
// for its status.
#include <map>
#include <memory>
#include <set>

#include "common/async/task_group.hpp"
#include "common/http/client.hpp"
#include "gateway/mailboxes/directory.hpp"
#include "gateway/mailboxes/reachability.hpp"

namespace vorab::gateway {

struct HospitalAnswer {
    int status = 0;
    std::string body;
    std::string content_type;
};

class Forwarder {
  public:
    Forwarder(async::Executor executor, http::TlsContext tls, http::ClientOptions options, Reachability& reachability);

    /// unreachable: the hospital did not answer in time; then the caller parks or says so. 5xx counts as no answer.
    /// malformed: the request's `source` broke off.
    async::Task<core::Result<HospitalAnswer>> send(const Mailbox& mailbox, http::ClientRequest request);

    /// Asks each hospital of the picture whether it is there, so that `reachable` in the mailbox list is fresh; all at
    /// once, in `tasks`, and none that has not answered yet. Says in the log why one is not there: often it is a
    /// certificate.
    void probe(const Picture& picture, async::TaskGroup& tasks, const core::Log& log);

  private:
    async::Task<void> ask(std::string intake_url, const core::Log& log);
    http::Client& client_of(const std::string& intake_url);
    async::Executor executor_;
    http::TlsContext tls_;
    http::ClientOptions options_;
    Reachability& reachability_;
    std::map<std::string, std::unique_ptr<http::Client>> clients_;
    std::set<std::string> asked_;  ///< by a probe under way
};
}  // namespace vorab::gateway

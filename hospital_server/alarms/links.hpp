#pragma once
// The links to the alarm servers, shared by all mailboxes: an account may be logged in only once.
#include <map>

#include "espax/failover.hpp"
#include "hospital_server/alarm_rules/config.hpp"

namespace vorab::hospital_server::alarms {

class Links {
  public:
    /// `observer` hears what every server tells of calls. Throws core::FailureError when a TLS file cannot be used.
    Links(async::Executor executor, const std::vector<alarm_rules::Server>& servers, espax::Failover::Observer observer,
          const core::Clock& clock, const core::Log& log);

    void begin();
    async::Task<void> leave(std::chrono::milliseconds at_most);
    espax::Failover& at(const std::string& target) { return *links_.at(target); }
    bool has(const std::string& target) const { return links_.contains(target); }

    /// One gauge for each server: is there a session, is it on standby.
    std::string metrics() const;

  private:
    std::map<std::string, std::unique_ptr<espax::Failover>> links_;
};

}  // namespace vorab::hospital_server::alarms

#pragma once
// Which hospitals answer now, as the last call or probe found.
#include <map>
#include <string>

namespace vorab::gateway {

class Reachability {
  public:
    void note(const std::string& intake_url, bool answered) { answered_[intake_url] = answered; }
    bool is_reachable(const std::string& intake_url) const {
        const auto found = answered_.find(intake_url);
        return found != answered_.end() && found->second;
    }

  private:
    std::map<std::string, bool> answered_;
};
}  // namespace vorab::gateway

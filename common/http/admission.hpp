#pragma once
// Who may have a connection, before a byte of HTTP: how many one address may hold, and who is really at the other end
// of a balancer. For the files of this room only.
#include <map>
#include <string>

#include "common/http/server.hpp"
#include "common/http/stream.hpp"

namespace vorab::http {

/// One connection's place among those of its address; given back when it goes.
class Place {
  public:
    Place(std::map<std::string, std::size_t>& held, const std::string& address)
        : held_(held), at_(held.try_emplace(address).first) {
        ++at_->second;
    }
    ~Place() {
        if (--at_->second == 0) held_.erase(at_);
    }
    Place(const Place&) = delete;
    Place& operator=(const Place&) = delete;
    std::size_t among() const { return at_->second; }

  private:
    std::map<std::string, std::size_t>& held_;
    std::map<std::string, std::size_t>::iterator at_;
};

/// The address of the peer: the socket's, or what a balancer of ours says. Empty when that balancer said nothing proper
/// in time.
async::Task<std::optional<std::string>> peer_address(Socket& socket, const ServerOptions& options);

}  // namespace vorab::http

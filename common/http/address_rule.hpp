#pragma once
// Which addresses a client may connect to. Asked with the address itself, after the name was looked up: so a name that
// changes its mind (DNS rebinding) and a number written oddly ("http://2130706433") end at the same door.
#include <string>
#include <string_view>
#include <vector>

#include "common/core/result.hpp"

namespace vorab::http {

class AddressRule {
  public:
    /// Every address: for our own servers.
    AddressRule() = default;

    /// For other people's: the house's networks and the world, but neither this machine itself nor what only it can
    /// reach (loopback, link-local with the clouds' metadata services, unspecified, multicast, broadcast).
    static AddressRule outward();

    /// From now on these networks, and nothing else: "10.20.0.0/16", "fd12::/64", "127.0.0.1/32". malformed otherwise.
    core::Result<void> only(std::string_view network);

    /// `numeric` as in inet_ntop(3). An IPv4 address in IPv6's clothes counts as what it is.
    bool permits(const std::string& numeric) const;

  private:
    bool outward_ = false;
    std::vector<std::string> networks_;
};
}  // namespace vorab::http

#include "common/http/address_rule.hpp"

#include <algorithm>
#include <array>

#include <boost/asio/ip/address.hpp>
#include <boost/asio/ip/network_v4.hpp>
#include <boost/asio/ip/network_v6.hpp>

namespace vorab::http {
namespace ip = boost::asio::ip;
namespace {
ip::address plain(const ip::address& address) {
    if (!address.is_v6() || !address.to_v6().is_v4_mapped()) return address;
    return ip::make_address_v4(ip::v4_mapped, address.to_v6());
}

bool holds(const std::string& network, const ip::address& address) {
    boost::system::error_code other_family;
    if (address.is_v4()) {
        const auto four = ip::make_network_v4(network, other_family).canonical();
        return !other_family && four == ip::network_v4{address.to_v4(), four.prefix_length()}.canonical();
    }
    const auto six = ip::make_network_v6(network, other_family).canonical();
    return !other_family && six == ip::network_v6{address.to_v6(), six.prefix_length()}.canonical();
}

/// RFC 6890; fd00:ec2::254 is a metadata service, too.
constexpr std::array not_outward{"0.0.0.0/8",         "127.0.0.0/8", "169.254.0.0/16", "224.0.0.0/4",
                                 "240.0.0.0/4",       "::/128",      "::1/128",        "fe80::/10",
                                 "fd00:ec2::254/128", "ff00::/8",    "64:ff9b::/96"};
}  // namespace

AddressRule AddressRule::outward() {
    AddressRule rule;
    rule.outward_ = true;
    return rule;
}

core::Result<void> AddressRule::only(std::string_view network) {
    boost::system::error_code not_four;
    boost::system::error_code not_six;
    ip::make_network_v4(network, not_four);
    ip::make_network_v6(std::string{network}, not_six);
    if (not_four && not_six)
        return core::failure(core::Problem::malformed, "a network such as 10.20.0.0/16 is expected");
    networks_.emplace_back(network);
    return {};
}

bool AddressRule::permits(const std::string& numeric) const {
    boost::system::error_code none;
    const auto address = plain(ip::make_address(numeric, none));
    if (none) return false;
    const auto within = [&](const std::string& network) { return holds(network, address); };
    if (!networks_.empty()) return std::ranges::any_of(networks_, within);
    return !outward_ || std::ranges::none_of(not_outward, within);
}
}  // namespace vorab::http

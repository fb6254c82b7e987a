#include "common/http/proxy_header.hpp"

#include <boost/asio/ip/address.hpp>

namespace vorab::http {
namespace asio = boost::asio;
namespace {
constexpr std::string_view signature{"\r\n\r\n\0\r\nQUIT\n", 12};
constexpr unsigned local = 0x20, proxied = 0x21;          // version 2 and command
constexpr unsigned tcp_over_4 = 0x11, tcp_over_6 = 0x21;  // family and protocol

unsigned byte_at(std::string_view bytes, std::size_t at) { return static_cast<unsigned char>(bytes[at]); }

const core::Failure malformed{core::Problem::malformed, "not a header of the PROXY protocol, version 2"};

template <class Address>
std::string source_in(std::string_view header) {
    typename Address::bytes_type bytes{};
    for (std::size_t at = 0; at < bytes.size(); ++at) {
        bytes[at] = static_cast<unsigned char>(header[proxy_header_start + at]);
    }
    return Address{bytes}.to_string();
}
}  // namespace

core::Result<std::size_t> proxy_header_rest(std::string_view start) {
    if (start.size() != proxy_header_start || !start.starts_with(signature)) return malformed;
    const unsigned command = byte_at(start, 12);
    const std::size_t rest = byte_at(start, 14) * 256 + byte_at(start, 15);
    if ((command != local && command != proxied) || rest > longest_proxy_rest) return malformed;
    return rest;
}

core::Result<std::optional<std::string>> proxy_header_source(std::string_view header) {
    const auto rest = proxy_header_rest(header.substr(0, proxy_header_start));
    if (!rest || header.size() != proxy_header_start + *rest) return malformed;
    if (byte_at(header, 12) == local) return std::optional<std::string>{};
    const unsigned family = byte_at(header, 13);
    if (family == tcp_over_4 && *rest >= 12) return std::optional{source_in<asio::ip::address_v4>(header)};
    if (family == tcp_over_6 && *rest >= 36) return std::optional{source_in<asio::ip::address_v6>(header)};
    return malformed;
}
}  // namespace vorab::http

#include "hospital_server/openid/endpoint.hpp"

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

namespace vorab::hospital_server::openid {

core::Result<Endpoint> parse_endpoint(std::string_view text) {
    const auto url = boost::urls::parse_absolute_uri(text);
    const bool proper = url && url->scheme() == "https" && !url->has_userinfo() && !url->encoded_host().empty();
    if (!proper) return core::failure(core::Problem::malformed, "an address of the provider is not https");
    std::string base = "https://" + std::string{url->encoded_host()};
    if (url->has_port()) base += ":" + std::string{url->port()};
    auto origin = http::Origin::parse(base);
    if (!origin) return origin.error();
    const std::string path{url->encoded_path()};
    const std::string query = url->has_query() ? "?" + std::string{url->encoded_query()} : "";
    return Endpoint{std::move(*origin), (path.empty() ? "/" : path) + query};
}

std::string encoded(std::string_view text) { return boost::urls::encode(text, boost::urls::unreserved_chars); }

std::string encoded(const Parameters& parameters) {
    std::string form;
    for (const auto& [name, value] : parameters) {
        form.append(form.empty() ? "" : "&").append(encoded(name)).append("=").append(encoded(value));
    }
    return form;
}
}  // namespace vorab::hospital_server::openid

#include "hospital_server/openid/options.hpp"

#include "hospital_server/openid/endpoint.hpp"

namespace vorab::hospital_server::openid {

Options read_options(configuration::Section section) {
    Options options;
    options.issuer = section.text("issuer");
    if (!parse_endpoint(options.issuer)) section.refuse("issuer", "https://host, perhaps with a path, is expected");
    options.ca = section.path("ca");
    options.client_id = section.text("client_id");
    if (section.has("client_secret_file")) options.client_secret = section.secret("client_secret_file");
    options.name = section.text("name");
    const std::string ours = section.text("tracker_url");
    const auto origin = http::Origin::parse(ours);
    if (!origin || !origin->tls || ours.ends_with('/'))
        section.refuse("tracker_url", "https://host:port is expected, as people's browsers reach the tracker");
    options.callback = ours + callback_path;
    options.scope = section.text_or("scope", "openid profile");
    options.prompt = section.text_or("prompt", "");
    options.user_claim = section.text_or("user_claim", "preferred_username");
    options.groups_claim = section.text_or("groups_claim", "groups");
    options.groups = people::read_group_rights(section, "name");
    return options;
}
}  // namespace vorab::hospital_server::openid

#pragma once
// [openid]: the hospital's OpenID Connect provider (Entra ID, Keycloak, ADFS, ...), as another way to sign in.
#include <filesystem>
#include <string>
#include <vector>

#include "hospital_server/people/group_rights.hpp"

namespace vorab::hospital_server::openid {

struct Options {
    std::string issuer;        ///< "https://...", letter for letter as the provider's tokens say it
    std::filesystem::path ca;  ///< PEM; the provider's certificate must hold
    std::string client_id;
    core::Sensitive<std::string> client_secret;  ///< empty: a public client, which PKCE protects alone
    std::string name;                            ///< on the button of the sign-in page
    std::string callback;                        ///< where the provider sends the browser back to
    std::string scope;
    std::string prompt;  ///< "login": whoever comes is asked again, also where somebody is signed in at the provider
    std::string user_claim;
    std::string groups_claim;                 ///< perhaps a path: "realm_access.roles"
    std::vector<people::GroupRights> groups;  ///< by their word in that claim
};

Options read_options(configuration::Section section);

}  // namespace vorab::hospital_server::openid

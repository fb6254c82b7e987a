#include "hospital_server/directory/options.hpp"

#include <sstream>

namespace vorab::hospital_server::directory {
namespace {
/// One or more, all encrypted in the same way: what is not would be asked in the clear, or not at all.
bool are_safe(const std::string& urls) {
    std::istringstream words{urls};
    const bool tls = urls.starts_with("ldaps://");
    std::string url;
    bool safe = !urls.empty();
    while (words >> url) safe = safe && url.starts_with(tls ? "ldaps://" : "ldap://");
    return safe;
}
}  // namespace

Options read_options(configuration::Section section) {
    Options options;
    options.url = section.text("url");
    if (!are_safe(options.url))
        section.refuse("url", "ldaps://host or ldap://host (with StartTLS) is expected, or several of one kind");
    options.ca = section.path("ca");
    options.timeout = std::chrono::seconds{section.integer_or("timeout_seconds", 1, 30, 5)};
    options.user_attribute = section.text_or("user_attribute", "sAMAccountName");
    options.filter = section.text_or("filter", "(objectClass=person)");
    options.user_dn = section.text_or("user_dn", "");
    if (options.user_dn.empty()) {
        options.base = section.text("base");
        options.bind_dn = section.text("bind_dn");
        options.bind_password = section.secret("bind_password_file");
    } else {
        options.base = section.text_or("base", "");
        if (options.user_dn.find("{user}") == std::string::npos) section.refuse("user_dn", "{user} is missing in it");
    }
    options.group_base = section.text_or("group_base", "");
    options.group_filter = section.text_or("group_filter", "(member={dn})");
    options.groups = people::read_group_rights(section, "dn");
    return options;
}
}  // namespace vorab::hospital_server::directory

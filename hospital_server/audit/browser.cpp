#include "hospital_server/audit/browser.hpp"

#include <charconv>

namespace vorab::hospital_server::audit {
namespace {
using core::PublicText;

struct Known {
    std::string_view token;
    PublicText name;
};

/// The order counts: Edge and Opera call themselves Chrome as well, and Chrome calls itself Safari.
const Known* browser_in(std::string_view agent) {
    static const Known browsers[] = {{"Edg/", "Edge "},      {"OPR/", "Opera "},      {"Firefox/", "Firefox "},
                                     {"Chrome/", "Chrome "}, {"Version/", "Safari "}, {"curl/", "curl "}};
    for (const auto& browser : browsers) {
        if (agent.find(browser.token) != std::string_view::npos) return &browser;
    }
    return nullptr;
}

/// Android names Linux too, and an iPhone "like Mac OS X".
PublicText system_in(std::string_view agent) {
    static const Known systems[] = {{"Android", ", Android"}, {"iPhone", ", iOS"},     {"iPad", ", iOS"},
                                    {"Windows", ", Windows"}, {"Mac OS X", ", macOS"}, {"CrOS", ", ChromeOS"},
                                    {"Linux", ", Linux"}};
    for (const auto& system : systems) {
        if (agent.find(system.token) != std::string_view::npos) return system.name;
    }
    return "";
}

int major_version(std::string_view after_token) {
    int version = 0;
    const auto digits = after_token.substr(0, 4);
    std::from_chars(digits.data(), digits.data() + digits.size(), version);
    return version;
}
}  // namespace

PublicText browser_of(std::string_view user_agent) {
    if (user_agent.empty()) return "";
    const auto* const browser = browser_in(user_agent);
    if (!browser) return "other";
    const auto version = major_version(user_agent.substr(user_agent.find(browser->token) + browser->token.size()));
    return browser->name + PublicText{version} + system_in(user_agent);
}
}  // namespace vorab::hospital_server::audit

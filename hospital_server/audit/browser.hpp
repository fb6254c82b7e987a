#pragma once
// Which browser on which system (handbook 7.3), in words of ours: what a browser says of itself is a stranger's text.
#include <string_view>

#include "common/core/public_text.hpp"
#include "common/http/message.hpp"

namespace vorab::hospital_server::audit {

/// "Firefox 128, Windows", "Chrome 131, Android", "other"; empty without a User-Agent.
core::PublicText browser_of(std::string_view user_agent);
inline core::PublicText browser_of(const http::Request& request) {
    return browser_of(request.headers.find("User-Agent").value_or(std::string_view{}));
}

}  // namespace vorab::hospital_server::audit

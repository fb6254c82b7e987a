#include "common/configuration/author.hpp"

#include <cstdlib>
#include <pwd.h>
#include <unistd.h>

namespace vorab::configuration {

std::string signed_in_here() {
    if (const char* before_sudo = std::getenv("SUDO_USER")) return before_sudo;
    const passwd* entry = ::getpwuid(::geteuid());
    return entry ? entry->pw_name : std::to_string(::geteuid());
}
}  // namespace vorab::configuration

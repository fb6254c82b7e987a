#include "common/outbox/owner.hpp"

#include <array>
#include <fstream>
#include <optional>
#include <sstream>
#include <unistd.h>

namespace vorab::outbox {
namespace {
std::string host() {
    std::array<char, 65> name{};
    if (::gethostname(name.data(), name.size() - 1) != 0) return "?";
    return std::string{name.data()}.substr(0, 48);
}

/// Field 22 of /proc/PID/stat (proc(5)), counted behind the command's name, which may hold anything. Empty: no such
/// process.
std::optional<std::string> began(const std::string& pid) {
    std::ifstream file{"/proc/" + pid + "/stat"};
    std::string line;
    if (!std::getline(file, line)) return std::nullopt;
    std::istringstream fields{line.substr(line.rfind(')') + 1)};
    std::string field;
    for (int number = 3; number <= 22; ++number) fields >> field;
    return field;
}
}  // namespace

std::string this_process() {
    static const std::string name = [] {
        const std::string pid = std::to_string(::getpid());
        return host() + ":" + pid + ":" + began(pid).value_or("?");
    }();
    return name;
}

bool has_ended(const std::string& owner) {
    const auto second = owner.rfind(':');
    const auto first = second == std::string::npos ? second : owner.rfind(':', second - 1);
    if (first == std::string::npos || owner.substr(0, first) != host()) return false;
    const auto its_begin = owner.substr(second + 1);
    return its_begin != "?" && began(owner.substr(first + 1, second - first - 1)) != its_begin;
}
}  // namespace vorab::outbox

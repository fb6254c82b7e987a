#include "hospital_server/admin/configuration_commands.hpp"

#include <charconv>
#include <iostream>

#include "hospital_server/versions/configuration.hpp"

namespace vorab::hospital_server {
namespace {
using configuration::Arguments;
using configuration::UsageError;
using database::Connection;

versions::Version version_named(Arguments& arguments, Connection& connection) {
    const std::string text = arguments.word("the number of the version");
    arguments.finish();
    std::int64_t id = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), id);
    if (wrong != std::errc{} || end != text.data() + text.size()) throw UsageError("a version is a number; see list");
    auto found = versions::find(connection, id);
    if (!found) throw UsageError("there is no version " + text + "; see list");
    return std::move(*found);
}

int list(Connection& connection) {
    for (const auto& version : versions::list(connection)) {
        std::cout << version.id << "  " << core::to_rfc3339(version.saved_at) << "  " << version.author << "  "
                  << version.cause << "\n";
    }
    return 0;
}

int restore(Arguments& arguments, Connection& connection, const Config& config) {
    const auto version = version_named(arguments, connection);
    versions::restore(connection, config.file, version, core::SystemClock{}.now());
    std::cout << config.file.string() << " is version " << version.id
              << " again; what it was is saved. Restart the server to run with it.\n";
    return 0;
}
}  // namespace

int administer_configuration(Arguments& arguments, const Config& config) {
    const std::string what = arguments.word("list, show or restore");
    Connection connection{config.database};
    if (what == "show") return std::cout << version_named(arguments, connection).content, 0;
    if (what == "restore") return restore(arguments, connection, config);
    if (what != "list") throw UsageError("configuration list, show N or restore N");
    arguments.finish();
    return list(connection);
}
}  // namespace vorab::hospital_server

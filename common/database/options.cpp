#include "common/database/options.hpp"

namespace vorab::database {

ConnectionOptions read_options(configuration::Section& section) {
    ConnectionOptions options;
    if (section.has("socket")) {
        options.socket = section.path("socket").string();
    } else {
        options.host = section.text("host");
        options.port = static_cast<std::uint16_t>(section.integer_or("port", 1, 65535, 3306));
        options.tls_ca = section.path("tls_ca").string();
    }
    options.user = section.text("user");
    options.password = section.secret("password_file");
    options.database = section.text("name");
    return options;
}
}  // namespace vorab::database

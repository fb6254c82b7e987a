#include "common/database/session.hpp"

#include <new>
#include <poll.h>

#include <fmt/format.h>

namespace vorab::database {
namespace {
void set(MYSQL* mysql, mysql_option option, const void* value) {
    if (mysql_optionsv(mysql, option, value) != 0) throw std::logic_error("libmariadb refuses an option");
}

void set_timeouts(MYSQL* mysql, const ConnectionOptions& options) {
    const auto connect = static_cast<unsigned>(options.connect.count());
    // The server ends a statement itself; the client gives up a little later, when the server does not even do that.
    const auto answer = static_cast<unsigned>(options.statement.count()) + 5;
    set(mysql, MYSQL_OPT_CONNECT_TIMEOUT, &connect);
    set(mysql, MYSQL_OPT_READ_TIMEOUT, &answer);
    set(mysql, MYSQL_OPT_WRITE_TIMEOUT, &answer);
}

void set_tls(MYSQL* mysql, const ConnectionOptions& options) {
    if (options.tls_ca.empty()) throw std::invalid_argument("a database over TCP needs the CA of its certificate");
    const my_bool yes = 1;
    set(mysql, MYSQL_OPT_SSL_ENFORCE, &yes);
    set(mysql, MYSQL_OPT_SSL_VERIFY_SERVER_CERT, &yes);  // chain and host name
    set(mysql, MYSQL_OPT_SSL_CA, options.tls_ca.c_str());
    set(mysql, MARIADB_OPT_TLS_VERSION, "TLSv1.2,TLSv1.3");
}

/// Never left to the server's configuration: an empty sql_mode truncates silently, a zone shifts every time.
void set_session(MYSQL* mysql, const ConnectionOptions& options) {
    const std::string sql = fmt::format(
        "SET sql_mode = 'STRICT_ALL_TABLES,ONLY_FULL_GROUP_BY,NO_ZERO_IN_DATE,NO_ZERO_DATE,ERROR_FOR_DIVISION_BY_ZERO,"
        "NO_ENGINE_SUBSTITUTION', time_zone = '+00:00', tx_isolation = 'READ-COMMITTED', autocommit = 1,"
        " innodb_lock_wait_timeout = 5, max_statement_time = {}",
        options.statement.count());
    run_plain(mysql, sql, "setting up a session");
}
}  // namespace

void run_plain(MYSQL* mysql, std::string_view sql, const char* doing) {
    if (mysql_real_query(mysql, sql.data(), sql.size()) != 0) throw DatabaseError(mysql_errno(mysql), doing);
}

bool hung_up(MYSQL* mysql) {
    pollfd socket{static_cast<int>(mysql_get_socket(mysql)), POLLIN | POLLRDHUP, 0};
    return ::poll(&socket, 1, 0) != 0;  // nothing was asked, so anything to read is an end or a last word
}

Session open_session(const ConnectionOptions& options) {
    static const int library = mysql_library_init(0, nullptr, nullptr);  // once, before two threads do it at a time
    if (library != 0) throw std::runtime_error("libmariadb does not start");
    Session session{mysql_init(nullptr)};
    if (!session) throw std::bad_alloc();
    MYSQL* const mysql = session.get();

    const unsigned no_local_files = 0;
    set(mysql, MYSQL_OPT_LOCAL_INFILE, &no_local_files);
    set(mysql, MYSQL_SET_CHARSET_NAME, "utf8mb4");
    set_timeouts(mysql, options);
    const bool local = !options.socket.empty();
    if (!local) set_tls(mysql, options);
    const MYSQL* connected = mysql_real_connect(mysql, local ? nullptr : options.host.c_str(), options.user.c_str(),
                                                options.password.reveal().c_str(),
                                                options.database.empty() ? nullptr : options.database.c_str(),
                                                local ? 0 : options.port, local ? options.socket.c_str() : nullptr, 0);
    if (connected == nullptr) throw DatabaseError(mysql_errno(mysql), "connecting");
    set_session(mysql, options);
    return session;
}
}  // namespace vorab::database

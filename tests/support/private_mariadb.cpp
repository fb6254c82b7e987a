#include "tests/support/private_mariadb.hpp"

#include <csignal>
#include <fstream>
#include <iterator>
#include <optional>
#include <thread>

#include "common/core/random.hpp"
#include "tests/support/child_process.hpp"

namespace vorab::test {
namespace {
constexpr const char* account = "mysql";

/// What differs from a hospital: where things lie, and buffers small enough to start quickly.
std::string settings(const std::filesystem::path& home, const std::filesystem::path& keys, const std::string& further) {
    const auto shipped = std::filesystem::current_path() / "deploy/mariadb/vorab.cnf";
    if (!exists(shipped)) throw std::runtime_error("run the tests from the root of the tree");
    return "!include " + shipped.string() + "\n[mariadbd]\ndatadir=" + (home / "data").string() +
           "\nsocket=" + (home / "socket").string() + "\npid_file=" + (home / "pid").string() +
           "\nloose_file_key_management_filename=" + keys.string() + "\ntmpdir=" + home.string() +
           "\ninnodb_buffer_pool_size=64M\ninnodb_log_file_size=32M\nkey_buffer_size=1M\nperformance_schema=OFF\n"
           "innodb_buffer_pool_dump_at_shutdown=OFF\ninnodb_buffer_pool_load_at_startup=OFF\n" +
           further;
}
}  // namespace

struct PrivateMariaDb::State {
    explicit State(const std::string& further) : home("vorab-mariadb", account), data((home.path() / "data").string()) {
        const auto keys = home.write("keys", "1;" + core::to_hex(core::random_bytes(32)) + "\n");
        config = home.write("my.cnf", settings(home.path(), keys, further));
        ChildProcess install{{"mariadb-install-db", "--defaults-file=" + config.string(), "--datadir=" + data,
                              "--auth-root-authentication-method=normal", "--skip-test-db", "--force"},
                             home.path() / "install.log",
                             account};
        if (install.wait() != 0) throw std::runtime_error("mariadb-install-db failed: " + read("install.log"));
        start();
    }

    void start() {
        const std::vector<std::string> argv{"mariadbd", "--defaults-file=" + config.string()};
        server.emplace(argv, home.path() / "error.log", account);
        for (int attempt = 0; attempt < 1500; ++attempt) {
            if (server->ended()) break;
            try {
                const database::Connection answers{root()};
                return;
            } catch (const database::DatabaseError&) {
                std::this_thread::sleep_for(std::chrono::milliseconds{20});
            }
        }
        throw std::runtime_error("the private MariaDB does not start: " + read("error.log"));
    }

    database::ConnectionOptions root() const {
        database::ConnectionOptions options;
        options.socket = (home.path() / "socket").string();
        options.user = "root";
        return options;
    }

    std::string read(const char* file) const {
        std::ifstream stream{home.path() / file};
        return {std::istreambuf_iterator<char>{stream}, {}};
    }

    TemporaryDirectory home;
    std::string data;
    std::filesystem::path config;
    std::optional<ChildProcess> server;
};

PrivateMariaDb::PrivateMariaDb(const std::string& further) : state_(std::make_unique<State>(further)) {}
PrivateMariaDb::~PrivateMariaDb() = default;

PrivateMariaDb& PrivateMariaDb::shared() {
    static PrivateMariaDb server;
    return server;
}

database::ConnectionOptions PrivateMariaDb::root() const { return state_->root(); }

database::ConnectionOptions PrivateMariaDb::create_database(const std::string& name) {
    auto options = root();
    const std::string password = core::to_hex(core::random_bytes(16));
    database::Connection administrator{options};
    administrator.run_script("CREATE DATABASE " + name + "; CREATE USER " + name + "@localhost IDENTIFIED BY '" +
                             password + "'; GRANT ALL ON " + name + ".* TO " + name + "@localhost");
    options.user = name;
    options.password = core::Sensitive<std::string>{password};
    options.database = name;
    return options;
}

std::string PrivateMariaDb::run_shipped(const char* script, const std::string& variables) {
    std::ifstream stream{std::filesystem::path{"deploy/mariadb"} / script};
    std::string text{std::istreambuf_iterator<char>{stream}, {}};
    database::Connection administrator{root()};
    administrator.run_script("SET " + variables + ";" + text);
    return administrator.query_one("SELECT @password")->text(0);
}

void PrivateMariaDb::stop() { state_->server->stop(SIGTERM); }
void PrivateMariaDb::kill() { state_->server->stop(SIGKILL); }

void PrivateMariaDb::restart() {
    state_->server.reset();
    state_->start();
}

std::string PrivateMariaDb::error_log() const { return state_->read("error.log"); }
const std::string& PrivateMariaDb::data_directory() const { return state_->data; }

}  // namespace vorab::test

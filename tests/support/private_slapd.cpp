#include "tests/support/private_slapd.hpp"

#include <arpa/inet.h>
#include <csignal>
#include <optional>
#include <sys/socket.h>
#include <thread>
#include <unistd.h>

#include "tests/support/child_process.hpp"

namespace vorab::test {
namespace {
constexpr const char* people = R"(dn: dc=klinik,dc=example
objectClass: dcObject
objectClass: organization
dc: klinik
o: Klinik

dn: cn=vorab,dc=klinik,dc=example
objectClass: organizationalRole
objectClass: simpleSecurityObject
cn: vorab
userPassword: search

dn: ou=people,dc=klinik,dc=example
objectClass: organizationalUnit
ou: people

dn: ou=groups,dc=klinik,dc=example
objectClass: organizationalUnit
ou: groups

dn: uid=erika,ou=people,dc=klinik,dc=example
objectClass: inetOrgPerson
uid: erika
cn: Erika Muster
givenName: Erika
sn: Muster
userPassword: Flurlicht um Mitternacht

dn: uid=o'neill\, jr,ou=people,dc=klinik,dc=example
objectClass: inetOrgPerson
uid: o'neill, jr
cn: Jack (O*Neill)
givenName: Jack
sn: O'Neill
userPassword: Flurlicht um Mitternacht

dn: uid=nobody,ou=people,dc=klinik,dc=example
objectClass: inetOrgPerson
uid: nobody
cn: In No Group
givenName: In
sn: No Group
userPassword: Flurlicht um Mitternacht

dn: cn=notaufnahme,ou=groups,dc=klinik,dc=example
objectClass: groupOfNames
cn: notaufnahme
member: uid=erika,ou=people,dc=klinik,dc=example
member: uid=o'neill\, jr,ou=people,dc=klinik,dc=example

dn: cn=archiv,ou=groups,dc=klinik,dc=example
objectClass: groupOfNames
cn: archiv
member: uid=erika,ou=people,dc=klinik,dc=example
)";

std::string settings(const std::filesystem::path& home, const TestPki& pki, const Leaf& leaf) {
    std::string text;
    for (const char* schema : {"core", "cosine", "inetorgperson"})
        text += std::string{"include /etc/ldap/schema/"} + schema + ".schema\n";
    text += "modulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile " + (home / "pid").string() + "\n";
    text += "TLSCACertificateFile " + pki.ca().string() + "\nTLSCertificateFile " + leaf.certificate.string() +
            "\nTLSCertificateKeyFile " + leaf.key.string() + "\n";
    // Without TLS nothing may be asked.
    text += "security tls=1\ndatabase mdb\nsuffix dc=klinik,dc=example\ndirectory " + (home / "data").string() +
            "\nmaxsize 10485760\naccess to attrs=userPassword by anonymous auth by * none\n"
            "access to * by dn.exact=cn=vorab,dc=klinik,dc=example read by self read by * auth\n";
    return text;
}

bool listens(unsigned short port) {
    const int socket = ::socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const bool open = ::connect(socket, reinterpret_cast<sockaddr*>(&address), sizeof address) == 0;
    ::close(socket);
    return open;
}
}  // namespace

struct PrivateSlapd::State {
    explicit State(TestPki& pki) : home("vorab-slapd"), encrypted(free_port()), plain(free_port()) {
        std::filesystem::create_directory(home.path() / "data");
        config = home.write("slapd.conf", settings(home.path(), pki, pki.server()));
        const auto entries = home.write("people.ldif", people);
        ChildProcess add{{"/usr/sbin/slapadd", "-f", config.string(), "-l", entries.string()}, home.path() / "slapadd.log"};
        if (add.wait() != 0) throw std::runtime_error("slapadd failed, see " + home.path().string());
        start();
    }
    void start() {
        const std::string where =
            "ldaps://127.0.0.1:" + std::to_string(encrypted) + "/ ldap://127.0.0.1:" + std::to_string(plain) + "/";
        const std::vector<std::string> argv{"/usr/sbin/slapd", "-d", "0", "-f", config.string(), "-h", where};
        server.emplace(argv, home.path() / "slapd.log");
        for (int attempt = 0; attempt < 500 && !server->ended(); ++attempt) {
            if (listens(encrypted)) return;
            std::this_thread::sleep_for(std::chrono::milliseconds{20});
        }
        throw std::runtime_error("the private slapd does not start");
    }
    TemporaryDirectory home;
    unsigned short encrypted, plain;
    std::filesystem::path config;
    std::optional<ChildProcess> server;
};

PrivateSlapd::PrivateSlapd(TestPki& pki) : state_(std::make_unique<State>(pki)) {}
PrivateSlapd::~PrivateSlapd() = default;

TestPki& PrivateSlapd::pki() {
    static TestPki made;
    return made;
}
PrivateSlapd& PrivateSlapd::shared() {
    static PrivateSlapd server{pki()};
    return server;
}

std::string PrivateSlapd::ldaps() const { return "ldaps://localhost:" + std::to_string(state_->encrypted); }
std::string PrivateSlapd::start_tls() const { return "ldap://localhost:" + std::to_string(state_->plain); }
void PrivateSlapd::kill() { state_->server->stop(SIGKILL); }
void PrivateSlapd::restart() {
    state_->server.reset();
    state_->start();
}
}  // namespace vorab::test

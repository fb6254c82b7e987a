#include "tests/support/private_slapd.hpp"

#include <arpa/inet.h>
#include <chrono>
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
cn: Erika
givenName: Erika
sn:: TcO8c3Rlcg==
userPassword: Flurlicht um Mitternacht

dn: uid=o'neill\,jr,ou=people,dc=klinik,dc=example
objectClass: inetOrgPerson
uid: o'neill,jr
cn: Jack (O*Neill)
givenName: Jack
sn: O'Neill
userPassword: Flurlicht um Mitternacht

dn: uid=star*(x),ou=people,dc=klinik,dc=example
objectClass: inetOrgPerson
uid: star*(x)
cn: Star
sn: Star
userPassword: Flurlicht um Mitternacht

dn: uid=nadja,ou=people,dc=klinik,dc=example
objectClass: inetOrgPerson
uid: nadja
cn: Nadja
givenName: Nadja
sn: Nested
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
member: uid=o'neill\,jr,ou=people,dc=klinik,dc=example
member: cn=pflege,ou=groups,dc=klinik,dc=example

dn: cn=pflege,ou=groups,dc=klinik,dc=example
objectClass: groupOfNames
cn: pflege
member: uid=nadja,ou=people,dc=klinik,dc=example
member: cn=notaufnahme,ou=groups,dc=klinik,dc=example

dn: cn=archiv,ou=groups,dc=klinik,dc=example
objectClass: groupOfNames
cn: archiv
member: cn=vorab,dc=klinik,dc=example
member: uid=erika,ou=people,dc=klinik,dc=example
)";

std::string settings(const std::filesystem::path& home, const TestPki& pki, const Leaf& leaf) {
    std::string text;
    for (const char* schema : {"core", "cosine", "inetorgperson"})
        text += std::string{"include /etc/ldap/schema/"} + schema + ".schema\n";
    text += "modulepath /usr/lib/ldap\nmoduleload back_mdb\npidfile " + (home / "pid").string() + "\n";
    text += "TLSCACertificateFile " + pki.ca().string() + "\nTLSCertificateFile " + leaf.certificate.string() +
            "\nTLSCertificateKeyFile " + leaf.key.string() + "\n";
    text += "database mdb\nsuffix dc=klinik,dc=example\ndirectory " + (home / "data").string() +
            "\nmaxsize 10485760\nrootdn cn=root,dc=klinik,dc=example\nrootpw root\naccess to attrs=userPassword by "
            "anonymous auth by * none\n"
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
        ca = pki.ca();
        config = home.write("slapd.conf", settings(home.path(), pki, pki.server()));
        const auto entries = home.write("people.ldif", people);
        ChildProcess add{{"/usr/sbin/slapadd", "-f", config.string(), "-l", entries.string()},
                         home.path() / "slapadd.log"};
        if (add.wait() != 0) throw std::runtime_error("slapadd failed, see " + home.path().string());
        start();
    }
    void start() {
        const std::string tls = std::to_string(encrypted);  // on two addresses: the certificate names one
        const std::string where = "ldaps://127.0.0.1:" + tls + "/ ldaps://127.0.0.2:" + tls +
                                  "/ ldap://127.0.0.1:" + std::to_string(plain) + "/";
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
    std::filesystem::path config, ca;
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

std::string PrivateSlapd::ldaps() const { return "ldaps://127.0.0.1:" + std::to_string(state_->encrypted); }
std::string PrivateSlapd::start_tls() const { return "ldap://127.0.0.1:" + std::to_string(state_->plain); }

void PrivateSlapd::modify(const std::string& ldif) {
    const auto file = state_->home.write("change.ldif", ldif);
    const std::string trust = "LDAPTLS_CACERT=" + state_->ca.string();
    ChildProcess change{{"env", trust, "ldapmodify", "-x", "-H", ldaps(), "-D", "cn=root,dc=klinik,dc=example", "-w",
                         "root", "-f", file.string()},
                        state_->home.path() / "ldapmodify.log"};
    if (change.wait() != 0) throw std::runtime_error("ldapmodify failed");
}
void PrivateSlapd::kill() { state_->server->stop(SIGKILL); }
void PrivateSlapd::restart() {
    state_->server.reset();
    state_->start();
}
}  // namespace vorab::test

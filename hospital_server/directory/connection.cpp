#include "hospital_server/directory/connection.hpp"

#include <cerrno>
#include <fcntl.h>
#include <netdb.h>
#include <openldap.h>
#include <poll.h>
#include <sstream>
#include <sys/socket.h>
#include <unistd.h>

#include <ldap.h>

namespace vorab::hospital_server::directory {
using core::Result;
using std::chrono::steady_clock;

namespace {
/// A socket, and until when it may be waited for.
struct Wire {
    Wire() = default;
    Wire(const Wire&) = delete;
    Wire& operator=(const Wire&) = delete;
    ~Wire() { close(); }
    void close() {
        if (socket >= 0) ::close(socket);
        socket = -1;
    }

    bool waits_for(short events) const {
        const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - steady_clock::now()).count();
        pollfd what{socket, events, 0};
        const bool ready = left > 0 && ::poll(&what, 1, static_cast<int>(left)) == 1;
        if (!ready) errno = ETIMEDOUT;
        return ready;
    }

    bool connect_to(const addrinfo& address) {
        close();
        socket = ::socket(address.ai_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
        if (socket < 0) return false;
        if (::connect(socket, address.ai_addr, address.ai_addrlen) == 0) return true;
        int error = errno;
        socklen_t size = sizeof error;
        if (error != EINPROGRESS || !waits_for(POLLOUT)) return false;
        return ::getsockopt(socket, SOL_SOCKET, SO_ERROR, &error, &size) == 0 && error == 0;
    }

    int socket = -1;
    steady_clock::time_point deadline;
};

const Wire& wire_of(const Sockbuf_IO_Desc* layer) { return *static_cast<const Wire*>(layer->sbiod_pvt); }

/// The lowest layer below libldap's TLS.
Sockbuf_IO* wire_layer() {
    static Sockbuf_IO layer{
        [](Sockbuf_IO_Desc* self, void* wire) {
            self->sbiod_pvt = wire;
            return 0;
        },
        [](Sockbuf_IO_Desc*) { return 0; },
        [](Sockbuf_IO_Desc*, int, void*) { return 0; },
        [](Sockbuf_IO_Desc* self, void* into, ber_len_t size) -> ber_slen_t {
            return wire_of(self).waits_for(POLLIN) ? ::recv(wire_of(self).socket, into, size, 0) : -1;
        },
        [](Sockbuf_IO_Desc* self, void* from, ber_len_t size) -> ber_slen_t {
            return wire_of(self).waits_for(POLLOUT) ? ::send(wire_of(self).socket, from, size, MSG_NOSIGNAL) : -1;
        },
        nullptr};
    return &layer;
}

struct FreeUrl {
    void operator()(LDAPURLDesc* url) const { ldap_free_urldesc(url); }
};
struct FreeAddresses {
    void operator()(addrinfo* first) const { ::freeaddrinfo(first); }
};

bool reach(Wire& wire, const std::string& url) {
    LDAPURLDesc* parsed = nullptr;
    if (ldap_url_parse(url.c_str(), &parsed) != LDAP_URL_SUCCESS) return false;
    const std::unique_ptr<LDAPURLDesc, FreeUrl> named{parsed};
    addrinfo wanted{};
    wanted.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    if (::getaddrinfo(named->lud_host, std::to_string(named->lud_port).c_str(), &wanted, &found) != 0) return false;
    const std::unique_ptr<addrinfo, FreeAddresses> addresses{found};
    for (const addrinfo* next = found; next != nullptr; next = next->ai_next) {
        if (wire.connect_to(*next)) return true;
    }
    return false;
}

bool set(LDAP* session, int option, const void* value) {
    return ldap_set_option(session, option, value) == LDAP_OPT_SUCCESS;
}

bool prepare(LDAP* session, const Options& options) {
    const int version = LDAP_VERSION3;
    const int demand = LDAP_OPT_X_TLS_DEMAND;
    const int least = LDAP_OPT_X_TLS_PROTOCOL_TLS1_2;
    const int client = 0;
    const timeval patience{options.timeout.count(), 0};
    const std::string ca = options.ca.string();
    return set(session, LDAP_OPT_PROTOCOL_VERSION, &version) && set(session, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) &&
           set(session, LDAP_OPT_TIMEOUT, &patience) && set(session, LDAP_OPT_X_TLS_CACERTFILE, ca.c_str()) &&
           set(session, LDAP_OPT_X_TLS_PROTOCOL_MIN, &least) && set(session, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) &&
           set(session, LDAP_OPT_X_TLS_NEWCTX, &client);
}

/// libldap's own transport, replaced by ours.
bool put_wire_below(LDAP* session, Wire& wire) {
    Sockbuf* buffer = nullptr;
    return ldap_get_option(session, LDAP_OPT_SOCKBUF, &buffer) == LDAP_OPT_SUCCESS &&
           ber_sockbuf_add_io(buffer, wire_layer(), LBER_SBIOD_LEVEL_PROVIDER, &wire) == 0;
}
}  // namespace

core::Failure silent(int said) {
    return core::failure(
        core::Problem::unavailable,
        core::PublicText{"the hospital's directory does not answer (LDAP "} + said + "); local accounts still work");
}

struct Connection::State {
    State() = default;
    State(const State&) = delete;
    State& operator=(const State&) = delete;
    ~State() {
        if (session != nullptr) ldap_unbind_ext_s(session, nullptr, nullptr);
    }
    Wire wire;  ///< closed last
    LDAP* session = nullptr;
};

Connection::Connection(std::unique_ptr<State> state) : state_(std::move(state)) {}
Connection::Connection(Connection&&) noexcept = default;
Connection& Connection::operator=(Connection&&) noexcept = default;
Connection::~Connection() = default;
ldap* Connection::get() const { return state_->session; }

Result<Connection> Connection::open_one(const Options& options, const std::string& url) {
    auto state = std::make_unique<State>();
    state->wire.deadline = steady_clock::now() + options.timeout;
    if (!reach(state->wire, url)) return silent(LDAP_SERVER_DOWN);
    const int made = ldap_init_fd(state->wire.socket, LDAP_PROTO_EXT, url.c_str(), &state->session);
    if (made != LDAP_SUCCESS) return silent(made);
    if (!prepare(state->session, options) || !put_wire_below(state->session, state->wire))
        return silent(LDAP_PARAM_ERROR);
    const bool tls_first = url.starts_with("ldaps://");
    const int said = tls_first ? ldap_install_tls(state->session) : ldap_start_tls_s(state->session, nullptr, nullptr);
    if (said != LDAP_SUCCESS) return silent(said);
    return Connection{std::move(state)};
}

Result<Connection> Connection::open(const Options& options) {
    Result<Connection> last = silent(LDAP_SERVER_DOWN);
    std::istringstream urls{options.url};
    for (std::string url; !last && urls >> url;) last = open_one(options, url);
    return last;
}
}  // namespace vorab::hospital_server::directory

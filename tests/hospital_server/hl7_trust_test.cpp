// Who may bring messages over TLS: the right certificate, and only as long as it holds (F11 and F12 of
// docs/reference/bad-days.md).
#include "common/http/certificates.hpp"
#include "hl7/mllp_client.hpp"
#include "hospital_server/health/strangers.hpp"
#include "tests/hospital_server/listening_hospital.hpp"
#include "tests/support/test_pki.hpp"

using namespace vorab;
using namespace std::chrono_literals;

namespace {
/// A listener that asks for certificates, and what watches its files in the server.
struct SecretHospital {
    SecretHospital() {
        hospital.listeners.watch(certificates, [this](const auto& door, const auto& address, const auto& reason) {
            strangers.note(door, address, reason);
        });
    }
    hospital_server::adt::ListenerConfig config() {
        auto config = test::plain_listener();
        pki.revoke(list, {});
        config.tls = hl7::TlsFiles{own.certificate, own.key, pki.ca(), list};
        return config;
    }
    void run(async::Task<void> task) { hospital.run(written(std::move(task))); }
    async::Task<void> written(async::Task<void> task) {
        co_await std::move(task);
        co_await strangers.drain();
    }
    /// Rows of the audit that say so.
    std::int64_t audited(const std::string& target) {
        const auto row = hospital.server.query_one(
            "SELECT COUNT(*) FROM audit WHERE event = 'handshake.failed' AND peer = '127.0.0.1' AND target = ?",
            {target});
        return row->integer(0);
    }
    hl7::Connector connector(const test::Leaf& leaf, const std::filesystem::path& ca) {
        const auto identity = hl7::TlsIdentity::client({leaf.certificate, leaf.key, ca}).value();
        const auto port = hospital.listeners.ports().at(0);
        return hl7::tls_connector(hospital.loop.get_executor(), "127.0.0.1", port, 2s, identity);
    }

    test::TestPki pki;
    test::Leaf own = pki.server();
    std::filesystem::path list = pki.folder() / "revoked.pem";
    test::ListeningHospital hospital{config()};
    http::Certificates certificates{hospital.clock, hospital.log};
    hospital_server::health::Strangers strangers{hospital.loop.get_executor(), hospital.database, hospital.clock,
                                                 hospital.log};
};

async::Task<std::unique_ptr<hl7::Connection>> visit(hl7::Connector connector) {
    auto connection = co_await connector();
    co_return std::move(connection.value());
}

async::Task<void> expect_heard(hl7::Connection& connection, std::string message) {
    const auto id = std::string{hl7::Message::parse(message)->get("MSH", 10)};
    const auto bytes = test::framed(message);
    const bool sent = co_await connection.write(bytes, 5s);
    CHECK(sent);
    const auto replies = co_await test::read_messages(connection, 1, 5s);
    CHECK(test::codes(replies) == "CA" + id);
}

/// A handshake of TLS 1.3 is over for the client before the server has judged it: the refusal comes with the first
/// read.
async::Task<void> expect_turned_away(hl7::Connector connector) {
    const auto connection = co_await connector();
    if (!connection) co_return;
    const hl7::Heard heard = co_await (*connection)->read(5s);
    CHECK(heard.ended);
}

/// The server looks at its files and at the clock every few seconds; here until somebody was sent away.
async::Task<void> expect_cut(SecretHospital& secret, hl7::Connection& connection) {
    bool ended = false;
    for (int i = 0; i < 100 && !ended; ++i) {
        secret.certificates.look();
        const hl7::Heard heard = co_await connection.read(100ms);
        ended = heard.ended;
    }
    CHECK(ended);
}

async::Task<void> revoke_one(SecretHospital& secret) {
    const auto stolen = secret.pki.client("stolen");
    const auto as_honest = secret.connector(secret.pki.client("honest"), secret.pki.ca());
    const auto as_thief = secret.connector(stolen, secret.pki.ca());
    const auto honest = co_await visit(as_honest);
    const auto thief = co_await visit(as_thief);
    co_await expect_heard(*honest, secret.hospital.admission(1));
    co_await expect_heard(*thief, secret.hospital.admission(2));
    secret.pki.revoke(secret.list, {stolen});
    co_await expect_cut(secret, *thief);
    co_await expect_turned_away(as_thief);
    co_await expect_heard(*honest, secret.hospital.admission(3));
    secret.pki.revoke(secret.list, {});
    secret.certificates.look();
    const auto again = co_await visit(as_thief);
    co_await expect_heard(*again, secret.hospital.admission(4));
}

async::Task<void> outlive_one(SecretHospital& secret) {
    test::LeafOptions options;
    options.for_server = false;
    options.valid_until_days = 0;
    options.valid_until_seconds = 2;
    const auto as_honest = secret.connector(secret.pki.client("honest"), secret.pki.ca());
    const auto as_hasty = secret.connector(secret.pki.make(options), secret.pki.ca());
    const auto honest = co_await visit(as_honest);
    const auto hasty = co_await visit(as_hasty);
    co_await expect_heard(*hasty, secret.hospital.admission(1));
    co_await expect_cut(secret, *hasty);
    co_await expect_turned_away(as_hasty);
    co_await expect_heard(*honest, secret.hospital.admission(2));
}

/// By another authority, so that the peer can tell.
async::Task<void> renew(SecretHospital& secret) {
    test::TestPki other;
    const auto leaf = secret.pki.client("his");
    const auto early = co_await visit(secret.connector(leaf, secret.pki.ca()));
    const auto renewed = other.server();
    std::filesystem::copy(renewed.certificate, secret.own.certificate,
                          std::filesystem::copy_options::overwrite_existing);
    std::filesystem::copy(renewed.key, secret.own.key, std::filesystem::copy_options::overwrite_existing);
    secret.certificates.look();
    const auto late = co_await visit(secret.connector(leaf, other.ca()));
    co_await expect_heard(*late, secret.hospital.admission(1));
    co_await expect_heard(*early, secret.hospital.admission(2));
}

async::Task<void> foreign_list(SecretHospital& secret) {
    const auto as_his = secret.connector(secret.pki.client("his"), secret.pki.ca());
    const auto open = co_await visit(as_his);
    test::TestPki other;
    other.revoke(secret.list, {});
    secret.certificates.look();
    co_await expect_heard(*open, secret.hospital.admission(1));
    const auto anew = co_await visit(as_his);
    co_await expect_heard(*anew, secret.hospital.admission(2));
}

async::Task<void> send_three(SecretHospital& secret, hl7::Connector connector, int& accepted) {
    hl7::MllpClient client{secret.hospital.loop.get_executor(), std::move(connector)};
    for (int i = 1; i <= 3; ++i) {
        const auto message = secret.hospital.admission(i);
        const auto id = std::string{hl7::Message::parse(message)->get("MSH", 10)};
        const auto answer = co_await client.send(message, id);
        if (answer) ++accepted;
    }
}
}  // namespace

TEST_CASE("over mutual TLS whoever shows the right certificate is heard, on one connection") {
    SecretHospital secret;
    int accepted = 0;
    secret.run(send_three(secret, secret.connector(secret.pki.client("his"), secret.pki.ca()), accepted));
    CHECK(accepted == 3);
    CHECK(secret.hospital.says("vorab_hl7_connections_accepted_total{listener=\"kis\"} 1"));
}

TEST_CASE("without a certificate, or with a stranger's, nobody is heard, and the audit says why") {
    SecretHospital secret;
    test::TestPki stranger;
    test::Leaf leaf;
    std::string reason = "no certificate, hl7 kis";
    SECTION("none") {}
    SECTION("a stranger's") {
        leaf = stranger.client("his");
        reason = "certificate of no trusted CA, or an intermediate is missing, hl7 kis";
    }
    int accepted = 0;
    secret.run(send_three(secret, secret.connector(leaf, secret.pki.ca()), accepted));
    CHECK(accepted == 0);
    CHECK(secret.hospital.patients() == 0);
    CHECK(secret.audited(reason) == 1);
}

TEST_CASE("F12 who was revoked is cut off where a message could still come, anew refused, and the others go on") {
    SecretHospital secret;
    secret.run(revoke_one(secret));
    CHECK(secret.audited("certificate revoked, hl7 kis") == 1);  // a minute's, though it came twice
    CHECK(secret.hospital.says("vorab_hl7_connections_dismissed_total{listener=\"kis\"} 1"));
    CHECK(secret.hospital.patients() == 4);
}

TEST_CASE("F12 whose certificate ends is cut off, too, and comes in no more") {
    SecretHospital secret;
    secret.run(outlive_one(secret));
    CHECK(secret.audited("certificate expired, hl7 kis") == 1);
    CHECK(secret.hospital.says("vorab_hl7_connections_dismissed_total{listener=\"kis\"} 1"));
}

TEST_CASE("F11 a listener shows its renewed certificate to whoever comes, and keeps who is there") {
    SecretHospital secret;
    secret.run(renew(secret));
    CHECK(secret.hospital.says("vorab_hl7_connections_dismissed_total{listener=\"kis\"} 0"));
}

TEST_CASE("F12 a revocation list of another CA is not taken by a listener: it would shut out everyone") {
    SecretHospital secret;
    secret.run(foreign_list(secret));
    CHECK(secret.hospital.says("vorab_hl7_connections_dismissed_total{listener=\"kis\"} 0"));
}

#include "tools/conformance/world.hpp"

#include <fstream>

#include "common/core/random.hpp"
#include "common/signing/vouched_key.hpp"
#include "tools/authority/authority.hpp"

namespace vorab::conformance {
namespace json = boost::json;
namespace fs = std::filesystem;
using authority::Authority;
using authority::Issue;

namespace {
constexpr const char* encryption = "critical,keyAgreement";

void write(const fs::path& path, const std::string& text) {
    std::ofstream file{path, std::ios::binary};
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
    if (!(file << text).flush()) throw std::runtime_error(path.string() + " cannot be written");
}

Issue mailbox_certificate(const std::string& name) {
    return {.common_name = name, .organisation = "Klinikum Musterstadt", .key_usage = encryption};
}

json::object listed(const signing::PublicKey& key, const json::array& x5c, core::Timestamp use_until) {
    return {{"kid", key.thumbprint()},
            {"alg", public_text(sealing::key_algorithm(key.type()).value()).str()},
            {"use_until", core::to_rfc3339(use_until)},
            {"x5c", x5c},
            {"jwk", key.to_jwk()}};
}
}  // namespace

World::World(fs::path folder, const std::string& host, core::Timestamp)
    : secret(core::to_base64url(core::random_bytes(24))), folder_(std::move(folder)), senders_([this] {
          const Authority sender_ca{"Conformance sender CA"};
          ambulance_chain_ = sender_ca.issue(
              ambulance_.public_key(),
              {.common_name = "RTW Musterstadt 83-1", .organisation = "Rettungsdienst Kreis Musterstadt"});
          return signing::ChainVerifier::from_pem(sender_ca.pem(), signing::Purpose::signature).value();
      }()) {
    fs::create_directories(folder_);
    make_certificates(host);
    for (const auto& key : {current_, next_, foreign_}) keys_.add(key).value();
}

void World::make_certificates(const std::string& host) {
    const Authority hospital{"Conformance hospital CA"}, foreign{"Conformance hospital CA"},
        server{"Conformance server CA"};
    hospital_ca_ = hospital.pem();
    server_ca_ = server.pem();
    current_x5c_ = hospital.x5c(current_.public_key(), mailbox_certificate(mailbox.str()));
    next_x5c_ = hospital.x5c(next_.public_key(), mailbox_certificate(mailbox.str()));
    other_x5c_ = hospital.x5c(foreign_.public_key(), mailbox_certificate("stroke-unit"));
    foreign_x5c_ = foreign.x5c(foreign_.public_key(), mailbox_certificate(mailbox.str()));
    receipt_x5c_ =
        hospital.x5c(receipt_.public_key(), {.common_name = "Receipts", .organisation = "Klinikum Musterstadt"});
    elsewhere_x5c_ =
        hospital.x5c(receipt_.public_key(), {.common_name = "Receipts", .organisation = "Klinikum Nachbarstadt"});
    forger_x5c_ =
        foreign.x5c(foreign_board_.public_key(), {.common_name = "Receipts", .organisation = "Klinikum Musterstadt"});

    const auto gateway = p256();
    const bool is_address = host.find_first_not_of("0123456789.") == std::string::npos;
    const auto names = (is_address ? "IP:" : "DNS:") + host + (host == "localhost" ? ",IP:127.0.0.1" : "");
    write(file("gateway.key"), gateway.to_pem());
    write(file("gateway.pem"), server.issue(gateway.public_key(), {.common_name = host,
                                                                   .organisation = "Conformance gateway",
                                                                   .extended_key_usage = "serverAuth",
                                                                   .alternative_names = names}));
}

void World::write_settings(const std::string& url) const {
    write(file("server-ca.pem"), server_ca_);
    write(file("hospital-ca.pem"), hospital_ca_);
    write(file("ambulance.key"), ambulance_.to_pem());
    write(file("ambulance.pem"), ambulance_chain_);
    write(file("assertion.key"), assertion_key.to_pem());
    write(file("client.secret"), secret);
    const auto line = [this](const char* name, const char* of) {
        return std::string{"VORAB_"} + name + "=" + fs::absolute(file(of)).string() + "\n";
    };
    write(file("sender.env"), "VORAB_GATEWAY=" + url + "\nVORAB_CLIENT=" + client.str() +
                                  "\nVORAB_MAILBOX=" + mailbox.str() + "\n" + line("SECRET_FILE", "client.secret") +
                                  line("CA", "server-ca.pem") + line("HOSPITAL_CA", "hospital-ca.pem") +
                                  line("SIGNING_KEY", "ambulance.key") + line("CERTIFICATE", "ambulance.pem"));
}

http::TlsContext World::tls() const {
    return http::TlsContext::server({.certificate_chain = file("gateway.pem"), .private_key = file("gateway.key")})
        .value();
}

json::object World::mailboxes(Offer offer, core::Timestamp now) const {
    const auto later = now + std::chrono::hours{24 * 90};
    json::array keys;
    if (offer == Offer::outdated_first)
        keys.push_back(listed(next_.public_key(), next_x5c_, now - std::chrono::hours{1}));
    if (offer == Offer::foreign_key) {
        keys.push_back(listed(foreign_.public_key(), foreign_x5c_, later));
    } else if (offer == Offer::other_mailbox_key) {
        keys.push_back(listed(foreign_.public_key(), other_x5c_, later));
    } else if (offer == Offer::next_key) {
        keys.push_back(listed(next_.public_key(), next_x5c_, later));
    } else {
        keys.push_back(listed(current_.public_key(), current_x5c_, later));
    }
    const bool lies = offer == Offer::foreign_board_key;
    const auto& board = lies ? foreign_board_ : board_;
    const auto statement = lies ? signing::vouch_for(board.public_key(), mailbox, foreign_board_, forger_x5c_)
                                : signing::vouch_for(board.public_key(), mailbox, receipt_, receipt_x5c_);
    json::object entry{{"id", mailbox.str()},
                       {"name", "Zentrale Notaufnahme"},
                       {"hospital", "Klinikum Musterstadt"},
                       {"reachable", true},
                       {"keys", std::move(keys)},
                       {"board_key", board.public_key().to_jwk()},
                       {"board_key_statement", statement}};
    return {{"mailboxes", json::array{std::move(entry)}}};
}

std::string World::sign(const sealing::Receipt& receipt) const {
    return sealing::sign_receipt(receipt, receipt_, receipt_x5c_);
}

std::string World::forge(const sealing::Receipt& receipt) const {
    return sealing::sign_receipt(receipt, foreign_board_, forger_x5c_);
}

std::string World::sign_elsewhere(const sealing::Receipt& receipt) const {
    return sealing::sign_receipt(receipt, receipt_, elsewhere_x5c_);
}
}  // namespace vorab::conformance

#pragma once
// Calls to other people's web servers: fixed by the configuration, signed where they ask for it, never redirected,
// never longer than they are worth.
#include <filesystem>
#include <optional>

#include "common/configuration/reader.hpp"
#include "common/core/clock.hpp"
#include "common/core/encoding.hpp"
#include "common/http/client.hpp"
#include "common/outbox/delivery.hpp"

namespace vorab::hospital_server::outbound {

/// As the configuration has it: url, ca, hmac_key_file, networks.
struct Peer {
    std::string url;  ///< "https://host:port/path?query"
    std::optional<std::filesystem::path> ca;
    std::optional<core::Sensitive<std::string>> hmac_key;
    http::AddressRule addresses = http::AddressRule::outward();
    std::chrono::milliseconds answer{10'000};  ///< from the request to the end of its answer
};

/// Refuses what is no web address, a port below 1024 that is neither 80 nor 443, https without `ca`.
Peer read_peer(configuration::Section& section);

/// "t=1767225600,v1=<hex>": HMAC-SHA-256 over "<t>.<body>" (docs/reference/signed-requests.md).
std::string signature(core::BytesView key, core::Timestamp now, std::string_view body);

struct Message {
    std::string query = {};  ///< encoded, without its first sign; added to the url's own
    std::string body = {};
    std::string content_type = {};
    std::string idempotency_key = {};
};

class Caller {
  public:
    Caller(async::Executor executor, const Peer& peer, const core::Clock& clock);

    /// 2xx is delivered; 408, 429 (with its Retry-After) and 5xx are tried later; what else it answers is a rejection,
    /// a redirect among it; and so is an address that the configuration does not permit, for only a person can mend
    /// that. 10 s and 64 KiB for an answer, 2.5 s for a connection.
    async::Task<outbox::Delivery> post(Message message);

  private:
    std::string path_;
    std::optional<core::Sensitive<std::string>> hmac_key_;
    const core::Clock& clock_;
    http::Client client_;
};

}  // namespace vorab::hospital_server::outbound

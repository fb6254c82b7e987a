#include "hospital_server/outbound/outbound.hpp"

#include <algorithm>
#include <charconv>

#include "common/signing/hash.hpp"

namespace vorab::hospital_server::outbound {
namespace {
using outbox::Delivered;
using outbox::Delivery;
using outbox::Rejected;
using outbox::RetryLater;

/// "https://host:port/path?query" cut into origin and the rest.
std::pair<std::string, std::string> split(const std::string& url) {
    const auto scheme = url.find("://");
    const auto path = scheme == std::string::npos ? scheme : url.find_first_of("/?", scheme + 3);
    if (path == std::string::npos) return {url, "/"};
    const std::string rest = url.substr(path);
    return {url.substr(0, path), rest.starts_with('/') ? rest : "/" + rest};
}

std::optional<http::TlsContext> tls_of(const Peer& peer) {
    if (!peer.ca) return std::nullopt;
    return http::TlsContext::client({.server_ca = *peer.ca}).value();
}

http::ClientOptions options_of(const Peer& peer) {
    http::ClientOptions options;
    options.answer = peer.answer;
    options.answer_bytes = 64 * 1024;
    options.idle_connections = 4;
    options.addresses = peer.addresses;
    return options;
}

/// Seconds only (RFC 9110 section 10.2.3); a date is as good as nothing.
std::optional<std::chrono::seconds> wish_of(const http::ClientResponse& answer) {
    const auto text = answer.headers.find("Retry-After");
    std::int64_t seconds = 0;
    if (!text || std::from_chars(text->data(), text->data() + text->size(), seconds).ec != std::errc{} || seconds < 0)
        return std::nullopt;
    return std::chrono::seconds{std::min<std::int64_t>(seconds, 86'400)};
}

Delivery classify(const http::ClientResponse& answer, std::int64_t sent) {
    if (answer.status >= 200 && answer.status < 300) return Delivered{sent};
    const auto reason = core::PublicText{"it answered "} + answer.status;
    const bool later = answer.status >= 500 || answer.status == 429 || answer.status == 408;
    if (later) return RetryLater{.reason = reason, .after = wish_of(answer)};
    return Rejected{reason};
}
}  // namespace

Peer read_peer(configuration::Section& section) {
    Peer peer;
    peer.url = section.text("url");
    const auto origin = http::Origin::parse(split(peer.url).first);
    if (!origin) section.refuse("url", "http:// or https:// with a host is expected, without user or fragment");
    const bool usual = origin && (origin->port >= 1024 || origin->port == 80 || origin->port == 443);
    if (origin && !usual) section.refuse("url", "80, 443 or a port from 1024 on is expected");
    peer.ca = section.optional_path("ca");
    if (origin && origin->tls && !peer.ca) section.refuse("ca", "https needs the authority of its certificate");
    if (section.has("hmac_key_file")) peer.hmac_key = section.secret("hmac_key_file");
    if (peer.hmac_key && peer.hmac_key->reveal().size() < 32) section.refuse("hmac_key_file", "32 characters at least");
    for (const auto& network : section.texts_or("networks", {})) {
        if (!peer.addresses.only(network)) section.refuse("networks", "networks such as 10.20.0.0/16 are expected");
    }
    return peer;
}

std::string signature(core::BytesView key, core::Timestamp now, std::string_view body) {
    const std::string time = std::to_string(core::unix_seconds(now));
    const std::string text = time + "." + std::string{body};
    return "t=" + time + ",v1=" + core::to_hex(signing::hmac_sha256(key, core::bytes_of(text)));
}

Caller::Caller(async::Executor executor, const Peer& peer, const core::Clock& clock)
    : path_(split(peer.url).second),
      hmac_key_(peer.hmac_key),
      clock_(clock),
      client_(executor, http::Origin::parse(split(peer.url).first).value(), tls_of(peer), options_of(peer)) {}

async::Task<Delivery> Caller::post(Message message) {
    http::ClientRequest request;
    request.method = http::Method::post;
    request.target = path_;
    if (!message.query.empty()) request.target += (path_.find('?') == std::string::npos ? "?" : "&") + message.query;
    request.content_type = std::move(message.content_type);
    request.headers.add("Idempotency-Key", std::move(message.idempotency_key));
    if (hmac_key_) {
        const auto key = core::bytes_of(hmac_key_->reveal());
        request.headers.add("Vorab-Signature", signature(key, clock_.now(), message.body));
    }
    const auto sent = static_cast<std::int64_t>(message.body.size());
    request.body = std::move(message.body);
    const auto answer = co_await client_.send(std::move(request));
    const bool not_permitted = !answer && answer.error().problem == core::Problem::forbidden;
    if (not_permitted) co_return Delivery{Rejected{answer.error().detail}};
    if (!answer) co_return Delivery{RetryLater{.reason = answer.error().detail}};
    co_return classify(*answer, sent);
}
}  // namespace vorab::hospital_server::outbound

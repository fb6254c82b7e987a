#include "gateway/token/bearer.hpp"

namespace vorab::gateway {
using core::Problem;

namespace {
constexpr std::size_t most_clients = 200'000;

/// Tokens bear whole seconds, so those of the very second of a revocation are revoked too.
bool is_revoked(const Sender& sender, const Client& client) {
    return client.tokens_from && sender.issued_at <= *client.tokens_from;
}
}  // namespace

Bearer::Bearer(TokenIssuer& issuer, const Directory& directory, const LimitOptions& limits)
    : issuer_(issuer),
      directory_(directory),
      requests_({.per_second = static_cast<double>(limits.requests_per_second),
                 .burst = static_cast<double>(limits.request_burst)},
                most_clients) {}

core::Result<void> Bearer::check_now(const Sender& sender) const {
    const auto picture = directory_.picture();
    const auto client = picture->clients.find(sender.client);
    if (client == picture->clients.end() || client->second.disabled) {
        return core::failure(Problem::unauthenticated, "this client is disabled; ask the rescue service");
    }
    if (is_revoked(sender, client->second)) {
        return core::failure(Problem::unauthenticated, "this token was revoked; ask for a new one");
    }
    return {};
}

core::Result<Sender> Bearer::sender_of(const http::Request& request, Scope scope) {
    constexpr std::string_view scheme = "Bearer ";
    const auto authorization = request.headers.find("Authorization");
    if (!authorization || !authorization->starts_with(scheme)) {
        return core::failure(Problem::unauthenticated, "send a bearer token; POST /oauth2/token gives one");
    }
    auto sender = issuer_.verify(authorization->substr(scheme.size()));
    if (!sender) return sender;
    if (auto over = check_now(*sender); !over) return over.error();
    if (!requests_.take(sender->client.str())) {
        return core::failure(Problem::too_many_requests, "more than one client may send; wait and send it again");
    }
    if (!sender->scopes.has(scope) || !directory_.picture()->clients.at(sender->client).scopes.has(scope)) {
        return core::failure(Problem::forbidden, "the token is not for this; ask for one with the scope that it needs");
    }
    return sender;
}
}  // namespace vorab::gateway

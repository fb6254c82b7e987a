#include "gateway/token/bearer.hpp"

namespace vorab::gateway {

core::Result<Sender> sender_of(const http::Request& request, TokenIssuer& issuer, const Picture& picture) {
    constexpr std::string_view scheme = "Bearer ";
    const auto authorization = request.headers.find("Authorization");
    if (!authorization || !authorization->starts_with(scheme)) {
        return core::failure(core::Problem::unauthenticated, "send a bearer token; POST /oauth2/token gives one");
    }
    auto sender = issuer.verify(authorization->substr(scheme.size()));
    if (!sender) return sender;
    const auto client = picture.clients.find(sender->client);
    if (client == picture.clients.end() || client->second.disabled) {
        return core::failure(core::Problem::unauthenticated, "this client is disabled; ask the rescue service");
    }
    return sender;
}
}  // namespace vorab::gateway

#include "gateway/mailboxes/list.hpp"

#include <boost/json/serialize.hpp>

namespace vorab::gateway {
namespace json = boost::json;

std::string list_mailboxes(const Picture& picture, const core::ClientId& client, const Reachability& reachability) {
    json::array mailboxes;
    for (const auto& id : picture.clients.at(client).mailboxes) {
        const auto found = picture.mailboxes.find(id);
        if (found == picture.mailboxes.end()) continue;
        const Mailbox& mailbox = found->second;
        const auto proof = reachability.last_proof(mailbox.intake_url, id);
        json::object entry{{"id", id.str()},
                           {"name", mailbox.name},
                           {"hospital", mailbox.hospital},
                           {"reachable", reachability.is_reachable(mailbox.intake_url)},
                           {"last_proof", proof ? json::value(core::to_rfc3339(*proof)) : json::value(nullptr)},
                           {"keys", mailbox.keys}};
        if (mailbox.board_key) entry["board_key"] = *mailbox.board_key;
        if (mailbox.board_key_statement) entry["board_key_statement"] = *mailbox.board_key_statement;
        mailboxes.push_back(std::move(entry));
    }
    return json::serialize(json::object{{"mailboxes", std::move(mailboxes)}});
}
}  // namespace vorab::gateway

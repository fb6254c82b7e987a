#include "hospital_server/tracker/mailboxes.hpp"

#include <boost/json/object.hpp>

namespace vorab::hospital_server::tracker {
namespace json = boost::json;

namespace {
json::array keys_of(const cases::Mailbox& mailbox, core::Timestamp now) {
    json::array keys;
    for (const auto& key : mailbox.keys.public_keys(now)) {
        const auto algorithm = sealing::key_algorithm(key.type()).value();
        keys.push_back(json::object{{"kid", key.thumbprint()}, {"algorithm", public_text(algorithm).view()}});
    }
    return keys;
}

json::array deliveries_of(const cases::Mailbox& mailbox) {
    json::array lines;
    for (const auto& [channel, target] : mailbox.lines)
        lines.push_back(json::object{{"channel", channel}, {"target", target}});
    return lines;
}
}  // namespace

json::array mailboxes_in_full(const cases::Mailboxes& mailboxes, core::Timestamp now) {
    json::array all;
    for (const auto& [id, mailbox] : mailboxes.all()) {
        all.push_back(json::object{{"mailbox", id.str()},
                                   {"name", mailbox->name},
                                   {"keys", keys_of(*mailbox, now)},
                                   {"deliveries", deliveries_of(*mailbox)}});
    }
    return all;
}
}  // namespace vorab::hospital_server::tracker

#include "tools/ambulance/send.hpp"

#include <iostream>

#include <boost/json/serialize.hpp>

#include "common/async/timer.hpp"
#include "common/core/json.hpp"
#include "tools/ambulance/as_curl.hpp"
#include "tools/ambulance/follow.hpp"
#include "tools/ambulance/requests.hpp"
#include "tools/ambulance/upload.hpp"

namespace vorab::ambulance {
namespace json = boost::json;
using std::chrono::steady_clock;

namespace {
constexpr std::chrono::seconds pause{1};

std::string report(const Package& package, const std::optional<sealing::Receipt>& receipt,
                   steady_clock::duration took) {
    const auto& slip = package.slip;
    json::object line{{"transmission", slip.transmission.str()},
                      {"case", slip.case_id.str()},
                      {"mailbox", slip.mailbox.str()},
                      {"sequence", slip.sequence},
                      {"status", receipt ? "delivered" : "parked"},
                      {"receipt_verified", receipt.has_value()}};
    if (receipt) line["stored_at"] = core::to_rfc3339(receipt->stored_at);
    line["attachments"] = package.attachments.size();
    line["milliseconds"] = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
    return json::serialize(line);
}
}  // namespace

async::Task<Outcome<Recipient>> find_recipient(GatewayClient& gateway, const core::MailboxId& mailbox,
                                               const Connection& connection, core::Timestamp now) {
    const auto signed_in = co_await gateway.sign_in(now);
    if (!signed_in) co_return signed_in.error();
    const auto mailboxes = co_await gateway.mailboxes();
    if (!mailboxes) co_return mailboxes.error();
    const Hospitals hospitals{connection.mailbox_certificates, connection.receipt_certificates};
    co_return choose_recipient(*mailboxes, mailbox, hospitals, now);
}

async::Task<Exit> send(async::Executor executor, const Connection& connection, const SendOptions& options,
                       const core::Clock& clock) {
    const auto began = steady_clock::now();
    const auto given = read_case_file(options.case_file);
    if (!given) co_return tell(given.error());
    const auto mailbox = mailbox_of(*given, options.wishes);
    if (!mailbox) co_return tell(mailbox.error());

    const http::ClientOptions patience{.answer = std::chrono::seconds{20}};
    GatewayClient gateway{executor, connection, patience};
    const auto recipient = co_await find_recipient(gateway, *mailbox, connection, clock.now());
    if (!recipient) co_return tell(recipient.error());
    if (options.as_curl) {
        const auto package = pack(*given, options, *recipient, connection.signer, clock.now());
        if (!package) co_return tell(package.error());
        co_return print_as_curl(std::cout, *package, connection, options);
    }

    const Sending sending{executor, *given, options, connection, clock};
    const auto delivered = co_await deliver(gateway, sending, *recipient);
    if (!delivered) co_return tell(delivered.error());
    const auto& [package, receipt] = *delivered;
    std::cout << report(package, receipt, steady_clock::now() - began) << std::endl;
    if (!receipt) co_return Exit::parked;  // who cannot take the record cannot take its pictures either

    const auto uploaded = co_await upload(gateway, package.slip, package.attachments, pause);
    if (!uploaded) co_return tell(uploaded.error());
    co_return co_await follow(executor, gateway, package, options, connection, clock);
}
}  // namespace vorab::ambulance

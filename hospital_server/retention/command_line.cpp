#include "hospital_server/retention/command_line.hpp"

#include <algorithm>
#include <iostream>
#include <limits>

#include <boost/json/serialize.hpp>

#include "common/configuration/author.hpp"
#include "hospital_server/audit/anchors.hpp"
#include "hospital_server/audit/deletion_record.hpp"
#include "hospital_server/retention/orders.hpp"
#include "hospital_server/retention/runner.hpp"

namespace vorab::hospital_server::retention {
namespace json = boost::json;
using configuration::Arguments;
using configuration::UsageError;
using database::Connection;

namespace {
/// One line each, as the API shows it.
void print(const json::array& entries, const std::string& mailbox) {
    for (const auto& entry : entries) {
        auto object = entry.as_object();
        if (!mailbox.empty()) object["mailbox"] = mailbox;
        std::cout << json::serialize(object) << "\n";
    }
}

template <class T>
T checked(core::Result<T> result) {
    if (!result) throw UsageError(result.error().detail.str());
    return std::move(*result);
}

/// The mailboxes that --mailbox names; all without it.
std::vector<MailboxConfig> mailboxes_of(Arguments& arguments, const Config& config) {
    const auto named = arguments.options("mailbox");
    std::vector<MailboxConfig> chosen;
    for (const auto& mailbox : config.mailboxes) {
        if (named.empty() || std::ranges::find(named, mailbox.id.str()) != named.end()) chosen.push_back(mailbox);
    }
    if (chosen.empty()) throw UsageError("the configuration has no such mailbox");
    return chosen;
}

int of_classes(const std::string& action, Arguments& arguments, const Config& config) {
    const auto mailboxes = mailboxes_of(arguments, config);
    arguments.finish();
    const audit::Notary notary{config.receipt_key, config.former_receipt_certificates};
    const auto now = core::SystemClock{}.now();
    const auto look = [&](const database::ConnectionOptions& options, const std::string& chain) {
        Connection connection{options};
        const auto all = turns(config.retention, chain, now, notary);
        const bool server = chain == audit::server_chain;
        if (action == "run") std::cout << chain << ": " << run_all(connection, all) << " deleted\n" << std::flush;
        if (action == "report") print(report(connection, all), server ? "" : chain);
    };
    look(config.database, audit::server_chain);
    for (const auto& mailbox : mailboxes) look(mailbox.database, mailbox.id.str());
    return 0;
}

int of_lists(const std::string& action, Arguments& arguments, const Config& config) {
    const auto mailboxes = mailboxes_of(arguments, config);
    arguments.finish();
    constexpr auto newest = std::numeric_limits<std::int64_t>::max();
    if (action == "records") {
        Connection server{config.database};
        print(audit::deletion_records(server, newest, newest), "");
    }
    for (const auto& mailbox : mailboxes) {
        Connection connection{mailbox.database};
        if (action == "orders") print(orders(connection), mailbox.id.str());
        if (action == "holds") print(holds(connection), mailbox.id.str());
        if (action == "records") print(audit::deletion_records(connection, newest, newest), mailbox.id.str());
    }
    return 0;
}

core::Result<Json> changed(const std::string& action, Connection& connection, Arguments& arguments,
                           const Config& config) {
    const std::string subject = arguments.word(action == "order" || action == "hold" ? "the case" : "its id");
    const Hand hand{"cli:" + arguments.option_or("by", configuration::signed_in_here()), ""};
    const bool with_reason = action == "order" || action == "hold";
    const std::string reason = with_reason ? arguments.option("reason") : "";
    arguments.finish();
    const auto now = core::SystemClock{}.now();
    if (action == "confirm") return confirm_order(connection, subject, hand, now);
    if (action == "withdraw") return withdraw_order(connection, subject, hand, now);
    if (action == "release") return release_case(connection, subject, hand, now);
    const auto case_id = checked(core::CaseId::parse(subject));
    const bool known = action == "order" ? is_deletion_reason(reason) : is_hold_reason(reason);
    if (!known) throw UsageError("--reason is none of those that the tracker's API lists");
    if (action == "hold") return hold_case(connection, case_id, reason, hand, now);
    return order_deletion(connection, case_id, reason, hand, config.retention.of("deletion_order"), now);
}

int of_one(const std::string& action, Arguments& arguments, const Config& config) {
    const auto mailboxes = mailboxes_of(arguments, config);
    if (mailboxes.size() != 1) throw UsageError("--mailbox says in which one");
    Connection connection{mailboxes.front().database};
    const auto said = checked(changed(action, connection, arguments, config));
    print({said}, mailboxes.front().id.str());
    return 0;
}
}  // namespace

int administer(const std::string& action, Arguments& arguments, const Config& config) {
    const auto is_one_of = [&action](std::initializer_list<const char*> words) {
        return std::ranges::find(words, action) != words.end();
    };
    if (is_one_of({"report", "run"})) return of_classes(action, arguments, config);
    if (is_one_of({"orders", "holds", "records"})) return of_lists(action, arguments, config);
    if (is_one_of({"order", "confirm", "withdraw", "hold", "release"})) return of_one(action, arguments, config);
    throw UsageError("there is no command \"retention " + action + "\"");
}
}  // namespace vorab::hospital_server::retention

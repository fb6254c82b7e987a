#include "gateway/admin/board_commands.hpp"

#include <charconv>
#include <iostream>

#include <boost/json/array.hpp>
#include <boost/json/serialize.hpp>

#include "common/board/licences.hpp"
#include "gateway/audit.hpp"

namespace vorab::gateway {
namespace json = boost::json;
using configuration::Arguments;
using configuration::UsageError;
using database::Connection;

namespace {
void list(Connection& connection) {
    for (const auto& licence : board::list_licences(connection)) {
        const std::string seen = licence.seen_at ? "seen " + core::to_rfc3339(*licence.seen_at) : "in no browser";
        std::cout << licence.id << "  " << licence.mailbox.str() << "  " << (licence.revoked ? "revoked" : seen) << "  "
                  << json::serialize(licence.config) << "\n";
    }
}

void say(Connection& connection, const core::Result<core::MailboxId>& mailbox, core::PublicText event,
         const char* done) {
    if (!mailbox) throw UsageError(mailbox.error().detail.str());
    write_audit(connection, {.event = std::move(event), .mailbox = *mailbox}, core::SystemClock{}.now());
    std::cout << "a board of mailbox " << mailbox->str() << " " << done << "\n";
}

json::array words_in(const std::string& list) {
    json::array words;
    if (list == "all") return words;
    for (std::size_t from = 0; from <= list.size();) {
        const auto end = std::min(list.find(',', from), list.size());
        words.emplace_back(json::string{list.substr(from, end - from)});
        from = end + 1;
    }
    return words;
}

int number_in(const std::string& option, const std::string& text) {
    int number = 0;
    const auto [end, wrong] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (wrong != std::errc{} || end != text.data() + text.size()) throw UsageError("--" + option + ": not a number");
    return number;
}

bool switch_in(const std::string& option, const std::string& text) {
    if (text != "on" && text != "off") throw UsageError("--" + option + ": on or off");
    return text == "on";
}

/// An option that is not given changes nothing; a filter is given whole.
json::object filter_in(Arguments& arguments, const std::string& before) {
    json::object filter;
    for (const char* part : {"priorities", "keywords"}) {
        const auto given = arguments.optional_option(before + part);
        if (given) filter[part] = words_in(*given);
    }
    return filter;
}

json::object changes_in(Arguments& arguments) {
    json::object changes;
    const auto take = [&](const char* option, const char* member, auto read) {
        if (const auto given = arguments.optional_option(option)) changes[member] = read(option, *given);
    };
    const auto text = [](const char*, const std::string& given) { return json::string{given}; };
    take("control-centre", "control_centre", text);
    take("description", "description", text);
    take("connection-lost-text", "connection_lost_text", text);
    take("sort-order", "sort_order", text);
    take("callsign", "callsign", switch_in);
    take("announcement-text", "announcement_text", switch_in);
    take("entries", "entries", number_in);
    take("expiry-minutes", "expiry_minutes", number_in);
    if (auto filter = filter_in(arguments, ""); !filter.empty()) changes["filter"] = std::move(filter);
    if (auto filter = filter_in(arguments, "sound-"); !filter.empty()) changes["sound_filter"] = std::move(filter);
    return changes;
}

void configure(Connection& connection, Arguments& arguments, const std::string& id) {
    const auto changes = changes_in(arguments);
    arguments.finish();
    if (changes.empty()) throw UsageError("say what to change");
    const auto configured = board::configure_licence(connection, id, changes);
    say(connection, configured, "board.configured", "is configured");
}
}  // namespace

bool administer_boards(const std::string& what, Connection& connection, Arguments& arguments) {
    if (what == "list") {
        arguments.finish();
        list(connection);
        return true;
    }
    if (what != "release" && what != "revoke" && what != "configure") return false;
    const auto id = arguments.word("the licence's id; `board list` names them");
    if (what == "configure") {
        configure(connection, arguments, id);
        return true;
    }
    arguments.finish();
    if (what == "release") say(connection, board::release_licence(connection, id), "board.released", "may be opened");
    if (what == "revoke") say(connection, board::revoke_licence(connection, id), "board.revoked", "is revoked");
    return true;
}
}  // namespace vorab::gateway

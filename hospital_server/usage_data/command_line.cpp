#include "hospital_server/usage_data/command_line.hpp"

#include <algorithm>
#include <fstream>
#include <iostream>

#include <boost/json/serialize.hpp>

#include "common/configuration/author.hpp"
#include "common/core/json.hpp"
#include "hospital_server/audit/anchors.hpp"
#include "hospital_server/audit/audit.hpp"
#include "hospital_server/record/integrity.hpp"
#include "hospital_server/usage_data/reading.hpp"

namespace vorab::hospital_server::usage_data {
namespace json = boost::json;
using configuration::Arguments;
using configuration::UsageError;
using database::Connection;

namespace {
struct Chain {
    std::string name;
    database::ConnectionOptions database;
};

/// The one that --mailbox names; all without it.
std::vector<Chain> chains_of(Arguments& arguments, const Config& config) {
    std::vector<Chain> all{{audit::server_chain, config.database}};
    for (const auto& mailbox : config.mailboxes) all.push_back({mailbox.id.str(), mailbox.database});
    const auto named = arguments.optional_option("mailbox");
    if (!named) return all;
    std::erase_if(all, [&](const Chain& chain) { return chain.name != *named; });
    if (all.empty()) throw UsageError("the configuration has no mailbox " + *named);
    return all;
}

audit::Notary notary_of(const Config& config) { return {config.receipt_key, config.former_receipt_certificates}; }

/// Lines of `audit anchors`, kept elsewhere.
std::vector<std::string> tokens_in(const std::string& file) {
    std::ifstream in{file};
    if (!in) throw UsageError("cannot read " + file);
    std::vector<std::string> tokens;
    for (std::string line; std::getline(in, line);) {
        const auto anchor = core::parse_json_object(line);
        if (!anchor) throw UsageError(file + " is not what audit anchors prints");
        tokens.emplace_back(core::text_member(*anchor, "statement"));
    }
    return tokens;
}

bool verified(const Chain& chain, const audit::Notary& notary, const std::vector<audit::Statement>& anchors) {
    Connection connection{chain.database};
    while (audit::seal(connection) > 0) {
    }
    const auto found = audit::verify(connection, chain.name, notary, anchors);
    std::cout << chain.name << ": " << found.checked << " entries, " << found.first << " to " << found.last;
    if (found.fault) {
        std::cout << ", BROKEN at " << *found.broken_at << ": " << public_text(*found.fault).view() << "\n";
        return false;
    }
    std::cout << ", as they were written\n";
    return true;
}

/// One line for each text that is not what came; false when there is one. Server and chains may go on meanwhile.
bool records_hold(const Chain& mailbox) {
    Connection connection{mailbox.database};
    std::int64_t all = 0, changed = 0, uncertain = 0;
    const auto judge = [&](const core::CaseId& of, const std::string& what, record::Integrity found) {
        ++all;
        if (found == record::Integrity::not_comparable) ++uncertain;
        if (found != record::Integrity::changed) return;
        ++changed;
        std::cout << mailbox.name << ": case " << of.str() << ": " << what << " CHANGED since it came\n";
    };
    std::string last;
    for (auto cases = record::cases_after(connection, last); !cases.empty();
         cases = record::cases_after(connection, last)) {
        last = cases.back().str();
        for (const auto& one : cases) {
            const auto kept = record::examine(connection, one);
            judge(one, "the record that is shown", kept.record);
            for (const auto& [id, found] : kept.transmissions) judge(one, "transmission " + id, found);
        }
    }
    std::cout << mailbox.name << ": " << all << " records, " << changed << " changed, " << uncertain
              << " without a digest in the audit\n";
    return changed == 0;
}

int verify(Arguments& arguments, const Config& config) {
    const auto chains = chains_of(arguments, config);
    const auto file = arguments.optional_option("anchors");
    arguments.finish();
    const auto notary = notary_of(config);
    Connection server{config.database};
    bool whole = true;
    for (const auto& chain : chains) {
        auto tokens = audit::anchors_of(server, chain.name);
        if (file) {
            const auto more = tokens_in(*file);
            tokens.insert(tokens.end(), more.begin(), more.end());
        }
        whole = verified(chain, notary, audit::read_anchors(tokens, notary)) && whole;
        const bool of_mailbox = chain.name != audit::server_chain;
        if (of_mailbox) whole = records_hold(chain) && whole;
    }
    return whole ? 0 : 1;
}

int print_anchors(Arguments& arguments, const Config& config) {
    const auto chains = chains_of(arguments, config);
    arguments.finish();
    const auto notary = notary_of(config);
    Connection server{config.database};
    const auto now = core::SystemClock{}.now();
    for (const auto& chain : chains) {
        Connection connection{chain.database};
        audit::note_anchor(server, chain.name, audit::head(connection), notary, now);
        for (const auto& token : audit::anchors_of(server, chain.name)) {
            const auto said = notary.read(token);
            if (!said) continue;
            const json::object line{{"chain", said->chain},
                                    {"number", said->number},
                                    {"hash", core::to_hex(said->hash)},
                                    {"at", core::to_rfc3339(said->at)},
                                    {"statement", token}};
            std::cout << json::serialize(line) << "\n";
        }
    }
    return 0;
}

std::optional<core::Timestamp> time_of(Arguments& arguments, const char* name) {
    const auto text = arguments.optional_option(name);
    if (!text) return std::nullopt;
    const auto time = core::parse_rfc3339(*text);
    if (!time) throw UsageError(std::string{"--"} + name + ": " + time.error().detail.str());
    return *time;
}

int export_log(Arguments& arguments, const Config& config) {
    const bool of_mailbox = arguments.optional_option("mailbox").has_value();
    const auto chain = chains_of(arguments, config).front();
    const Filter filter{time_of(arguments, "from"), time_of(arguments, "until"), arguments.option_or("event", ""),
                        arguments.option_or("user", ""), arguments.option_or("case", "")};
    const auto format = parse_format(arguments.option_or("format", "jsonl"));
    if (!format) throw UsageError("--format: " + format.error().detail.str());
    const std::string author = "cli:" + arguments.option_or("by", configuration::signed_in_here());
    arguments.finish();
    Connection connection{of_mailbox ? chain.database : config.database};
    audit::write(connection, {.event = "audit.exported", .user_name = author}, core::SystemClock{}.now());
    std::cout << heading(*format);
    std::int64_t last = 0;
    for (auto lines = next_lines(connection, filter, *format, last); !lines.empty();
         lines = next_lines(connection, filter, *format, last)) {
        std::cout << lines;
    }
    return 0;
}
}  // namespace

int administer(const std::string& action, Arguments& arguments, const Config& config) {
    if (action == "verify") return verify(arguments, config);
    if (action == "export") return export_log(arguments, config);
    if (action == "anchors") return print_anchors(arguments, config);
    throw UsageError("there is no command \"audit " + action + "\"");
}
}  // namespace vorab::hospital_server::usage_data

#include "hospital_server/directory/directory.hpp"

#include <algorithm>
#include <memory>
#include <set>

#include <ldap.h>

#include "hospital_server/directory/connection.hpp"
#include "hospital_server/directory/escape.hpp"

namespace vorab::hospital_server::directory {
using core::failure;
using core::Problem;
using core::Result;

namespace {
constexpr int most_groups = 1000;
constexpr int deepest_nesting = 10;

const core::Failure wrong{Problem::unauthenticated, "user name or password is wrong"};

struct FreeMessage {
    void operator()(LDAPMessage* message) const { ldap_msgfree(message); }
};
using Message = std::unique_ptr<LDAPMessage, FreeMessage>;
struct FreeMemory {
    void operator()(char* text) const { ldap_memfree(text); }
};
using Text = std::unique_ptr<char, FreeMemory>;

struct Entry {
    std::string dn, user_name, first_name, last_name;
    std::vector<std::string> groups;
};

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

/// One spelling for what is one name.
std::string normal_dn(const std::string& dn) {
    char* made = nullptr;
    if (ldap_dn_normalize(dn.c_str(), LDAP_DN_FORMAT_LDAPV3, &made, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return {};
    const Text normal{made};
    return lower(normal.get());
}

/// An empty password would be an "unauthenticated bind", which succeeds for everybody (RFC 4513 section 5.1.2).
Result<void> bind_as(LDAP* session, const std::string& dn, const std::string& password) {
    if (dn.empty() || password.empty()) return wrong;
    std::string copy = password;
    berval credentials{copy.size(), copy.data()};
    const int said = ldap_sasl_bind_s(session, dn.c_str(), LDAP_SASL_SIMPLE, &credentials, nullptr, nullptr, nullptr);
    switch (said) {
        case LDAP_SUCCESS:
            return {};
        case LDAP_INVALID_CREDENTIALS:
        case LDAP_NO_SUCH_OBJECT:
        case LDAP_INVALID_DN_SYNTAX:
        case LDAP_UNWILLING_TO_PERFORM:
        case LDAP_CONSTRAINT_VIOLATION:
        case LDAP_INSUFFICIENT_ACCESS:
        case LDAP_INAPPROPRIATE_AUTH:
            return wrong;
        default:
            return silent(said);
    }
}

std::vector<std::string> values(LDAP* session, LDAPMessage* entry, const char* attribute) {
    std::vector<std::string> found;
    berval** const list = ldap_get_values_len(session, entry, attribute);
    for (int at = 0; list != nullptr && list[at] != nullptr; ++at)
        found.emplace_back(list[at]->bv_val, list[at]->bv_len);
    ldap_value_free_len(list);
    return found;
}

std::string first_value(LDAP* session, LDAPMessage* entry, const std::string& attribute) {
    const auto all = values(session, entry, attribute.c_str());
    return all.empty() ? std::string{} : all.front();
}

struct Query {
    std::string base;
    int scope = LDAP_SCOPE_SUBTREE;
    std::string filter;
};

/// Where nothing is, or nothing may be seen, nothing is found.
Result<Message> search(LDAP* session, const Query& query, std::vector<std::string> attributes, int most) {
    std::vector<char*> names;
    names.reserve(attributes.size() + 1);
    for (auto& attribute : attributes) names.push_back(attribute.data());
    names.push_back(nullptr);
    LDAPMessage* raw = nullptr;
    const int said = ldap_search_ext_s(session, query.base.c_str(), query.scope, query.filter.c_str(), names.data(), 0,
                                       nullptr, nullptr, nullptr, most, &raw);
    Message message{raw};
    const bool answered = said == LDAP_SUCCESS || said == LDAP_SIZELIMIT_EXCEEDED || said == LDAP_NO_SUCH_OBJECT ||
                          said == LDAP_INVALID_DN_SYNTAX;
    if (answered && message) return message;
    return silent(said);
}

/// The one person that the question is about.
Result<Entry> read_entry(LDAP* session, const Options& options, const Query& query) {
    const auto message = search(session, query, {options.user_attribute, "givenName", "sn", "memberOf"}, 2);
    if (!message) return message.error();
    if (ldap_count_entries(session, message->get()) != 1) return wrong;  // none, or nobody knows which
    LDAPMessage* const raw = ldap_first_entry(session, message->get());
    const Text dn{ldap_get_dn(session, raw)};
    if (!dn) return wrong;
    return Entry{dn.get(), lower(first_value(session, raw, options.user_attribute)),
                 first_value(session, raw, "givenName"), first_value(session, raw, "sn"),
                 values(session, raw, "memberOf")};
}

/// The groups in which one of `members` is.
Result<std::vector<std::string>> groups_of(LDAP* session, const Options& options,
                                           const std::vector<std::string>& members) {
    std::string filter = "(|";
    for (const auto& dn : members) filter += filled(options.group_filter, "dn", escaped_in_filter(dn));
    filter += ")";
    const auto message =
        search(session, {options.group_base, LDAP_SCOPE_SUBTREE, filter}, {LDAP_NO_ATTRS}, most_groups);
    if (!message) return message.error();
    std::vector<std::string> found;
    for (auto* raw = ldap_first_entry(session, message->get()); raw != nullptr; raw = ldap_next_entry(session, raw)) {
        const Text dn{ldap_get_dn(session, raw)};
        if (dn) found.emplace_back(dn.get());
    }
    return found;
}

/// Groups are in groups, and somebody will have closed a circle of them.
Result<void> add_groups(LDAP* session, const Options& options, Entry& entry) {
    if (options.group_base.empty()) return {};
    std::set<std::string> known;
    for (const auto& dn : entry.groups) known.insert(normal_dn(dn));
    std::vector<std::string> next = entry.groups;
    next.push_back(entry.dn);
    for (int depth = 0; !next.empty() && depth < deepest_nesting; ++depth) {
        auto found = groups_of(session, options, next);
        if (!found) return found.error();
        std::erase_if(*found, [&known](const std::string& dn) { return !known.insert(normal_dn(dn)).second; });
        entry.groups.insert(entry.groups.end(), found->begin(), found->end());
        next = std::move(*found);
    }
    return {};
}

Query whose(const Options& options, const std::string& user_name) {
    const std::string name = "(" + options.user_attribute + "=" + escaped_in_filter(user_name) + ")";
    return {options.base, LDAP_SCOPE_SUBTREE, "(&" + options.filter + name + ")"};
}

/// An account of ours looks for the person, who then has to bind.
Result<Entry> found_by_search(const Options& options, const std::string& user_name, const std::string& password) {
    const auto searching = Connection::open(options);
    if (!searching) return searching.error();
    const auto ours = bind_as(searching->get(), options.bind_dn, options.bind_password.reveal());
    // A search account that is refused is the operator's trouble, not the person's.
    if (!ours) return ours.error() == wrong ? silent(LDAP_INVALID_CREDENTIALS) : ours.error();
    auto entry = read_entry(searching->get(), options, whose(options, user_name));
    if (!entry) return entry.error();
    const auto own = Connection::open(options);
    if (!own) return own.error();
    if (auto bound = bind_as(own->get(), entry->dn, password); !bound) return bound.error();
    if (auto added = add_groups(searching->get(), options, *entry); !added) return added.error();
    return entry;
}

/// The person binds by the name that follows from the user name, and reads themself.
Result<Entry> found_by_template(const Options& options, const std::string& user_name, const std::string& password) {
    const auto own = Connection::open(options);
    if (!own) return own.error();
    const std::string dn = filled(options.user_dn, "user", escaped_in_dn(user_name));
    if (auto bound = bind_as(own->get(), dn, password); !bound) return bound.error();
    const Query self{dn, LDAP_SCOPE_BASE, options.filter};
    auto entry = read_entry(own->get(), options, options.base.empty() ? self : whose(options, user_name));
    if (!entry) return entry.error();
    if (auto added = add_groups(own->get(), options, *entry); !added) return added.error();
    return entry;
}

people::Granted granted_to(const Options& options, const Entry& entry) {
    std::set<std::string> groups;
    for (const auto& dn : entry.groups) groups.insert(normal_dn(dn));
    groups.erase("");
    return people::granted(options.groups, [&groups](const std::string& dn) { return groups.contains(normal_dn(dn)); });
}
}  // namespace

Directory::Directory(Options options) : options_(std::move(options)) {
    int version = 0;
    ldap_get_option(nullptr, LDAP_OPT_PROTOCOL_VERSION, &version);  // libldap sets itself up, before there are threads
}

Result<people::Vouched> Directory::check(const std::string& user_name,
                                         const core::Sensitive<std::string>& password) const {
    if (!people::parse_user_name(user_name) || password.reveal().empty()) return wrong;
    auto entry = options_.user_dn.empty() ? found_by_search(options_, user_name, password.reveal())
                                          : found_by_template(options_, user_name, password.reveal());
    if (!entry) return entry.error();
    const auto name = people::parse_user_name(entry->user_name);
    if (!name) return failure(Problem::forbidden, "this account's user name cannot be used here");
    auto granted = granted_to(options_, *entry);
    return people::Vouched{people::Source::directory,    *name,
                           std::move(entry->first_name), std::move(entry->last_name),
                           std::move(entry->dn),         std::move(granted.roles),
                           std::move(granted.mailboxes)};
}
}  // namespace vorab::hospital_server::directory

#include "hospital_server/directory/directory.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <ldap.h>

#include "hospital_server/directory/escape.hpp"

namespace vorab::hospital_server::directory {
using core::failure;
using core::Problem;
using core::Result;

namespace {
const core::Failure wrong{Problem::unauthenticated, "user name or password is wrong"};
const core::Failure silent{Problem::unavailable, "the hospital's directory does not answer; local accounts still work"};

struct Unbind {
    void operator()(LDAP* session) const { ldap_unbind_ext_s(session, nullptr, nullptr); }
};
using Session = std::unique_ptr<LDAP, Unbind>;
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
    std::ranges::transform(text, text.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c + 32) : c; });
    return text;
}

/// One spelling for what is one name.
std::string normal_dn(const std::string& dn) {
    char* made = nullptr;
    if (ldap_dn_normalize(dn.c_str(), LDAP_DN_FORMAT_LDAPV3, &made, LDAP_DN_FORMAT_LDAPV3) != LDAP_SUCCESS) return {};
    const Text normal{made};
    return lower(normal.get());
}

bool set(LDAP* session, int option, const void* value) {
    return ldap_set_option(session, option, value) == LDAP_OPT_SUCCESS;
}

/// Encrypted, or not at all.
std::optional<Session> open(const Options& options) {
    LDAP* raw = nullptr;
    if (ldap_initialize(&raw, options.url.c_str()) != LDAP_SUCCESS) return std::nullopt;
    Session session{raw};
    const int version = LDAP_VERSION3;
    const int demand = LDAP_OPT_X_TLS_DEMAND;
    const int client = 0;
    const timeval patience{options.timeout.count(), 0};
    const std::string ca = options.ca.string();
    const bool ready = set(raw, LDAP_OPT_PROTOCOL_VERSION, &version) &&
                       set(raw, LDAP_OPT_REFERRALS, LDAP_OPT_OFF) &&
                       set(raw, LDAP_OPT_NETWORK_TIMEOUT, &patience) && set(raw, LDAP_OPT_TIMEOUT, &patience) &&
                       set(raw, LDAP_OPT_X_TLS_CACERTFILE, ca.c_str()) &&
                       set(raw, LDAP_OPT_X_TLS_REQUIRE_CERT, &demand) && set(raw, LDAP_OPT_X_TLS_NEWCTX, &client);
    if (!ready) return std::nullopt;
    const bool plain = options.url.starts_with("ldap://");
    if (plain && ldap_start_tls_s(raw, nullptr, nullptr) != LDAP_SUCCESS) return std::nullopt;
    return session;
}

/// An empty password would be an "unauthenticated bind", which succeeds for everybody (RFC 4513 section 5.1.2).
Result<void> bind(LDAP* session, const std::string& dn, const std::string& password) {
    if (dn.empty() || password.empty()) return wrong;
    std::string copy = password;
    const berval credentials{copy.size(), copy.data()};
    const int said = ldap_sasl_bind_s(session, dn.c_str(), LDAP_SASL_SIMPLE, const_cast<berval*>(&credentials), nullptr,
                                      nullptr, nullptr);
    if (said == LDAP_SUCCESS) return {};
    const bool refused = said == LDAP_INVALID_CREDENTIALS || said == LDAP_NO_SUCH_OBJECT ||
                         said == LDAP_INVALID_DN_SYNTAX || said == LDAP_UNWILLING_TO_PERFORM ||
                         said == LDAP_CONSTRAINT_VIOLATION || said == LDAP_INSUFFICIENT_ACCESS ||
                         said == LDAP_INAPPROPRIATE_AUTH;
    return refused ? wrong : silent;
}

std::vector<std::string> values(LDAP* session, LDAPMessage* entry, const char* attribute) {
    std::vector<std::string> found;
    berval** const list = ldap_get_values_len(session, entry, attribute);
    for (int at = 0; list != nullptr && list[at] != nullptr; ++at) found.emplace_back(list[at]->bv_val, list[at]->bv_len);
    ldap_value_free_len(list);
    return found;
}

std::string first_value(LDAP* session, LDAPMessage* entry, const std::string& attribute) {
    const auto all = values(session, entry, attribute.c_str());
    return all.empty() ? std::string{} : all.front();
}

struct Query {
    std::string base;
    int scope;
    std::string filter;
};

Result<Message> search(LDAP* session, const Query& query, const std::vector<std::string>& attributes, int most) {
    std::vector<std::string> copies = attributes;
    std::vector<char*> names;
    for (auto& copy : copies) names.push_back(copy.data());
    names.push_back(nullptr);
    LDAPMessage* raw = nullptr;
    const int said = ldap_search_ext_s(session, query.base.c_str(), query.scope, query.filter.c_str(), names.data(), 0,
                                       nullptr, nullptr, nullptr, most, &raw);
    Message message{raw};
    if (said == LDAP_SUCCESS) return message;
    if (said == LDAP_SIZELIMIT_EXCEEDED || said == LDAP_NO_SUCH_OBJECT) return wrong;
    return silent;
}

Result<Entry> read_entry(LDAP* session, const Options& options, const Query& query) {
    const auto message =
        search(session, query, {options.user_attribute, "givenName", "sn", "memberOf"}, 2);
    if (!message) return message.error();
    if (ldap_count_entries(session, message->get()) != 1) return wrong;  // none, or nobody knows which
    LDAPMessage* const raw = ldap_first_entry(session, message->get());
    const Text dn{ldap_get_dn(session, raw)};
    if (!dn) return wrong;
    return Entry{dn.get(), lower(first_value(session, raw, options.user_attribute)),
                 first_value(session, raw, "givenName"), first_value(session, raw, "sn"),
                 values(session, raw, "memberOf")};
}

Result<void> add_groups(LDAP* session, const Options& options, Entry& entry) {
    if (options.group_base.empty()) return {};
    const std::string filter = filled(options.group_filter, "dn", escaped_in_filter(entry.dn));
    const auto message = search(session, {options.group_base, LDAP_SCOPE_SUBTREE, filter}, {"1.1"}, 1000);
    if (!message) return message.error();
    for (auto* raw = ldap_first_entry(session, message->get()); raw != nullptr; raw = ldap_next_entry(session, raw)) {
        const Text dn{ldap_get_dn(session, raw)};
        if (dn) entry.groups.emplace_back(dn.get());
    }
    return {};
}

Result<Entry> found_by_search(const Options& options, const std::string& user_name, const std::string& password) {
    const auto searching = open(options);
    if (!searching) return silent;
    // A search account that is refused is the operator's trouble, not the person's.
    if (!bind(searching->get(), options.bind_dn, options.bind_password.reveal())) return silent;
    const std::string filter =
        "(&" + options.filter + "(" + options.user_attribute + "=" + escaped_in_filter(user_name) + "))";
    auto entry = read_entry(searching->get(), options, {options.base, LDAP_SCOPE_SUBTREE, filter});
    if (!entry) return entry.error();
    if (auto groups = add_groups(searching->get(), options, *entry); !groups) return groups.error();
    const auto own = open(options);
    if (!own) return silent;
    if (auto bound = bind(own->get(), entry->dn, password); !bound) return bound.error();
    return entry;
}

Result<Entry> found_by_template(const Options& options, const std::string& user_name, const std::string& password) {
    const auto own = open(options);
    if (!own) return silent;
    const std::string dn = filled(options.user_dn, "user", escaped_in_dn(user_name));
    if (auto bound = bind(own->get(), dn, password); !bound) return bound.error();
    auto entry = read_entry(own->get(), options, {dn, LDAP_SCOPE_BASE, options.filter});
    if (!entry) return entry.error();
    if (auto groups = add_groups(own->get(), options, *entry); !groups) return groups.error();
    return entry;
}

Found with_rights(const Options& options, const Entry& entry) {
    Found found{entry.user_name, entry.first_name, entry.last_name, entry.dn, {}, {}};
    for (const auto& group : options.groups) {
        const std::string wanted = normal_dn(group.dn);
        const bool member = std::ranges::any_of(
            entry.groups, [&wanted](const std::string& dn) { return !wanted.empty() && normal_dn(dn) == wanted; });
        if (!member) continue;
        found.roles.insert(found.roles.end(), group.roles.begin(), group.roles.end());
        found.mailboxes.insert(found.mailboxes.end(), group.mailboxes.begin(), group.mailboxes.end());
    }
    return found;
}
}  // namespace

Result<Found> Directory::check(const std::string& user_name, const core::Sensitive<std::string>& password) const {
    if (user_name.empty() || password.reveal().empty() || user_name.find('\0') != std::string::npos) return wrong;
    const auto entry = options_.user_dn.empty() ? found_by_search(options_, user_name, password.reveal())
                                                : found_by_template(options_, user_name, password.reveal());
    if (!entry) return entry.error();
    if (entry->user_name.empty()) return wrong;
    auto found = with_rights(options_, *entry);
    if (found.roles.empty()) return failure(Problem::forbidden, "this account is in no group that may sign in here");
    return found;
}
}  // namespace vorab::hospital_server::directory
